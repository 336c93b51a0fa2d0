//! What people write is understood the way they mean it.

use super::typed::{Typed, larger, without_kind};

#[test]
fn a_place_is_taken_apart_as_people_write_it() {
    let typed = Typed::parse("Xã Vân Trục, H. Lập Thạch, tỉnh Vĩnh Phúc, Việt Nam");
    assert_eq!(typed.name, "van truc");
    assert_eq!(typed.kind, Some("xa"));
    assert_eq!(typed.hints, ["lap thach", "vinh phuc"]);
    assert_eq!(Typed::parse("Xuân Hương - Đà Lạt").name, "xuan huong da lat", "a hyphen belongs to the name");
    assert_eq!(Typed::parse("TT. Hoa Sơn").kind, Some("thi tran"));
    assert_eq!(Typed::parse("").name, "");
}

#[test]
fn a_name_that_is_a_number_keeps_its_kind() {
    assert_eq!(without_kind("phuong 1"), (None, "phuong 1".to_owned()));
    assert_eq!(without_kind("phuong 1 bao loc").1, "1 bao loc");
    assert_eq!(without_kind("xa ca mau").1, "ca mau");
    assert_eq!(without_kind("xam muoi"), (None, "xam muoi".to_owned()));
    assert_eq!(larger("quan 1"), "quan 1");
    assert_eq!(larger("tp ho chi minh"), "ho chi minh");
}
