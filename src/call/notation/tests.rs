use proptest::prelude::*;

use super::*;

fn spans(source: &str) -> Vec<(u32, u32)> {
    let transcript = parse(source).unwrap();
    transcript.utterances.iter().map(|it| (it.span.start().0, it.span.end().0)).collect()
}

#[test]
fn a_line_is_party_time_text() {
    let transcript = parse(
        "# made up\nagent    0:01.2-0:04.0 thank you for calling\n\nCustomer 0:05 fine\nagent 0:07 [silence 12s]\n",
    )
    .unwrap();
    assert_eq!((transcript.language.as_str(), transcript.duration_ms), ("en", Millis(19_000)));
    let [agent, customer] = &transcript.utterances[..] else { panic!("{transcript:?}") };
    assert_eq!((agent.party, agent.channel, agent.span.end()), (Party::Agent, 0, Millis(4_000)));
    assert_eq!((customer.party, customer.channel, customer.text.as_str()), (Party::Customer, 1, "fine"));
    let announced = parse("ivr 0:01 this call is recorded").unwrap();
    assert_eq!((announced.utterances[0].party, announced.parties_known()), (Party::Ivr, true));
}

#[test]
fn an_end_left_out_is_estimated_and_bounded() {
    let cases: &[(&str, (u32, u32))] = &[
        ("agent 0:01 一二三四五六七八九", (1_000, 3_000)),
        ("agent 0:01 one two three four five six seven eight nine", (1_000, 4_333)),
        ("agent 0:01 您好", (1_000, 1_444)),
        ("agent 0:01 。", (1_000, 1_300)),
        ("agent 0:01 一二三四五六七八九\ncustomer 0:02 不", (1_000, 2_000)),
        ("agent 0:01 一二三四五六七八九\nagent 0:01.5 [silence 3s]", (1_000, 1_500)),
        ("# duration: 0:01.7\nagent 0:01 一二三四五六七八九", (1_000, 1_700)),
        // Lines out of order are put in order first.
        ("customer 0:02 不\nagent 0:01 一二三四五六七八九", (1_000, 2_000)),
        // Spoken at once: the later of the two bounds neither.
        ("agent 0:01 一二三四五六七八九\ncustomer 0:01 一二三四五六七八九", (1_000, 3_000)),
    ];
    for (source, first) in cases {
        assert_eq!(spans(source)[0], *first, "{source}");
    }
}

#[test]
fn times_are_read_to_the_millisecond() {
    let cases = [("0:05", 5_000), ("0:05.1", 5_100), ("0:05.12", 5_120), ("0:05.123", 5_123), ("75:00", 4_500_000)];
    for (time, ms) in cases.into_iter().chain([("1:02:03.4", 3_723_400), ("00:01", 1_000)]) {
        assert_eq!(read_time(time), Ok(Millis(ms)), "{time}");
    }
    for time in
        ["", "5", "0:60", "0:5:61", "1:60:00", "0:05.", "0:05.1234", ":05", "-0:05", "0:+5", "9999999:00", "1:1:1:1"]
    {
        assert!(read_time(time).is_err(), "{time}");
    }
}

#[test]
fn headers_win_over_guesses() {
    let transcript = parse("# language: zh\n# duration: 1:20\nagent 0:01 OK").unwrap();
    assert_eq!((transcript.language.as_str(), transcript.duration_ms), ("zh", Millis(80_000)));
    assert_eq!(parse("agent 0:01 OK 好").unwrap().language, "zh");
    assert_eq!(parse("").unwrap().language, "en");
}

#[test]
fn every_fault_comes_with_its_line_and_a_way_out() {
    let error =
        parse("robot 0:01 hi\nagent hello\n\nagent 0:05-0:04 hi\nagent 0:09\nagent 0:10 [silence x]\n").unwrap_err();
    let expected = "\
line 1: unknown party `robot`, known are agent, customer, ivr, unknown; begin the line with the party, or with # for a comment
line 2: `hello` is no time; write the time as m:ss, m:ss.t or h:mm:ss.t, an end after -
line 4: ends at 0:04.0, before its start at 0:05.0; swap the times, or leave the end out
line 5: nothing is said; write what is said, or [silence 12s]
line 6: `[silence x]` is no silence; write it as [silence 12s]";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn contradictions_are_faults() {
    for (source, line, wrong) in [
        ("agent 0:01-0:05 hi\nagent 0:03 [silence 2s]", 1, "agent speaks in the silence of line 2"),
        ("agent 0:03 [silence 2s]\ncustomer 0:04 hi", 2, "customer speaks in the silence of line 1"),
        ("agent 0:03 [silence 2s]\ncustomer 0:03 hi", 2, "customer speaks in the silence of line 1"),
        ("# duration: 0:02\nagent 0:01-0:03 hi", 1, "the call lasts 0:02.0, but goes on until 0:03.0"),
        ("# language: zh\n# language: en", 2, "a second language"),
        ("agent 0:01-0:02 [silence 2s]", 1, "a silence with an end and a length"),
    ] {
        let error = parse(source).unwrap_err();
        assert_eq!((error.faults[0].line, error.faults[0].wrong.as_str()), (line, wrong), "{source}");
    }
}

#[test]
fn levels_are_runs_of_half_seconds() {
    let transcript = parse(
        "# level: customer 0:00-0:01 -30\n# level: Agent 0:01-0:02.3 -8\n# level: agent 0:00-0:01 -24\nagent 0:00-0:02 hi",
    )
    .unwrap();
    assert_eq!(transcript.duration_ms, Millis(2_300));
    let [agent, customer] = &transcript.activity[..] else { panic!("{transcript:?}") };
    assert_eq!((agent.party, &agent.levels[..]), (Party::Agent, &[-24, -24, -8, -8, -8][..]));
    assert_eq!((customer.channel, &customer.levels[..]), (1, &[-30, -30][..]));
    assert_eq!(parse(&write(&transcript)), Ok(transcript));
    for (level, wrong) in [
        ("agent 0:01-0:02 3", "`3` is no level"),
        ("agent 0:01-0:02 -8.5", "`-8.5` is no level"),
        ("agent 0:01-0:02", "`` is no level"),
        ("agent 0:01 -8", "a level without an end"),
        ("agent 0:02-0:01 -8", "ends at 0:01.0, before its start at 0:02.0"),
        ("robot 0:01-0:02 -8", "unknown party `robot`, known are agent, customer, ivr, unknown"),
        ("agent 0:01-25:00:00 -8", "a level until 25:00:00.0"),
        ("agent 0:01-0:02 -8\n# level: agent 0:01.9-0:03 -9", "two levels of the agent at once"),
    ] {
        let error = parse(&format!("# level: {level}\nagent 0:01-0:02 hi")).unwrap_err();
        assert_eq!(error.faults[0].wrong, wrong, "{level}");
    }
}

#[test]
fn limits_hold() {
    assert!(parse(&"\n".repeat(MAX_BYTES + 1)).is_err());
    assert!(parse(&"#\n".repeat(MAX_LINES + 1)).is_err());
    let error = parse(&"?\n".repeat(MAX_FAULTS + 5)).unwrap_err();
    assert_eq!((error.faults.len(), error.more), (MAX_FAULTS, 5));
}

#[test]
fn what_cannot_be_written_is_written_nearly() {
    let span = Span::lasting(Millis(1), Millis(2));
    let said = |text: &str| Utterance {
        party: Party::Agent,
        channel: 0,
        span,
        text: text.to_string(),
        original: None,
        words: Vec::new(),
    };
    let utterances = vec![said(" two\r\nlines "), said(""), said("[silence 3s]")];
    let transcript =
        Transcript { language: "not a code".into(), duration_ms: Millis::ZERO, utterances, activity: Vec::new() };
    let parsed = parse(&write(&transcript)).unwrap();
    let texts: Vec<&str> = parsed.utterances.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["two  lines", "(silence 3s)"]);
}

fn utterance() -> impl Strategy<Value = Utterance> {
    let texts = "[^\\s\\[][^\\r\\n]{0,20}[^\\s]|[^\\s\\[]";
    let party = prop::sample::select(Party::ALL.to_vec());
    (party, any::<u32>(), any::<u32>(), texts).prop_map(|(party, a, b, text)| Utterance {
        party,
        channel: u8::from(party == Party::Customer),
        span: Span::between(Millis(a), Millis(b)),
        text,
        original: None,
        words: Vec::new(),
    })
}

proptest! {
    #[test]
    fn a_written_transcript_parses_back_equal(
        utterances in prop::collection::vec(utterance(), 0..8),
        language in "zh|en|yue",
        rest in 0u32..100_000,
    ) {
        let last = utterances.iter().map(|it| it.span.end()).max().unwrap_or_default();
        let mut transcript =
            Transcript { language, duration_ms: last + Millis(rest), utterances, activity: Vec::new() };
        transcript.sort();
        prop_assert_eq!(parse(&write(&transcript)), Ok(transcript));
    }

    #[test]
    fn written_levels_parse_back_equal(
        levels in prop::collection::vec((0u32..9, 0u32..9, -9i8..=0, prop::sample::select(Party::ALL.to_vec())), 0..5),
        rest in 0u32..900,
    ) {
        let header = |(start, end, dbfs, party): &(u32, u32, i8, Party)| {
            format!("# level: {party} 0:0{start}.{end}-0:0{}.{start} {dbfs}\n", start + end)
        };
        let source: String = levels.iter().map(header).collect();
        if let Ok(mut transcript) = parse(&source) {
            transcript.duration_ms = transcript.duration_ms + Millis(rest);
            prop_assert_eq!(parse(&write(&transcript)), Ok(transcript));
        }
    }

    #[test]
    fn any_text_is_safe_to_parse(source in "\\PC*|((agent|x|# duration:) [0-9:.-]{0,12} (\\[silence [0-9]{1,9}s\\]|[a-z一]{0,9})\n){0,9}") {
        if let Ok(transcript) = parse(&source) {
            prop_assert!(transcript.utterances.iter().all(|it| it.span.end() <= transcript.duration_ms));
            prop_assert_eq!(parse(&write(&transcript)), Ok(transcript));
        }
    }
}
