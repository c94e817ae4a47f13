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

/// Bits, six of which are a character: what has no repetition for gzip to find, packed by what is expected of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    bytes: Vec<u8>,
    len: usize,
}

impl Bits {
    /// How many bits there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends the lowest `count` bits of a value, the highest first.
    pub fn push(&mut self, value: u64, count: u32) {
        for at in (0..count).rev() {
            if self.len.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(value >> at & 1 == 1) << (7 - self.len % 8);
            }
            self.len += 1;
        }
    }

    /// Appends a number of any size: four bits at a time, the lowest first, with a bit before each four that
    /// says whether more follow.
    pub fn number(&mut self, mut value: u64) {
        while value >= 16 {
            self.push(1, 1);
            self.push(value & 15, 4);
            value >>= 4;
        }
        self.push(0, 1);
        self.push(value, 4);
    }

    /// Appends a number that is likely to be near 2ᵏ (Rice's code): its upper bits in ones and a zero, its lower k
    /// as they are.
    pub fn rice(&mut self, value: u64, k: u32) {
        for _ in 0..value >> k {
            self.push(1, 1);
        }
        self.push(0, 1);
        self.push(value, k);
    }

    /// Appends other bits.
    pub fn extend(&mut self, other: &Bits) {
        for at in 0..other.len {
            self.push(u64::from(other.bytes[at / 8] >> (7 - at % 8) & 1), 1);
        }
    }

    /// As characters; the last is filled up with zeroes.
    pub fn text(&self) -> String {
        let bit = |at: usize| u64::from(at < self.len && self.bytes[at / 8] >> (7 - at % 8) & 1 == 1);
        let six = |from: usize| (0..6).fold(0, |value, at| value << 1 | bit(from + at));
        (0..self.len).step_by(6).map(|from| digit(six(from))).collect()
    }
}

/// The k for steps between `count` numbers below `total`: the logarithm of 0.69 times the mean step.
pub fn rice_of_steps(count: u64, total: u64) -> u32 {
    (total * 11 / (16 * count.max(1))).max(1).ilog2()
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
    /// One word in so many may begin a shard: few enough, however large entries are, to stay near the target.
    choice: u64,
    size: usize,
}

impl Cutter {
    /// Shards of about `target` bytes, of entries of `each`.
    pub fn new(target: usize, each: usize) -> Cutter {
        let choice = (target / (16 * each.max(1))).clamp(1, 16) as u64;
        Cutter { target: target.max(1), choice, size: 0 }
    }

    /// Whether a new shard begins with this word; `size` is what it adds.
    pub fn cuts(&mut self, word: &str, size: usize) -> bool {
        let chosen = || xxhash_rust::xxh3::xxh3_64(word.as_bytes()).is_multiple_of(self.choice);
        let cut = self.size > 0 && self.size + size / 2 > self.target && chosen();
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
