//! Brings English words to the consonants and vowels they are said with, roughly.
//!
//! A phonetic key in the manner of L. Philips, "The double metaphone search algorithm" (2000), with two differences that
//! searching in running speech asks for. Vowels stay, as one of three kinds: without them `late fee` would be the same as
//! `lot of`. And keys are not cut short, so that those of several words make one row.

use std::sync::LazyLock;

/// Consonants by number. `s` is also z, which spelling does not tell apart.
pub(crate) const CONSONANTS: [&str; 20] =
    ["b", "p", "d", "t", "g", "k", "v", "f", "th", "s", "sh", "ch", "j", "m", "n", "l", "r", "w", "y", "h"];

/// One thing that is said: a consonant or a vowel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phone {
    /// By its number.
    Consonant(u8),
    Vowel(Vowel),
}

/// Where in the mouth a vowel is made; more than that spelling does not say for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Vowel {
    /// plan, much.
    Open,
    /// fee, bill, day, my.
    Front,
    /// phone, cost, loose.
    Back,
}

impl Vowel {
    pub(crate) const ALL: [Vowel; 3] = [Vowel::Open, Vowel::Front, Vowel::Back];
}

/// Where in a word a group of letters is said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    End,
    Anywhere,
}
use Place::{Anywhere, End, Start};

/// Names of single letters: `v` is said as `vee`.
const LETTERS: [&str; 26] = [
    "e",
    "b e",
    "s e",
    "d e",
    "e",
    "e f",
    "j e",
    "e ch",
    "e",
    "j e",
    "k e",
    "e l",
    "e m",
    "e n",
    "o",
    "p e",
    "k o",
    "a r",
    "e s",
    "t e",
    "y o",
    "v e",
    "d a b l y o",
    "e k s",
    "w e",
    "s e",
];

/// Letters that are said otherwise together than each alone; of those that fit, the first counts. In what is said `a`,
/// `e` and `o` are the vowels: open, front, back.
const GROUPS: [(Place, &str, &str); 81] = [
    (End, "age", "e j"),
    (End, "ages", "e j e s"),
    (Anywhere, "augh", "o"),
    (Anywhere, "alk", "o k"),
    (Anywhere, "ai", "e"),
    (Anywhere, "ay", "e"),
    (Anywhere, "au", "o"),
    (Anywhere, "aw", "o"),
    (End, "bt", "t"),
    (End, "bts", "t s"),
    (Anywhere, "cial", "sh e l"),
    (Anywhere, "cious", "sh o s"),
    (Anywhere, "chr", "k r"),
    (Anywhere, "ch", "ch"),
    (Anywhere, "ck", "k"),
    (Anywhere, "cce", "k s e"),
    (Anywhere, "cci", "k s e"),
    (Anywhere, "ce", "s e"),
    (Anywhere, "ci", "s e"),
    (Anywhere, "cy", "s e"),
    (Anywhere, "dge", "j e"),
    (Anywhere, "eigh", "e"),
    (Anywhere, "ea", "e"),
    (Anywhere, "ee", "e"),
    (Anywhere, "ei", "e"),
    (Anywhere, "ey", "e"),
    (Anywhere, "eu", "o"),
    (Anywhere, "ew", "o"),
    (Start, "get", "g e t"),
    (Start, "giv", "g e v"),
    (Start, "gif", "g e f"),
    (Start, "gir", "g e r"),
    (Start, "gn", "n"),
    (Start, "gh", "g"),
    (Anywhere, "gh", ""),
    (Anywhere, "gg", "g"),
    (End, "gue", "g"),
    (Anywhere, "ge", "j e"),
    (Anywhere, "gi", "j e"),
    (Anywhere, "gy", "j e"),
    (Anywhere, "igh", "e"),
    (Anywhere, "ie", "e"),
    (Start, "kn", "n"),
    (End, "mb", "m"),
    (End, "ng", "n"),
    (End, "ngs", "n s"),
    (Start, "one", "w a n"),
    (Anywhere, "ould", "o d"),
    (Anywhere, "ough", "o"),
    (Anywhere, "oa", "o"),
    (Anywhere, "oi", "o"),
    (Anywhere, "oo", "o"),
    (Anywhere, "ou", "o"),
    (Anywhere, "ow", "o"),
    (Anywhere, "oy", "o"),
    (Anywhere, "ph", "f"),
    (Start, "ps", "s"),
    (Start, "pn", "n"),
    (End, "que", "k"),
    (Anywhere, "qu", "k w"),
    (Anywhere, "rh", "r"),
    (Anywhere, "sch", "s k"),
    (Anywhere, "sce", "s e"),
    (Anywhere, "sci", "s e"),
    (Anywhere, "sion", "sh e n"),
    (Anywhere, "sure", "sh e r"),
    (Anywhere, "sh", "sh"),
    (Anywhere, "tion", "sh e n"),
    (Anywhere, "tious", "sh o s"),
    (Anywhere, "tial", "sh e l"),
    (Anywhere, "ture", "ch e r"),
    (Anywhere, "tch", "ch"),
    (Anywhere, "th", "th"),
    (Anywhere, "ue", "o"),
    (Anywhere, "ui", "e"),
    (Start, "who", "h o"),
    (Anywhere, "wh", "w"),
    (Start, "wr", "r"),
    (Start, "x", "s"),
    (Anywhere, "xc", "k s"),
    (Anywhere, "x", "k s"),
];

struct Group {
    place: Place,
    letters: &'static str,
    said: Vec<Phone>,
}

/// By first letter: this is asked for every letter that is searched.
static BY_LETTER: LazyLock<[Vec<Group>; 26]> = LazyLock::new(|| {
    let mut by_letter: [Vec<Group>; 26] = std::array::from_fn(|_| Vec::new());
    for (place, letters, said) in GROUPS {
        if let Some(groups) = number_of(letters.as_bytes()[0]).and_then(|letter| by_letter.get_mut(letter)) {
            groups.push(Group { place, letters, said: phones(said) });
        }
    }
    by_letter
});

static NAMES: LazyLock<Vec<Vec<Phone>>> = LazyLock::new(|| LETTERS.into_iter().map(phones).collect());

/// What a word of `a` to `z` is said with; never nothing. A word without a vowel is spelled: `sms` as `ess em ess`.
pub(crate) fn key(word: &str) -> Vec<Phone> {
    let has_vowel = word.bytes().any(|letter| is_vowel(letter) || letter == b'y');
    if word.len() == 1 || !has_vowel {
        return spelled(word);
    }
    let mut said = Vec::with_capacity(word.len());
    let mut at = 0;
    while at < word.len() {
        at += next(word, at, &mut said);
    }
    if said.is_empty() { spelled(word) } else { said }
}

fn spelled(word: &str) -> Vec<Phone> {
    word.bytes().filter_map(number_of).flat_map(|letter| NAMES[letter].iter().copied()).collect()
}

/// Says what stands at `at`, and how many letters that were.
fn next(word: &str, at: usize, said: &mut Vec<Phone>) -> usize {
    let letters = word.as_bytes();
    let letter = letters[at];
    let follows = |number: usize| letters.get(at + number).copied();
    let before = at.checked_sub(1).map(|at| letters[at]);
    if letter == b'e' && is_silent(word, at, said) {
        return 1;
    }
    // A final e behind c or g only says how they sound.
    let soft = matches!(letter, b'c' | b'g') && follows(1) == Some(b'e') && is_silent(word, at + 1, said);
    if soft {
        said.push(consonant(if letter == b'c' { "s" } else { "j" }));
        return 2;
    }
    let groups = number_of(letter).map_or(&[][..], |letter| &BY_LETTER[letter]);
    if let Some(group) = groups.iter().find(|group| group.fits(word, at)) {
        said.extend(&group.said);
        return group.letters.len();
    }
    let is_double = before == Some(letter) && !is_vowel(letter);
    match letter {
        b'a' | b'u' => said.push(Phone::Vowel(Vowel::Open)),
        b'e' | b'i' => said.push(Phone::Vowel(Vowel::Front)),
        b'o' => said.push(Phone::Vowel(Vowel::Back)),
        b'y' if at == 0 => said.push(consonant("y")),
        b'y' => said.push(Phone::Vowel(Vowel::Front)),
        b'h' | b'w' if !follows(1).is_some_and(|next| is_vowel(next) || next == b'y') => {}
        // The vowel of `bill` in `table`: between the consonant and the l.
        b'l' if at + 2 == word.len() && follows(1) == Some(b'e') && before.is_some_and(|before| !is_vowel(before)) => {
            said.extend([Phone::Vowel(Vowel::Front), consonant("l")]);
            return 2;
        }
        _ if is_double => {}
        b'c' | b'q' => said.push(consonant("k")),
        b'z' => said.push(consonant("s")),
        _ => said.push(consonant(&word[at..=at])),
    }
    1
}

/// Whether an e is only written: `late`, `fees` but not `uses`, `called` but not `waited`, and never the one vowel there is.
fn is_silent(word: &str, at: usize, said: &[Phone]) -> bool {
    let letters = word.as_bytes();
    let before = at.checked_sub(1).map(|at| letters[at]);
    let is_alone = !said.iter().any(|phone| matches!(phone, Phone::Vowel(_)));
    if is_alone || before.is_none_or(is_vowel) {
        return false;
    }
    match &letters[at + 1..] {
        [] => true,
        [b'd'] => !matches!(before, Some(b't' | b'd')),
        [b's'] => !matches!(before, Some(b's' | b'x' | b'z' | b'c' | b'g' | b'h')),
        _ => false,
    }
}

impl Group {
    fn fits(&self, word: &str, at: usize) -> bool {
        let is_here = match self.place {
            Start => at == 0,
            End => at + self.letters.len() == word.len(),
            Anywhere => true,
        };
        is_here && word[at..].starts_with(self.letters)
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn number_of(letter: u8) -> Option<usize> {
    letter.is_ascii_lowercase().then(|| usize::from(letter - b'a'))
}

fn consonant(name: &str) -> Phone {
    // Every name in this file is one of the table; `every_group_is_said_with_what_there_is` fails if one is not.
    Phone::Consonant(CONSONANTS.iter().position(|known| *known == name).unwrap_or_default() as u8)
}

fn phones(said: &str) -> Vec<Phone> {
    let phone = |name: &str| match name {
        "a" => Phone::Vowel(Vowel::Open),
        "e" => Phone::Vowel(Vowel::Front),
        "o" => Phone::Vowel(Vowel::Back),
        name => consonant(name),
    };
    said.split_whitespace().map(phone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(word: &str) -> String {
        let name = |phone| match phone {
            Phone::Consonant(number) => CONSONANTS[usize::from(number)],
            Phone::Vowel(Vowel::Open) => "a",
            Phone::Vowel(Vowel::Front) => "e",
            Phone::Vowel(Vowel::Back) => "o",
        };
        key(word).into_iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_brought_to_what_they_are_said_with() {
        for (word, expected) in [
            ("fee", "f e"),
            ("fees", "f e s"),
            ("v", "v e"),
            ("late", "l a t"),
            ("plan", "p l a n"),
            ("termination", "t e r m e n a sh e n"),
            ("early", "e r l e"),
            ("charge", "ch a r j"),
            ("charged", "ch a r j d"),
            ("charges", "ch a r j e s"),
            ("overage", "o v e r e j"),
            ("average", "a v e r e j"),
            ("manager", "m a n a j e r"),
            ("phone", "f o n"),
            ("knight", "n e t"),
            ("night", "n e t"),
            ("would", "w o d"),
            ("recording", "r e k o r d e n"),
            ("service", "s e r v e s"),
            ("called", "k a l d"),
            ("waited", "w e t e d"),
            ("table", "t a b e l"),
            ("cancel", "k a n s e l"),
            ("quality", "k w a l e t e"),
            ("the", "th e"),
            ("sms", "e s e m e s"),
            ("yes", "y e s"),
            ("who", "h o"),
            ("what", "w a t"),
            ("signature", "s e g n a ch e r"),
            ("account", "a k o n t"),
            ("access", "a k s e s"),
            ("debt", "d e t"),
            ("hh", "e ch e ch"),
        ] {
            assert_eq!(written(word), expected, "{word}");
        }
    }

    #[test]
    fn every_group_is_said_with_what_there_is() {
        for said in GROUPS.iter().map(|(_, _, said)| *said).chain(LETTERS) {
            for name in said.split_whitespace() {
                assert!(CONSONANTS.contains(&name) || ["a", "e", "o"].contains(&name), "{name} in {said}");
            }
        }
    }

    #[test]
    fn no_group_hides_behind_another() {
        for (at, (place, letters, _)) in GROUPS.iter().enumerate() {
            let hides = |(before, shorter, _): &&(Place, &str, &str)| {
                letters.starts_with(shorter) && (*before == Anywhere || before == place && *place == Start)
            };
            assert_eq!(GROUPS[..at].iter().find(hides).map(|(_, shorter, _)| *shorter), None, "{place:?} {letters}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_word_is_said_somehow(word in "[a-z]{1,12}") {
            proptest::prop_assert!(!key(&word).is_empty());
        }
    }
}
