//! Parameters that cannot be; what is printed for the commonest stands in `fixtures/diagnostics`.

use crate::scan::one_rule::check_fault;

#[test]
fn every_wrong_parameter_has_its_fault() {
    for (condition, code, words) in [
        ("n_of = { n = 0, phrases = [\"甲\", \"乙\"] }", "E040", "from 1 to 2"),
        ("n_of = { n = 3, phrases = [\"甲\", \"乙\"] }", "E040", "from 1 to 2"),
        ("n_of = { phrases = [\"甲\"] }", "E004", "`n` is missing in `n_of`"),
        ("n_of = { n = 1 }", "E004", "`phrases` is missing"),
        ("n_of = { n = 1, phrases = [\"甲\"], m = 1 }", "E003", "unknown key `m`"),
        ("n_of = [\"甲\"]", "E005", "`n_of` must be a table"),
        ("at_least = { n = 2, phrases = [\"投诉\", \"我要投诉\"] }", "E041", "`我要投诉` would count twice"),
        ("at_least = { n = \"2\", phrases = [\"投诉\"] }", "E005", "must be a whole number"),
        ("none_of = [\"甲\"]", "E042", "where to look"),
        ("phrase = \"@terms\"", "E024", "not a word list"),
        ("phrase = \"给您办理\"\ngap = 3", "E024", "one word"),
        ("phrase = \"，\"", "E012", "nothing to match"),
        ("phrase = \"给您 办理\"\ngap = -1", "E024", "from 0 to"),
        ("any_of = [\"@terms\", \"甲\", \"@terms\"]", "E013", "`terms` stands twice"),
        ("sequence = [\"甲\"]", "E024", "one step"),
        ("sequence = [\"甲\", 3]", "E005", "a step must be"),
        ("sequence = [\"甲\", [\"乙\", \"乙\"]]", "E013", "twice"),
        ("sequence = \"甲\"", "E005", "a list of texts"),
        ("sequence = [\"甲\", \"乙\"]\nwithin = \"soon\"", "E043", "`soon` is no distance"),
        ("sequence = [\"甲\", \"乙\"]\nwithin = \"3s\"\ngap = 3", "E024", "together"),
        ("near = { a = [\"甲\"], b = [\"乙\"] }", "E004", "`within` is missing"),
        ("near = { a = [\"甲\"], b = [\"乙\"], within = \"5\" }", "E043", "`5` is no distance"),
        ("not_near = { a = [\"甲\"], b = [], within = \"3s\" }", "E012", "`b` is empty"),
        ("not_in = { phrases = [\"投诉\"], longer = [\"建议\"] }", "E044", "excuses nothing"),
        ("not_in = { phrases = [\"投诉\"], longer = [\"投诉\"] }", "E044", "excuses nothing"),
        ("similar_to = { examples = [\"我要投诉\"], threshold = 1.5 }", "E045", "at most 1"),
        ("similar_to = { examples = [\"我要投诉\"], threshold = 0 }", "E045", "more than 0"),
        ("similar_to = { examples = [\"投诉\"] }", "E047", "too short"),
        ("similar_to = { threshold = 0.7 }", "E004", "`examples` is missing"),
        ("repeats = { times = 1 }", "E024", "from 2 to"),
        ("repeats = { within = \"5 words\" }", "E043", "not counted in words"),
        ("repeats = { like = 2 }", "E045", "at most 1"),
        ("repeats = { by = \"agent\" }", "E004", "`captured` is missing"),
        ("entity = \"phones\"", "E006", "`phones` is no entity"),
        ("entity = []", "E012", "no form"),
    ] {
        check_fault(&format!("[when.a]\n{condition}"), "noted = \"a\"", code, words);
    }
}

#[test]
fn what_is_read_from_another_condition_has_to_be_there() {
    let number = "[when.a]\nany_of = [\"甲\"]\n[when.p]\npattern = \"(?P<x>[0-9]+)\"\n[when.e]\nentity = \"date\"\n";
    for (captured, code, words) in [
        ("a", "E046", "`a` captures nothing"),
        ("p.y", "E046", "`p` has no group `y`"),
        ("e.x", "E046", "`e` has no group `x`"),
        ("nobody", "E009", "no condition `nobody`"),
        ("b", "E017", "anchored on itself"),
    ] {
        let conditions = format!("{number}[when.b]\nrepeats = {{ captured = \"{captured}\", by = \"agent\" }}");
        check_fault(&conditions, "noted = \"a or p or e or b\"", code, words);
    }
    let conditions = "[when.p]\npattern = \"[0-9]+\"\n[when.b]\nparty = \"customer\"\nrepeats = { captured = \"p\", by = \"agent\" }";
    check_fault(conditions, "noted = \"b\"", "E024", "leaves the agent out");
}

#[test]
fn nothing_can_be_near_what_was_not_said() {
    let conditions = "[when.quiet]\nnone_of = [\"甲\"]\nfirst = \"10s\"\n\
        [when.b]\nany_of = [\"乙\"]\naround = { condition = \"quiet\", after = \"5s\" }";
    check_fault(conditions, "noted = \"b\"", "E048", "nothing can be near `quiet`");
}
