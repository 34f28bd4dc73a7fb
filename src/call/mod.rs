//! What a call is: the words every other module speaks.
//!
//! | word | meaning |
//! |---|---|
//! | Recording | a file as received; its id is the SHA-256 of its bytes |
//! | Call | the conversation a recording holds: agent, team, queue, direction, start |
//! | Channel | one track of a recording, counted from 0 |
//! | Party | who speaks: Agent, Customer, Ivr (menus and announcements) or Unknown |
//! | Span | a half-open stretch of time in whole milliseconds from the start of the recording |
//! | Word | a piece of text with its span and the engine's confidence |
//! | Utterance | what one party says in one breath |
//! | Turn | a run of utterances of one party |
//! | Transcript | all utterances of a call in time order, and where speech was heard |
//! | Silence, dead air | nobody speaks; dead air is a silence that lasts too long |
//! | Overlap | both parties speak at once |
//! | Pace | words or characters a minute |
//! | Level | how loud a channel is over half a second, in whole dBFS: 0 is full scale |
//! | Phrase, Hit, Evidence | a text as written in a rule; its place in a transcript; that place as shown to a person |
//! | Finding | what one rule says about one call |
//! | Rule, RulePack, RuleSet | a file; a versioned folder of them; the pack compiled |
//! | Operator, Condition | a kind of condition; one use of it in a rule, compiled |
//! | Scorecard | what findings cost: sections, criteria, points, pass mark |
//! | Evaluation | a call judged and scored |
//! | Deduction | points lost, with the finding that cost them |
//! | Score, Verdict | whole tenths of a point; Pass, Fail, AutoFail or Unscored |
//! | Provenance | the hashes of all that an evaluation was made from |
//! | Ledger | the state of every recording ever seen |
//! | Failure | why a recording could not be inspected |

pub mod evaluation;
pub mod finding;
pub mod notation;
pub mod party;
pub mod recording;
pub mod time;
pub mod transcript;
