//! Knows the words that hold a sentence together and say little of what it is about.

use std::sync::LazyLock;

/// Han characters that are mostly grammar. Negations are not among them: 不, 没, 别 turn a sentence round.
const CHARACTERS: &str = "的了是在我你您他她它们这那个一有和就都也吗呢吧么什哪怎给把被让跟与及还很太又再会能可以得地着过到要想说问下请里儿从对所而但如果因为点时候";

/// English words in their folded form: no apostrophes. Sorted, because it is searched.
#[rustfmt::skip]
const WORDS: [&str; 138] = [
    "a", "about", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but",
    "by", "can", "could", "did", "do", "does", "doing", "for", "from", "get", "getting", "go", "going", "gonna",
    "got", "had", "has", "have", "having", "he", "hello", "her", "here", "hi", "him", "his", "how", "i", "id", "if",
    "ill", "im", "in", "is", "it", "its", "ive", "just", "know", "let", "lets", "like", "may", "me", "mean", "might",
    "must", "my", "need", "now", "of", "oh", "ok", "okay", "on", "one", "or", "our", "please", "really", "right",
    "said", "say", "saying", "see", "shall", "she", "should", "so", "some", "still", "such", "than", "thank",
    "thanks", "that", "thats", "the", "their", "them", "then", "there", "theres", "these", "they", "theyre", "theyve",
    "thing", "think", "this", "those", "to", "too", "up", "us", "very", "want", "wanted", "was", "we", "well", "were",
    "what", "whats", "when", "where", "which", "who", "why", "will", "with", "would", "ya", "yeah", "yes", "yet",
    "you", "youd", "your", "youre", "yours", "youve",
];

/// A bit for each of [`CHARACTERS`], from [`FIRST`] on: asked for every character of an archive.
static BITS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let places = || CHARACTERS.chars().map(|c| c as usize - FIRST);
    let mut bits = vec![0; places().max().unwrap_or(0) / 64 + 1];
    places().for_each(|place| bits[place / 64] |= 1 << (place % 64));
    bits
});

/// Where the ideographs of the basic plane begin.
const FIRST: usize = 0x4e00;

/// Whether a unit of folded text, a Han character or a word, is mostly grammar.
pub fn is_function_word(unit: &str) -> bool {
    let mut chars = unit.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if !c.is_ascii() => {
            let place = (c as usize).checked_sub(FIRST);
            place.is_some_and(|place| BITS.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1))
        }
        _ => WORDS.binary_search(&unit).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar_is_told_from_matter() {
        for word in ["the", "you", "please", "的", "您", "要"] {
            assert!(is_function_word(word), "{word}");
        }
        for word in ["cancel", "not", "dont", "套", "不", "没", "12"] {
            assert!(!is_function_word(word), "{word}");
        }
        for c in '\u{3000}'..'\u{a000}' {
            assert_eq!(is_function_word(&c.to_string()), CHARACTERS.contains(c), "{c}");
        }
    }

    #[test]
    fn the_words_can_be_searched() {
        assert!(WORDS.is_sorted());
    }
}
