//! CRC-16/CCITT-FALSE: polynomial 1021, starts at FFFF, nothing reflected, nothing added at the end.

pub fn of(text: &str) -> u16 {
    text.bytes().fold(0xFFFF, |crc, byte| (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| step(crc)))
}

const fn step(crc: u16) -> u16 {
    let shifted = crc << 1;
    if crc & 0x8000 == 0 { shifted } else { shifted ^ 0x1021 }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_published_check_value_comes_out() {
        assert_eq!(super::of("123456789"), 0x29B1);
        assert_eq!(super::of(""), 0xFFFF);
    }
}
