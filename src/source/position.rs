//! Whether a photo says where it was taken: EXIF coordinates in any container, and XMP as plain text.
//!
//! A TIFF block, which EXIF is, is looked for wherever its header is in the bytes. So JPEG, PNG, WebP, HEIC, AVIF and TIFF
//! need no parser each; what is no TIFF block ends at its first wrong field.

use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// Headers that are looked at in one file, and fields in one directory of a header: bounds for a hostile file.
const MAX_HEADERS: usize = 1_000;
const MAX_FIELDS: usize = 1_000;

/// TIFF's fields for the GPS directory, and in it for latitude and longitude.
const GPS_DIRECTORY: u16 = 0x8825;
const LATITUDE: u16 = 2;
const LONGITUDE: u16 = 4;

/// TIFF's types for a 32-bit number, a fraction of two, and an offset of a directory.
const LONG: u16 = 4;
const RATIONAL: u16 = 5;
const DIRECTORY: u16 = 13;

static MARKS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new([&b"II*\0"[..], b"MM\0*", b"GPSLatitude", b"GPSLongitude"]).ok());

/// Returns whether the bytes are an image, or a video of a phone, with coordinates in it.
pub(super) fn has_position(bytes: &[u8]) -> bool {
    if !is_image(bytes) {
        return false;
    }
    let Some(marks) = MARKS.as_ref() else { return false };
    let mut headers = 0;
    marks.find_iter(bytes).any(|mark| match mark.pattern().as_usize() {
        0 | 1 => {
            headers += 1;
            let order = if mark.pattern().as_usize() == 0 { Order::Little } else { Order::Big };
            headers <= MAX_HEADERS && Tiff { bytes: &bytes[mark.start()..], order }.has_position()
        }
        _ => is_coordinate(&bytes[mark.end()..]),
    })
}

/// By the first bytes: a name may be wrong, or none.
fn is_image(bytes: &[u8]) -> bool {
    let starts = [&b"\xff\xd8\xff"[..], b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8"];
    starts.iter().any(|start| bytes.starts_with(start))
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
        || bytes.get(4..8) == Some(b"ftyp")
}

/// What follows the name of an XMP property with a value: `="48,8N"` or `>48,8N<`.
fn is_coordinate(after: &[u8]) -> bool {
    let value = after.strip_prefix(b">").or_else(|| {
        let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        after.strip_prefix(b"\"").or_else(|| after.strip_prefix(b"'"))
    });
    value.is_some_and(|value| {
        value.trim_ascii_start().first().is_some_and(|c| c.is_ascii_digit() || *c == b'-')
    })
}

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// A TIFF block; offsets count from its first byte.
struct Tiff<'b> {
    bytes: &'b [u8],
    order: Order,
}

/// A field of a directory, with the place of its value or of the offset of it.
struct Field {
    tag: u16,
    kind: u16,
    count: u32,
    value: usize,
}

impl Tiff<'_> {
    fn has_position(&self) -> bool {
        let Some(first) = self.long(4) else { return false };
        let pointer = self.fields(first).find(|field| field.tag == GPS_DIRECTORY);
        let pointer = pointer.filter(|field| matches!(field.kind, LONG | DIRECTORY));
        let Some(directory) = pointer.and_then(|field| self.long(field.value)) else { return false };
        self.fields(directory).any(|field| {
            matches!(field.tag, LATITUDE | LONGITUDE) && field.kind == RATIONAL && self.is_stated(&field)
        })
    }

    /// Whether one of the fractions is a number other than 0: programs write zeros for a place that is not known.
    fn is_stated(&self, field: &Field) -> bool {
        let Some(start) = self.long(field.value).and_then(|at| usize::try_from(at).ok()) else {
            return false;
        };
        (0..field.count.min(3) as usize).any(|at| {
            let fraction = start.saturating_add(at * 8);
            let part = |offset: usize| self.long(fraction.saturating_add(offset)).unwrap_or(0);
            part(0) != 0 && part(4) != 0
        })
    }

    /// The fields of the directory at an offset.
    fn fields(&self, offset: u32) -> impl Iterator<Item = Field> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let count = self.short(start).map_or(0, usize::from).min(MAX_FIELDS);
        (0..count).map_while(move |at| {
            let field = start.saturating_add(2 + at * 12);
            Some(Field {
                tag: self.short(field)?,
                kind: self.short(field.saturating_add(2))?,
                count: self.long(field.saturating_add(4))?,
                value: field.saturating_add(8),
            })
        })
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self.order {
            Order::Little => u16::from_le_bytes(bytes),
            Order::Big => u16::from_be_bytes(bytes),
        })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self.order {
            Order::Little => u32::from_le_bytes(bytes),
            Order::Big => u32::from_be_bytes(bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A TIFF block with a GPS directory of a version, a latitude and a longitude in degrees.
    fn tiff(is_big: bool, degrees: [u32; 2]) -> Vec<u8> {
        let short = |n: u16| if is_big { n.to_be_bytes() } else { n.to_le_bytes() };
        let long = |n: u32| if is_big { n.to_be_bytes() } else { n.to_le_bytes() };
        let mut out = if is_big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        let field = |out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
            out.extend([short(tag), short(kind)].concat());
            out.extend([long(count), long(value)].concat());
        };
        out.extend(long(8));
        out.extend(short(2));
        field(&mut out, 0x0112, 3, 1, 0);
        field(&mut out, GPS_DIRECTORY, LONG, 1, 38);
        out.extend(long(0));
        out.extend(short(3));
        field(&mut out, 0, 1, 4, 0x0202);
        field(&mut out, LATITUDE, RATIONAL, 3, 80);
        field(&mut out, LONGITUDE, RATIONAL, 3, 104);
        out.extend(long(0));
        for degree in degrees {
            for part in [degree, 0, 0] {
                out.extend([long(part), long(1)].concat());
            }
        }
        out
    }

    fn containers(block: &[u8]) -> Vec<Vec<u8>> {
        let image = |start: &[u8], between: &[u8]| [start, between, block, &[0; 40]].concat();
        vec![
            image(b"\xff\xd8\xff\xe1\x01\x00", b"Exif\0\0"),
            image(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02\0\0\x48\0\x48\0\0\xff\xe1\x01\x00", b"Exif\0\0"),
            image(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\0\0\xffeXIf"),
            image(b"RIFF\0\x01\0\0WEBPVP8X", b"EXIF\xff\0\0\0"),
            image(b"RIFF\0\x01\0\0WEBPVP8X", b"EXIF\xff\0\0\0Exif\0\0"),
            image(b"\0\0\0\x18ftypheic\0\0\0\0mif1", b"mdat\0\0\0\x06Exif\0\0"),
            image(b"\0\0\0\x18ftypavif\0\0\0\0mif1", b"mdat\0\0\0\0"),
            [block, &[0; 40]].concat(),
        ]
    }

    #[test]
    fn coordinates_are_found_in_every_container() {
        for is_big in [false, true] {
            for (at, image) in containers(&tiff(is_big, [48, 11])).iter().enumerate() {
                assert!(has_position(image), "{at} {is_big}");
            }
            for degrees in [[0, 11], [48, 0]] {
                assert!(has_position(&tiff(is_big, degrees)));
            }
            for (at, image) in containers(&tiff(is_big, [0, 0])).iter().enumerate() {
                assert!(!has_position(image), "zeros are no place: {at} {is_big}");
            }
        }
    }

    #[test]
    fn coordinates_of_xmp_are_found() {
        let image = |xmp: &str| [b"\xff\xd8\xff\xe1http://ns.adobe.com/xap/1.0/\0", xmp.as_bytes()].concat();
        for xmp in [
            "<rdf:Description exif:GPSLatitude=\"48,8.2N\"/>",
            "<rdf:Description exif:GPSLongitude = '11,34.5E'/>",
            "<exif:GPSLatitude>-48.1</exif:GPSLatitude>",
        ] {
            assert!(has_position(&image(xmp)), "{xmp}");
            assert!(!has_position(xmp.as_bytes()), "a text is no photo: {xmp}");
        }
        for xmp in
            ["exif:GPSLatitude=\"\"", "exif:GPSLatitudeRef=\"N\"", "<exif:GPSLatitude/>", "GPSLatitude"]
        {
            assert!(!has_position(&image(xmp)), "{xmp}");
        }
    }

    #[test]
    fn no_other_field_and_no_cut_block_is_a_place() {
        let block = tiff(false, [48, 11]);
        for cut in 0..88 {
            assert!(!has_position(&[b"\xff\xd8\xff", &block[..cut]].concat()), "{cut}");
        }
        let mut other = block.clone();
        other[22] = 0x69;
        assert!(!has_position(&other), "the pointer to another directory");
        let many = [b"\xff\xd8\xff".to_vec(), b"II*\0\x08\0\0\0\xff\xff".repeat(100_000)].concat();
        assert!(!has_position(&many));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..120, byte: u8) {
            bytes.splice(0..0, *b"\xff\xd8\xffII*\0");
            has_position(&bytes);
            let mut block = tiff(true, [1, 2]);
            block[at % 100] = byte;
            has_position(&block);
        }
    }
}
