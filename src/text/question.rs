//! Says whether a text ends by asking something.
//!
//! Telephone speech is often written down without marks, so the words count as well. Better a question missed than a
//! statement taken for one: what asks and states alike (什么, "when", a tone of voice) is none without its mark.

/// What Mandarin questions end with; 喂 asks whether the other is still there.
const ENDINGS: &[&str] = &["喂", "吗", "呢", "怎么办", "为什么", "怎么回事", "多少钱", "干什么", "几点", "多久"];

/// Verb-not-verb and the like: a clause with one of them asks wherever it stands.
const ASKING: &[&str] = &[
    "能不能",
    "可不可以",
    "是不是",
    "有没有",
    "要不要",
    "会不会",
    "行不行",
    "对不对",
    "好不好",
    "怎么弄",
    "怎么办理",
    "什么时候",
    "为什么",
    "怎么回事",
    "多长时间",
    "多少钱",
];

/// What English questions begin with; the pronoun tells them from statements.
const OPENINGS: &[&str] = &[
    "can you",
    "can i",
    "can we",
    "could you",
    "could i",
    "will you",
    "will i",
    "will it",
    "would you",
    "do you",
    "do i",
    "did you",
    "does it",
    "is it",
    "is there",
    "is that",
    "are you",
    "are there",
    "have you",
    "what is",
    "what's",
    "what do",
    "what are",
    "what about",
    "how do",
    "how can",
    "how much",
    "how long",
    "how many",
    "why is",
    "why do",
    "why did",
    "why was",
    "when will",
    "when can",
    "when is",
    "where is",
    "where do",
    "where can",
    "who is",
];

/// What may stand before an English question.
const LEAD_INS: &[&str] = &["and", "but", "so", "well", "then", "okay", "ok", "sorry", "wait", "yes", "no", "um", "uh"];

/// Whether the last sentence of a text asks something.
///
/// ```
/// use earwitness::text::question::asks;
/// assert!(asks("Okay. And when will it be fixed") && asks("明天能修好吗"));
/// assert!(!asks("Is it? I see.") && !asks("没什么事了"));
/// ```
pub fn asks(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '”' | '’' | ')' | '）' | '…'));
    if text.ends_with(['?', '？']) {
        return true;
    }
    let text = text.trim_end_matches(['.', '。', '!', '！', ',', '，']);
    let sentence = text.rsplit(['.', '。', '!', '！', '?', '？']).next().unwrap_or(text);
    let clause = sentence.rsplit([',', '，', '、']).next().unwrap_or(sentence).trim();
    let in_mandarin = ENDINGS.iter().any(|ending| clause.ends_with(ending))
        || ASKING.iter().any(|asking| clause.contains(asking)) && !clause.contains("不知道");
    in_mandarin || asks_in_english(sentence)
}

fn asks_in_english(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    // Said last it asks whether the other is still there.
    if lower.ends_with("hello") {
        return true;
    }
    let words = lower.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let words: Vec<&str> = words.skip_while(|word| LEAD_INS.contains(word)).take(2).collect();
    let opening = words.join(" ");
    OPENINGS.iter().any(|known| *known == opening || words.first() == Some(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_told_from_statements() {
        let questions = [
            "什么时候能好？",
            "明天能修好吗",
            "那我的钱呢",
            "你们到底能不能退",
            "好的，那要不要再打过来",
            "Can you hear me?",
            "So, can you refund it",
            "what's the number",
            "how much is it",
            "“Really?”",
            "那这个什么时候能到账",
            "以前那几个月的，喂，喂",
            "Wait, hello, hello",
        ];
        for text in questions {
            assert!(asks(text), "{text}");
        }
        let statements = [
            "",
            "好的。",
            "没什么",
            "我不知道是不是",
            "知道了，谢谢",
            "When I called you hung up.",
            "What a pity",
            "I can do that",
            "能不能修好我不管，我要退钱",
            "Is it? Okay.",
            "you can call me",
        ];
        for text in statements {
            assert!(!asks(text), "{text}");
        }
    }
}
