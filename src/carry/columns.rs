//! Knows what the columns of word lists and rule tables are called, and what their values mean, in English and Chinese.

use crate::call::evaluation::Points;
use crate::call::finding::{Kind, Severity};
use crate::call::party::Party;
use crate::carry::tree::Within;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Of the list or the rule.
    Name,
    Phrase,
    Expression,
    /// A phrase that excuses.
    Except,
    Party,
    Kind,
    Severity,
    Points,
    /// A heading of the score sheet.
    Section,
    Why,
    Within,
}

const HEADERS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "list",
            "name",
            "rule",
            "rulename",
            "title",
            "category",
            "listname",
            "类别",
            "分类",
            "词库",
            "词表",
            "名称",
            "规则",
            "规则名",
            "规则名称",
            "规则类别",
            "标题",
            "质检项",
            "质检点",
            "标签",
        ],
    ),
    (
        Column::Phrase,
        &[
            "phrase",
            "phrases",
            "keyword",
            "keywords",
            "word",
            "words",
            "term",
            "terms",
            "关键词",
            "关键字",
            "词",
            "词语",
            "词条",
            "短语",
            "话术",
            "违规词",
            "敏感词",
            "禁语",
            "用语",
        ],
    ),
    (
        Column::Expression,
        &[
            "expression",
            "query",
            "formula",
            "logic",
            "definition",
            "content",
            "contents",
            "表达式",
            "规则表达式",
            "关键词表达式",
            "逻辑表达式",
            "规则内容",
            "内容",
            "公式",
            "检索式",
        ],
    ),
    (
        Column::Except,
        &["except", "exclude", "excludes", "exclusion", "unless", "排除", "排除词", "例外", "例外词", "否定词"],
    ),
    (
        Column::Party,
        &[
            "party",
            "speaker",
            "role",
            "channel",
            "who",
            "角色",
            "说话人",
            "检测角色",
            "适用角色",
            "对象",
            "说话方",
            "声道",
        ],
    ),
    (Column::Kind, &["kind", "type", "类型", "性质", "规则类型", "检测类型"]),
    (
        Column::Severity,
        &["severity", "level", "priority", "严重程度", "严重级别", "等级", "级别", "风险等级", "重要程度"],
    ),
    (
        Column::Points,
        &["points", "score", "deduction", "weight", "分值", "分数", "扣分", "扣分值", "得分", "评分", "权重"],
    ),
    (Column::Section, &["section", "group", "大类", "一级分类", "一级指标", "评分大类", "模块", "维度"]),
    (
        Column::Why,
        &["why", "description", "note", "notes", "comment", "remark", "说明", "备注", "描述", "规则描述", "解释"],
    ),
    (Column::Within, &["within", "scope", "range", "范围", "检测范围", "匹配范围", "生效范围"]),
];

/// What a header says; blanks, case and what stands in brackets (`扣分（分）`) make no difference.
pub fn column(header: &str) -> Option<Column> {
    let named = plain(header.split(['(', '（']).next().unwrap_or_default());
    HEADERS.iter().find(|(_, names)| names.contains(&named.as_str())).map(|(column, _)| *column)
}

/// Who; `Some(None)` is whoever it be.
pub fn party(text: &str) -> Option<Option<Party>> {
    const AGENT: &[&str] = &[
        "agent",
        "employee",
        "representative",
        "rep",
        "advisor",
        "客服",
        "坐席",
        "座席",
        "员工",
        "业务员",
        "话务员",
        "服务人员",
    ];
    const CUSTOMER: &[&str] = &["customer", "client", "caller", "consumer", "客户", "用户", "顾客", "来电人"];
    const ANYBODY: &[&str] =
        &["any", "all", "both", "anybody", "speakers", "双方", "全部", "所有", "所有人", "任意", "不限", "不区分"];
    let named = plain(text);
    let is = |names: &[&str]| names.contains(&named.as_str());
    match () {
        () if is(AGENT) => Some(Some(Party::Agent)),
        () if is(CUSTOMER) => Some(Some(Party::Customer)),
        () if is(ANYBODY) => Some(None),
        () => None,
    }
}

pub fn kind(text: &str) -> Option<Kind> {
    const REQUIRE: &[&str] = &[
        "require",
        "required",
        "must",
        "mandatory",
        "必须",
        "必说",
        "必备",
        "必用",
        "应说",
        "规范",
        "规范用语",
        "规范话术",
    ];
    const FORBID: &[&str] = &[
        "forbid",
        "forbidden",
        "banned",
        "prohibited",
        "violation",
        "违规",
        "禁用",
        "禁止",
        "禁语",
        "禁用语",
        "服务禁语",
        "违禁",
        "红线",
    ];
    const NOTE: &[&str] =
        &["note", "noted", "info", "tag", "topic", "关注", "提示", "标签", "预警", "商机", "统计", "分析", "记录"];
    let named = plain(text);
    let is = |names: &[&str]| names.contains(&named.as_str());
    match () {
        () if is(REQUIRE) => Some(Kind::Require),
        () if is(FORBID) => Some(Kind::Forbid),
        () if is(NOTE) => Some(Kind::Note),
        () => None,
    }
}

pub fn severity(text: &str) -> Option<Severity> {
    const CRITICAL: &[&str] = &["critical", "fatal", "severe", "致命", "严重", "极高", "特别严重", "红线", "重大"];
    const MAJOR: &[&str] = &["major", "high", "serious", "高", "重要", "较重", "较高"];
    const MINOR: &[&str] = &["minor", "medium", "moderate", "low", "中", "一般", "普通", "低", "较低", "轻微"];
    const INFO: &[&str] = &["info", "information", "none", "提示", "信息", "无"];
    let named = plain(text);
    let is = |names: &[&str]| names.contains(&named.as_str());
    match () {
        () if is(CRITICAL) => Some(Severity::Critical),
        () if is(MAJOR) => Some(Severity::Major),
        () if is(MINOR) => Some(Severity::Minor),
        () if is(INFO) => Some(Severity::Info),
        () => None,
    }
}

pub fn within(text: &str) -> Option<Within> {
    const UTTERANCE: &[&str] = &["utterance", "sentence", "句", "单句", "同句", "同一句", "一句话", "单句话", "句内"];
    const TURN: &[&str] = &["turn", "轮", "话轮", "同一轮", "单轮"];
    const CALL: &[&str] = &["call", "interaction", "all", "全文", "整通", "全程", "通话", "整通电话", "全部"];
    let named = plain(text);
    let is = |names: &[&str]| names.contains(&named.as_str());
    match () {
        () if is(UTTERANCE) => Some(Within::Utterance),
        () if is(TURN) => Some(Within::Turn),
        () if is(CALL) => Some(Within::Call),
        () => None,
    }
}

/// What a rule costs, whatever its sign: `5`, `-2.5`, `扣3分`; at most one digit after the point.
pub fn points(text: &str) -> Option<Points> {
    let text = text.trim().trim_start_matches(['扣', '-', '－', '−', '+']).trim_end_matches('分').trim();
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(whole, 4) || !is_number(tenth, 1) {
        return None;
    }
    Some(Points(whole.parse::<i32>().ok()? * 10 + tenth.parse::<i32>().ok()?))
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_in_both_languages() {
        let cases = [
            ("关键词", Some(Column::Phrase)),
            (" Rule Name ", Some(Column::Name)),
            ("扣分（分）", Some(Column::Points)),
            ("规则_表达式", Some(Column::Expression)),
            ("创建时间", None),
        ];
        for (header, wanted) in cases {
            assert_eq!(column(header), wanted, "{header}");
        }
    }

    #[test]
    fn points_are_read_without_their_sign() {
        let cases =
            [("5", Some(50)), ("-2.5", Some(25)), ("扣3分", Some(30)), ("2.55", None), ("五", None), ("", None)];
        for (text, wanted) in cases {
            assert_eq!(points(text), wanted.map(Points), "{text}");
        }
    }
}
