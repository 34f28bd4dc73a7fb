//! Knows what is said before the matter, and alike in all talk.

/// Lead-ins as they are written; fold them before looking for them.
#[rustfmt::skip]
pub const LEAD_INS: [&str; 44] = [
    "我刚才说了", "我刚才都说了", "我刚才说过了", "刚才我说了", "我刚刚说了", "我都说了", "我已经说了", "我已经说过了", "我说了", "我说过了", "我再说一遍", "我再重复一遍",
    "我跟你说", "我跟您说", "我的意思是", "你听我说", "您听我说", "不是跟你说了吗", "不是说了吗", "我想问一下", "我想问下", "我就想问一下", "我就是想问一下", "请问一下",
    "我想咨询一下", "我想查一下", "麻烦你帮我", "麻烦您帮我", "能不能帮我",
    "like i said", "as i said", "i already told you", "i already said", "i just told you", "i told you",
    "as i told you", "i am telling you", "im telling you", "i said", "what i am saying is", "what im saying is",
    "i just want to know", "i want to know", "i was wondering",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn every_lead_in_has_something_to_match_and_stands_once() {
        let mut folded: Vec<String> = LEAD_INS.iter().map(|text| fold(text).text().to_string()).collect();
        assert!(folded.iter().all(|text| !text.is_empty()));
        folded.sort();
        folded.dedup();
        assert_eq!(folded.len(), LEAD_INS.len());
    }
}
