//! Conditions on time and sound.

use crate::call::finding::{Evidence, Outcome};
use crate::call::notation;
use crate::call::recording::Call;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Confidence, Word};
use crate::scan::judge::judge;
use crate::scan::judge::tests::{check, finding, rule_set};

use Outcome::{Met, NotEvaluable, Violated};

fn forbid(condition: &str, cases: &[(&str, Outcome)]) {
    check("forbid", &format!("[when.a]\n{condition}"), "violated = \"a\"", cases);
}

/// What the first evidence of a finding says was measured.
#[track_caller]
fn measured(condition: &str, call: &str) -> String {
    let found = finding(&rule_set("forbid", &format!("[when.a]\n{condition}"), "violated = \"a\""), call);
    match found.evidence.first() {
        Some(Evidence::Measured { what, .. }) => what.clone(),
        other => panic!("{condition}\n{call}\n{other:?}"),
    }
}

#[test]
fn silence_is_excused_by_what_was_said_in_the_turns_before() {
    let excused = "silence = \"10s\"\nexcused_by = { phrases = [\"请稍等\", \"@terms\"], turns = 2 }";
    let cases = [
        ("agent 0:01-0:02 好\nagent 0:20-0:21 好", Violated),
        ("agent 0:01-0:02 请稍等\nagent 0:20-0:21 好", Met),
        ("agent 0:01-0:02 违约金\nagent 0:20-0:21 好", Met),
        ("agent 0:01-0:02 请稍等\ncustomer 0:03-0:04 好\nagent 0:20-0:21 好", Met),
        ("agent 0:01-0:02 请稍等\ncustomer 0:03-0:04 好\nagent 0:05-0:06 啊\nagent 0:20-0:21 好", Violated),
        ("agent 0:01-0:02 好\nagent 0:20-0:21 请稍等", Violated),
        ("unknown 0:01-0:02 请稍等\nunknown 0:20-0:21 好", Met),
    ];
    forbid(excused, &cases);
    let by_agent = "silence = \"10s\"\nexcused_by = { phrases = [\"请稍等\"], turns = 1, party = \"agent\" }";
    let cases = [
        ("agent 0:01-0:02 请稍等\nagent 0:20-0:21 好", Met),
        ("customer 0:01-0:02 请稍等\nagent 0:20-0:21 好", Violated),
        ("agent 0:01-0:02 请稍等\ncustomer 0:03-0:04 好\nagent 0:20-0:21 好", Violated),
    ];
    forbid(by_agent, &cases);
}

#[test]
fn silences_count_together_by_their_share_of_the_recording() {
    let cases = [
        ("agent 0:01-0:02 好\nagent 0:08-0:09 好\n# duration: 0:30", Violated),
        ("agent 0:01-0:20 好\nagent 0:25-0:30 好\n# duration: 0:30", Met),
        ("agent 0:00-0:10 好\nagent 0:15-0:20 好\n# duration: 0:25", Violated),
        // Silences that are too short to count make no share.
        ("agent 0:00-0:10 好\nagent 0:14-0:20 好\n# duration: 0:24", Met),
    ];
    forbid("silence = \"5s\"\nshare = \"40%\"", &cases);
    let with_exception = "[when.hold]\nany_of = [\"请稍等\"]\n[when.a]\nsilence = \"5s\"\nshare = \"40%\"\n\
                          unless_near = { condition = \"hold\", after = \"3s\" }";
    let cases = [
        ("agent 0:00-0:10 请稍等\nagent 0:20-0:21 好\n# duration: 0:22", Met),
        ("agent 0:00-0:10 好\nagent 0:20-0:21 好\n# duration: 0:22", Violated),
    ];
    check("forbid", with_exception, "violated = \"a\"", &cases);
}

#[test]
fn nobody_interrupts_where_parties_are_known_in_part() {
    let cases = [
        ("customer 0:01-0:08 我想问一下账单\nagent 0:05-0:09 您听我说", Violated),
        ("unknown 0:01-0:08 我想问一下账单\nagent 0:05-0:09 您听我说", NotEvaluable),
    ];
    forbid("party = \"agent\"\ninterruption = \"1500ms\"", &cases);
}

#[test]
fn pace_is_units_a_minute_of_what_is_long_enough() {
    let twenty = "一二三四五六七八九十一二三四五六七八九十";
    let call = |span: &str| format!("agent {span} 好的{twenty}\ncustomer 0:30 好");
    let (fast, slow) = (call("0:00-0:04"), call("0:00-0:05"));
    let words = "agent 0:00-0:05 one two three four five six seven eight nine ten one two three four five six seven eight nine ten";
    let cases = [
        (fast.as_str(), Violated),
        (slow.as_str(), Met),
        (words, Met),
        ("agent 0:00-0:01 您好您好您好您好您好\ncustomer 0:02 好", NotEvaluable),
        ("unknown 0:00-0:04 一二三四五六七八九十一二三四五六七八九十一二", NotEvaluable),
        // Nobody says 22 characters in a second: the times are wrong.
        ("agent 0:00-0:01 一二三四五六七八九十一二三四五六七八九十一二", NotEvaluable),
    ];
    forbid("party = \"agent\"\npace = { max = 320 }", &cases);
    let what = measured("party = \"agent\"\npace = { max = 320 }", &fast);
    assert_eq!(what, format!("the agent spoke 330 characters a minute, at most 320 allowed: “好的{twenty}”"));
    let what = measured("pace = { min = 250 }", words);
    assert!(what.starts_with("the agent spoke 240 words a minute, at least 250 wanted: “one two"), "{what}");
    let twice = format!("agent 0:00-0:04 好的{twenty}\nagent 0:05-0:09 好的{twenty}");
    forbid("pace = { max = 320 }\ncount = 2", &[(&fast, Met), (&twice, Violated)]);
}

#[test]
fn pace_over_the_call_adds_up_and_shows_the_fastest() {
    let thirty = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十";
    let call = |second: &str| format!("agent 0:00-0:05 {thirty}\ncustomer 0:06 好\nagent {second} {thirty}");
    let (fast, slow) = (call("0:10-0:15"), call("0:10-0:17"));
    let over = "party = \"agent\"\npace = { max = 320, over = \"call\" }";
    forbid(over, &[(&fast, Violated), (&slow, Met), (&format!("agent 0:00-0:04 {thirty}"), NotEvaluable)]);
    let what = measured(over, &fast);
    assert!(what.starts_with("the agent spoke 360 characters a minute over the call, at most 320 allowed; 360 here"));
}

#[test]
fn pauses_between_words_are_not_spoken() {
    let rules = rule_set("forbid", "[when.a]\npace = { max = 290, min_length = 2 }", "violated = \"a\"");
    // Two characters of 200 ms: 300 a minute where the pause between them counts for nothing, 240 where it counts.
    for (pause, outcome) in [(600, Violated), (500, Met), (100, Met)] {
        let mut transcript = notation::parse("agent 0:00-0:03 您好").unwrap();
        let word = |text: &str, start: u32| Word {
            text: text.to_string(),
            span: Span::lasting(Millis(start), Millis(200)),
            confidence: Confidence::CERTAIN,
        };
        transcript.utterances[0].words = vec![word("您", 100), word("好", 300 + pause)];
        let found = judge(&rules, &Call::default(), &transcript).remove(0);
        assert_eq!(found.outcome, outcome, "{pause} ms: {found:#?}");
    }
}

/// An agent who speaks from 0:00 to 0:20 at these levels, and a customer.
fn levels(levels: &[(&str, i8)]) -> String {
    let headers = levels.iter().map(|(times, dbfs)| format!("# level: agent {times} {dbfs}\n"));
    headers.collect::<String>() + "agent 0:00-0:20 您好\ncustomer 0:20-0:22 好"
}

#[test]
fn loudness_is_held_against_the_own_median_or_a_level() {
    let shout = levels(&[("0:00-0:10", -24), ("0:10-0:12", -13), ("0:12-0:20", -25)]);
    let raised = levels(&[("0:00-0:10", -24), ("0:10-0:12", -16), ("0:12-0:20", -25)]);
    let short = levels(&[("0:00-0:10", -24), ("0:10-0:11", -13), ("0:11-0:20", -25)]);
    let too_little = levels(&[("0:00-0:05", -24), ("0:05-0:08", -13)]);
    let without = levels(&[]);
    let mono = shout.replace("agent", "unknown");
    let jump = [
        (shout.as_str(), Violated),
        (&raised, Met),
        (&short, Met),
        (&too_little, NotEvaluable),
        (&without, NotEvaluable),
        (&mono, NotEvaluable),
    ];
    forbid("party = \"agent\"\nloudness = { jump = 10 }", &jump);
    forbid("loudness = { jump = 10 }", &[(&mono, NotEvaluable)]);
    let what = measured("loudness = { jump = 10 }", &shout);
    let wanted =
        "the agent spoke at -13 dBFS for 2.0 s, 11 dB above the own median of -24 dBFS, less than 10 allowed: “您好”";
    assert_eq!(what, wanted);
    forbid("loudness = { jump = 10, lasting = \"1s\" }", &[(&short, Violated)]);
    forbid(
        "loudness = { above = -14 }",
        &[(&shout, Violated), (&raised, Met), (&mono, Violated), (&without, NotEvaluable)],
    );
    forbid("loudness = { below = -24 }", &[(&shout, Violated), (&too_little, Met)]);
    forbid("loudness = { range = 10 }", &[(&shout, Met), (&mono, NotEvaluable)]);
    let wide = levels(&[("0:00-0:05", -40), ("0:05-0:20", -20)]);
    forbid("loudness = { range = 10 }", &[(&wide, Violated)]);
    forbid("party = \"customer\"\nloudness = { above = -14 }", &[(&shout, NotEvaluable)]);
}

#[test]
fn a_pause_parts_loud_places_and_a_breath_does_not() {
    let call = |second: &str| {
        format!(
            "# level: agent 0:00-0:10 -24\n# level: agent 0:10-0:11 -12\n# level: agent {second} -12\n\
             agent 0:00-0:11 您好\nagent {second} 您好"
        )
    };
    let (breath, pause) = (call("0:12-0:13"), call("0:13-0:14"));
    forbid("loudness = { jump = 10, lasting = \"2s\" }", &[(&breath, Violated), (&pause, Met)]);
}

#[test]
fn the_first_utterance_comes_in_time_or_not() {
    let cases = [
        ("agent 0:12 您好", Violated),
        ("agent 0:09 您好", Met),
        ("customer 0:02 喂\nagent 0:12 您好", Violated),
        ("customer 0:12 喂", NotEvaluable),
        ("unknown 0:12 喂", NotEvaluable),
    ];
    forbid("answer_delay = { max = \"10s\", party = \"agent\" }", &cases);
    let cases =
        [("customer 0:02 喂\nagent 0:12 您好", Met), ("unknown 0:12 喂", Violated), ("# duration: 0:30", Violated)];
    forbid("answer_delay = { max = \"10s\" }", &cases);
    let opens = "party = \"customer\"\nanswer_delay = { max = \"0s\" }";
    forbid(opens, &[("customer 0:02 喂\nagent 0:12 您好", Violated), ("agent 0:01 您好\ncustomer 0:02 喂", Met)]);
    let what = measured("answer_delay = { max = \"10s\" }", "agent 0:12.3 您好");
    assert_eq!(what, "the agent first spoke after 12.3 s, at most 10.0 s allowed: “您好”");
}

#[test]
fn the_end_of_a_call_tells_who_was_left_open() {
    let cases = [
        ("customer 0:01-0:03 那什么时候能好\nagent 0:03-0:04 不知道\n# duration: 0:10", Met),
        ("agent 0:01-0:03 办不了\ncustomer 0:03-0:05 那我的钱呢\n# duration: 0:08", Violated),
        ("agent 0:01-0:03 办不了\ncustomer 0:03-0:05 那好吧\n# duration: 0:08", Met),
        ("agent 0:01-0:03 办不了\ncustomer 0:03-0:05 那我的钱呢\n# duration: 0:20", Met),
        ("agent 0:01-0:03 办不了\ncustomer 0:03-0:07.9 你听我说我这个\n# duration: 0:08", Violated),
        ("agent 0:01-0:03 办不了\ncustomer 0:03-0:07.9 你听我说我这个", NotEvaluable),
        ("unknown 0:03-0:05 那我的钱呢\n# duration: 0:08", NotEvaluable),
        ("# duration: 0:08", NotEvaluable),
    ];
    forbid("hang_up = { by = \"agent\", left_open = \"8s\" }", &cases);
    let cases = [
        ("customer 0:01-0:03 好的\nagent 0:03-0:05 再见\n# duration: 0:06", Violated),
        ("customer 0:01-0:03 好的\nagent 0:03-0:05 再见\n# duration: 0:08", Met),
        ("agent 0:03-0:05 再见\ncustomer 0:05-0:06 再见\n# duration: 0:07", Met),
    ];
    forbid("hang_up = { by = \"agent\", within = \"2s\" }", &cases);
    let what = measured("hang_up = { by = \"agent\", within = \"2s\" }", cases[0].0);
    assert_eq!(what, "the agent spoke last, 1.0 s before the recording ended, within 2.0 s: “再见”");
}

#[test]
fn response_times_are_from_turn_to_turn() {
    let calls = [
        "customer 0:01-0:02 喂\nagent 0:04-0:05 您好\ncustomer 0:06-0:07 在吗\nagent 0:14-0:15 在",
        "customer 0:01-0:02 喂\nagent 0:04-0:05 请稍等\nagent 0:20-0:21 您好",
        "customer 0:01-0:04 喂\nagent 0:03-0:05 您好",
        "customer 0:01-0:02 喂",
        "unknown 0:01-0:02 喂\nunknown 0:20-0:21 您好",
    ];
    for (how, outcomes) in [
        ("any", [Violated, Met, Met, NotEvaluable, NotEvaluable]),
        ("first", [Met, Met, Met, NotEvaluable, NotEvaluable]),
        ("average", [Met, Met, Met, NotEvaluable, NotEvaluable]),
    ] {
        let cases: Vec<(&str, Outcome)> = calls.into_iter().zip(outcomes).collect();
        forbid(&format!("response_time = {{ of = \"agent\", max = \"5s\", how = \"{how}\" }}"), &cases);
    }
    forbid("response_time = { of = \"agent\", max = \"4s\", how = \"average\" }", &[(calls[0], Violated)]);
    forbid("response_time = { of = \"agent\", max = \"5s\" }\ncount = 2", &[(calls[0], Met)]);
    let what = measured("response_time = { of = \"agent\", max = \"5s\" }", calls[0]);
    assert_eq!(what, "the agent answered after 7.0 s, at most 5.0 s allowed: “在”");
}

#[test]
fn what_belongs_to_the_whole_call_is_held_against_its_limits() {
    let call =
        "agent 0:00-0:08 您好请讲\ncustomer 0:08-0:09 嗯嗯\nagent 0:09-0:18 这个套餐\ncustomer 0:18-0:20 我知道了";
    let mono = "unknown 0:00-0:08 您好\n# duration: 0:40";
    let cases: &[(&str, &str, Outcome)] = &[
        ("talk_share = { max = \"80%\" }", call, Violated),
        ("talk_share = { max = \"85%\" }", call, Met),
        ("party = \"customer\"\ntalk_share = { max = \"80%\" }", call, Met),
        ("party = \"customer\"\ntalk_share = { min = \"20%\" }", call, Violated),
        ("talk_share = { max = \"80%\" }", mono, NotEvaluable),
        ("monologue = { max = \"15s\" }", call, Violated),
        ("monologue = { max = \"18s\" }", call, Met),
        ("monologue = { max = \"15s\", pass_over = 0 }", call, Met),
        ("party = \"customer\"\nmonologue = { max = \"15s\" }", call, Met),
        ("monologue = { max = \"5s\" }", mono, NotEvaluable),
        ("duration = { max = \"19s\" }", call, Violated),
        ("duration = { max = \"20s\" }", call, Met),
        ("duration = { min = \"30s\" }", call, Violated),
        ("duration = { min = \"30s\" }", mono, Met),
        ("turns = { max = 3 }", call, Violated),
        ("turns = { max = 4 }", call, Met),
        ("party = \"agent\"\nturns = { min = 3 }", call, Violated),
        ("party = \"agent\"\nturns = { min = 2, max = 2 }", call, Met),
        ("turns = { min = 3 }", mono, NotEvaluable),
    ];
    for (condition, call, outcome) in cases {
        forbid(condition, &[(call, *outcome)]);
    }
    assert_eq!(measured("duration = { max = \"19s\" }", call), "the recording lasts 20.0 s, at most 19.0 s allowed");
    let what = measured("party = \"agent\"\nturns = { min = 3 }", call);
    assert_eq!(what, "2 turns of the agent, at least 3 wanted");
    let what = measured("talk_share = { max = \"80%\" }", call);
    assert_eq!(what, "the agent spoke 85 % of all that was spoken, at most 80 % allowed");
    let what = measured("monologue = { max = \"15s\" }", call);
    assert_eq!(what, "the agent spoke for 18.0 s on end, at most 15.0 s allowed: “您好请讲”");
}
