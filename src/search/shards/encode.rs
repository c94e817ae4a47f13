//! Numbers and sorted words as short text: what the shards are written in. Text, because a script is text,
//! and made so that gzip finds what repeats.

/// Values of the last digit; the 16 digits above them say that another digit follows.
const LAST: u64 = 48;

/// Encodes a small number as a printable character other than a quote or backslash.
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

/// Appends an optional number.
pub fn optional(value: Option<i64>, out: &mut String) {
    number(value.and_then(|value| u64::try_from(value).ok()).map_or(0, |value| value + 1), out);
}

/// Appends a word as its difference from the one before (front coding).
pub fn front_coded(before: &str, word: &str, out: &mut String) {
    let shared = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count().min(56);
    out.push(digit(shared as u64));
    out.extend(word.chars().skip(shared));
}

/// A bit string, written as six bits per character. For data without repetition that gzip could find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    /// 64-bit words, most significant bit first; bits beyond `len` are zero.
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// Returns the number of bits.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there are no bits.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends the lowest `count` bits of a value, at most 64, most significant first.
    pub fn push(&mut self, value: u64, count: u32) {
        if count == 0 {
            return;
        }
        let value = value & (u64::MAX >> (64 - count));
        let used = (self.len % 64) as u32;
        self.len += count as usize;
        match self.words.last_mut().filter(|_| used > 0) {
            None => self.words.push(value << (64 - count)),
            Some(last) if count <= 64 - used => *last |= value << (64 - used - count),
            Some(last) => {
                let beyond = count - (64 - used);
                *last |= value >> beyond;
                self.words.push(value << (64 - beyond));
            }
        }
    }

    /// Appends a number of any size: groups of four bits, lowest first, each preceded by a continuation
    /// bit.
    pub fn number(&mut self, mut value: u64) {
        while value >= 16 {
            self.push(16 | value & 15, 5);
            value >>= 4;
        }
        self.push(value, 5);
    }

    /// Appends a number with Rice coding, parameter k: upper bits in unary, lower k bits verbatim.
    pub fn rice(&mut self, value: u64, k: u32) {
        let mut ones = value >> k;
        while ones >= 32 {
            self.push(u64::from(u32::MAX), 32);
            ones -= 32;
        }
        self.push((1 << (ones + 1)) - 2, ones as u32 + 1);
        self.push(value, k);
    }

    /// Appends another bit string.
    pub fn extend(&mut self, other: &Bits) {
        let mut left = other.len;
        for word in &other.words {
            let count = left.min(64);
            self.push(word >> (64 - count), count as u32);
            left -= count;
        }
    }

    /// Encodes the bits as characters; the last is padded with zeros.
    pub fn text(&self) -> String {
        let word = |at: usize| self.words.get(at).copied().unwrap_or(0);
        let six = |from: usize| match (from / 64, from % 64) {
            (at, inside @ 0..=58) => word(at) >> (58 - inside) & 63,
            (at, inside) => (word(at) << (inside - 58) | word(at + 1) >> (122 - inside)) & 63,
        };
        (0..self.len).step_by(6).map(|from| digit(six(from))).collect()
    }
}

/// Returns the Rice parameter for the gaps between `count` numbers below `total`: log2 of 0.69 times the
/// mean gap.
pub fn rice_of_steps(count: u64, total: u64) -> u32 {
    (total * 11 / (16 * count.max(1))).max(1).ilog2()
}

/// Returns the shortest text that is after `before` and not after `first`.
pub fn separator(before: &str, first: &str) -> String {
    let shared = before.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
    first.chars().take(shared + 1).collect()
}

/// Decides where shards begin: near the target size, at words chosen by their digest, so that one more word
/// moves few boundaries.
pub struct Cutter {
    target: usize,
    /// One word in this many may begin a shard.
    choice: u64,
    size: usize,
}

impl Cutter {
    /// Creates a cutter for shards of about `target` bytes with entries of `each` bytes.
    pub fn new(target: usize, each: usize) -> Cutter {
        let choice = (target / (16 * each.max(1))).clamp(1, 16) as u64;
        Cutter { target: target.max(1), choice, size: 0 }
    }

    /// Returns whether a new shard begins with this word; `size` is the word's size.
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
    fn bits_are_as_they_are_specified() {
        let mut bits = Bits::default();
        bits.number(5); // 0 0101
        bits.number(35); // 1 0011, 0 0010
        bits.rice(11, 2); // 110 11
        bits.push(1, 1);
        // 001011 001100 010110 111000
        assert_eq!(bits.text(), [11, 12, 22, 56].map(digit).iter().collect::<String>());
        let mut ones = Bits::default();
        ones.rice(70, 0);
        assert_eq!(ones.len(), 71);
        assert_eq!(ones.text(), [63; 11].into_iter().chain([62 - 2]).map(digit).collect::<String>());
    }

    proptest::proptest! {
        /// Compares with a plain list of bits.
        #[test]
        fn bits_are_those_that_were_pushed(pushed in proptest::collection::vec((0u64.., 0u32..=64), 0..60)) {
            let mut plain = vec![];
            let (mut bits, mut twice) = (Bits::default(), Bits::default());
            for (value, count) in pushed {
                bits.push(value, count);
                plain.extend((0..count).rev().map(|at| value >> at & 1));
            }
            twice.push(1, 1);
            twice.extend(&bits);
            let text = |plain: &[u64]| -> String {
                let six = |six: &[u64]| (0..6).fold(0, |value, at| value << 1 | six.get(at).unwrap_or(&0));
                plain.chunks(6).map(|chunk| digit(six(chunk))).collect()
            };
            assert_eq!((bits.len(), bits.text()), (plain.len(), text(&plain)));
            plain.insert(0, 1);
            assert_eq!(twice.text(), text(&plain));
        }
    }

    #[test]
    fn words_are_front_coded() {
        let mut text = String::new();
        front_coded("restart", "restarting", &mut text);
        assert_eq!(text, "*ing");
        assert_eq!(separator("restarting", "rollback"), "ro");
    }
}
