//! Numbers and sorted words as short text: what the shards are written in. Text, because a script is text,
//! and made so that gzip finds what repeats.

/// Digits of the last place; the 16 digits above them say that a place follows.
const LAST: u64 = 48;

/// The character of a small number: printable, and neither a quote nor a backslash.
pub fn digit(value: u64) -> char {
    let code = 35 + u32::try_from(value).unwrap_or(0);
    char::from_u32(if code < 92 { code } else { code + 1 }).unwrap_or('#')
}

/// Appends a number: one character up to 47, two up to 815.
pub fn number(mut value: u64, out: &mut String) {
    while value >= LAST {
        out.push(digit(LAST + (value - LAST) % 16));
        value = (value - LAST) / 16;
    }
    out.push(digit(value));
}

/// Appends a number that may be missing.
pub fn optional(value: Option<i64>, out: &mut String) {
    number(value.and_then(|value| u64::try_from(value).ok()).map_or(0, |value| value + 1), out);
}

/// Appends a word as what it adds to the one before it.
pub fn front_coded(before: &str, word: &str, out: &mut String) {
    let shared = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count().min(56);
    out.push(digit(shared as u64));
    out.extend(word.chars().skip(shared));
}

/// The shortest text that is after `before` and not after `first`.
pub fn separator(before: &str, first: &str) -> String {
    let shared = before.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
    first.chars().take(shared + 1).collect()
}

/// Where to begin a new shard: near the target, at words whose digest says so, so that a word more or less
/// moves few borders.
pub struct Cutter {
    target: usize,
    size: usize,
}

impl Cutter {
    /// Shards of about `target` bytes.
    pub fn new(target: usize) -> Cutter {
        Cutter { target: target.max(1), size: 0 }
    }

    /// Whether a new shard begins with this word; `size` is what it adds.
    pub fn cuts(&mut self, word: &str, size: usize) -> bool {
        let chosen = || xxhash_rust::xxh3::xxh3_64(word.as_bytes()).is_multiple_of(16);
        let cut = self.size * 2 > self.target * 3 || (self.size > self.target && chosen());
        self.size = if cut { size } else { self.size + size };
        cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<u64> {
        let mut chars = text.chars().map(|c| u64::from(u32::from(c)) - if c < '\\' { 35 } else { 36 });
        let mut numbers = vec![];
        while let Some(mut digit) = chars.next() {
            let (mut value, mut scale) = (0, 1);
            loop {
                value += digit * scale;
                if digit < LAST {
                    break;
                }
                scale *= 16;
                digit = chars.next().expect("a digit that ends the number");
            }
            numbers.push(value);
        }
        numbers
    }

    #[test]
    fn numbers_are_read_back() {
        let numbers = [0, 1, 47, 48, 63, 64, 815, 816, 1_000_000, u64::from(u32::MAX)];
        let mut text = String::new();
        numbers.iter().for_each(|value| number(*value, &mut text));
        assert_eq!(read(&text), numbers);
        assert!(!text.contains(['"', '\\']));
    }

    #[test]
    fn words_are_front_coded() {
        let mut text = String::new();
        front_coded("restart", "restarting", &mut text);
        assert_eq!(text, "*ing");
        assert_eq!(separator("restarting", "rollback"), "ro");
    }
}
