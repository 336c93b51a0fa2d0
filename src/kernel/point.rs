//! A place on the map.

use serde::{Deserialize, Serialize};

/// Mean radius of the earth, in metres.
const RADIUS: f64 = 6_371_008.8;

/// Latitude and longitude in degrees (WGS 84), north and east positive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub lat: f64,
    pub lng: f64,
}

impl Point {
    /// Metres to `other` as the crow flies, by the haversine formula on a round earth: some half a percent off at most.
    /// Roads are longer.
    #[must_use]
    #[expect(clippy::float_arithmetic, reason = "angles are no whole numbers; the metres that come out are")]
    #[expect(clippy::as_conversions, reason = "at most half the earth's girth, rounded; not a number would be 0")]
    pub fn distance(self, other: Point) -> i64 {
        let half_chord = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
        let narrowed = self.lat.to_radians().cos() * other.lat.to_radians().cos();
        let across = half_chord(self.lat, other.lat) + narrowed * half_chord(self.lng, other.lng);
        // Opposite ends of the earth may come out a little above one.
        (2.0 * RADIUS * across.min(1.0).sqrt().asin()).round() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(lat: f64, lng: f64) -> Point {
        Point { lat, lng }
    }

    #[test]
    fn known_distances_come_out() {
        let hanoi = at(21.0285, 105.8542);
        // A degree along a meridian, a degree along the equator, half the girth, and round the date line.
        for (from, to, metres) in [
            (hanoi, hanoi, 0),
            (at(0.0, 0.0), at(1.0, 0.0), 111_195),
            (at(0.0, 0.0), at(0.0, 1.0), 111_195),
            (at(90.0, 0.0), at(-90.0, 0.0), 20_015_114),
            (at(0.0, 0.0), at(0.0, 180.0), 20_015_114),
            (at(0.0, 179.5), at(0.0, -179.5), 111_195),
        ] {
            assert_eq!(from.distance(to), metres, "{from:?} {to:?}");
            assert_eq!(to.distance(from), metres, "{to:?} {from:?}");
        }
        // The two big cities are some 1,140 km apart by air.
        let far = hanoi.distance(at(10.7769, 106.7009));
        assert!((1_135_000..1_146_000).contains(&far), "{far}");
    }
}
