//! "Did you mean": the nearest of many names to a word that is none of them. An archive can have ten thousand names
//! and as many words that are none, so most names are ruled out before their distance is measured.

/// The nearest of `candidates` to `word`, when it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Names::new(candidates).nearest(word)
}

/// Names to be asked for the nearest more than once.
#[derive(Debug, Clone, Default)]
pub struct Names<'a> {
    /// By length.
    names: Vec<Name<'a>>,
}

#[derive(Debug, Clone)]
struct Name<'a> {
    text: &'a str,
    lowered: String,
    chars: usize,
    bag: Bag,
}

impl<'a> Names<'a> {
    /// Of these.
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Names<'a> {
        let name = |text: &'a str| {
            let lowered = text.to_lowercase();
            Name { text, chars: lowered.chars().count(), bag: Bag::of(&lowered), lowered }
        };
        let mut names: Vec<Name<'a>> = names.into_iter().map(name).collect();
        names.sort_by_key(|name| name.chars);
        Names { names }
    }

    /// The nearest, the first in the order of the alphabet among equals, when it is near enough to be what was meant:
    /// a letter in three is wrong, and four at most, whatever the case.
    pub fn nearest(&self, word: &str) -> Option<&'a str> {
        let lowered = word.to_lowercase();
        let (chars, bag) = (lowered.chars().count(), Bag::of(&lowered));
        let mut allowed = (word.chars().count() / 3).clamp(1, 4);
        let mut best: Option<(usize, &'a str)> = None;
        let from = self.names.partition_point(|name| name.chars + allowed < chars);
        let longest = chars + allowed;
        for name in self.names[from..].iter().take_while(|name| name.chars <= longest) {
            if name.bag.least_distance(&bag) > allowed {
                continue;
            }
            let (a, b) = without_common_ends(&lowered, &name.lowered);
            let found = (strsim::osa_distance(a, b), name.text);
            if found.0 <= allowed && best.is_none_or(|best| found < best) {
                allowed = found.0;
                best = Some(found);
            }
        }
        best.map(|(_, name)| name)
    }
}

/// How often each letter occurs, in any order.
#[derive(Debug, Clone)]
struct Bag([u8; 64]);

impl Bag {
    fn of(text: &str) -> Bag {
        let mut bag = [0_u8; 64];
        for c in text.chars() {
            let at = match c {
                'a'..='z' => c as usize - 'a' as usize,
                '0'..='9' => 26 + c as usize - '0' as usize,
                // Letters that share a place make names look nearer than they are, and never farther.
                other => 36 + other as usize % 28,
            };
            bag[at] = bag[at].saturating_add(1);
        }
        Bag(bag)
    }

    /// No distance is smaller: a letter that is inserted, deleted or another changes each side by one at most, and
    /// two that change places change none.
    fn least_distance(&self, other: &Bag) -> usize {
        let over = |a: &Bag, b: &Bag| -> u32 {
            a.0.iter().zip(&b.0).map(|(a, b)| u32::from(a.saturating_sub(*b))).sum()
        };
        over(self, other).max(over(other, self)) as usize
    }
}

/// What is left of both without what they begin and end with alike, which adds nothing to their distance.
fn without_common_ends<'t>(a: &'t str, b: &'t str) -> (&'t str, &'t str) {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = same(&mut a.chars().zip(b.chars()));
    let (a, b) = (&a[start..], &b[start..]);
    let end = same(&mut a.chars().rev().zip(b.chars().rev()));
    (&a[..a.len() - end], &b[..b.len() - end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As it is told, without any shortcut.
    fn plainly<'a>(word: &str, candidates: &'a [String]) -> Option<&'a str> {
        let allowed = (word.chars().count() / 3).clamp(1, 4);
        let distance = |name: &String| strsim::osa_distance(&word.to_lowercase(), &name.to_lowercase());
        let near = candidates.iter().map(|name| (distance(name), name.as_str()));
        near.filter(|(distance, _)| *distance <= allowed).min().map(|(_, name)| name)
    }

    proptest! {
        #[test]
        fn the_shortcuts_find_what_measuring_every_name_finds(
            word in "[abAéǰ1-]{0,14}", names in prop::collection::vec("[abAéǰ1-]{0,14}", 0..12),
        ) {
            let found = nearest(&word, names.iter().map(String::as_str));
            prop_assert_eq!(found, plainly(&word, &names));
        }

        #[test]
        fn a_name_with_letters_wrong_missing_or_swapped_is_found(name in "[a-z]{9,20}", at in 0..8_usize) {
            let mut letters: Vec<char> = name.chars().collect();
            letters.swap(at, at + 1);
            letters.remove(0);
            let word: String = letters.iter().collect();
            prop_assert_eq!(nearest(&word, [name.as_str()]), Some(name.as_str()));
        }
    }
}
