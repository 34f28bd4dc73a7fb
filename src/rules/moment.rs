//! Days and times as rules and metadata write them, on the clock of the place they were written at.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};

/// A day, a time of day, or both. Offsets from UTC are read and left aside: a call at 23:30 is a call of that day
/// wherever it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Day(Date),
    At(DateTime),
    Clock(Time),
}

impl Moment {
    /// `2026-01-31`, `2026-01-31 09:30`, `2026-01-31T09:30:00+08:00`, `09:30`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        if text.len() <= "hh:mm:ss".len() {
            return text.contains(':').then(|| text.parse().ok().map(Moment::Clock))?;
        }
        let Some(time) = text.find(['T', 't', ' ']) else { return text.parse().ok().map(Moment::Day) };
        let offset = text[time..].find(['Z', 'z', '+', '-', '[']).map_or(text.len(), |at| time + at);
        text[..offset].trim_end().parse().ok().map(Moment::At)
    }

    /// Whether this is no earlier than `bound`; `None` where one has no day or no time that the other asks for.
    pub fn is_from(self, bound: Moment) -> Option<bool> {
        self.against(bound).map(std::cmp::Ordering::is_ge)
    }

    /// Whether this is no later than `bound`. A day as bound lasts until it ends.
    pub fn is_until(self, bound: Moment) -> Option<bool> {
        self.against(bound).map(std::cmp::Ordering::is_le)
    }

    /// Compared in what the bound has: its day, its time of day, or both.
    fn against(self, bound: Moment) -> Option<std::cmp::Ordering> {
        match (self, bound) {
            (Moment::Day(day), Moment::Day(bound)) => Some(day.cmp(&bound)),
            (Moment::At(at), Moment::Day(bound)) => Some(at.date().cmp(&bound)),
            (Moment::At(at), Moment::At(bound)) => Some(at.cmp(&bound)),
            (Moment::At(at), Moment::Clock(bound)) => Some(at.time().cmp(&bound)),
            (Moment::Clock(clock), Moment::Clock(bound)) => Some(clock.cmp(&bound)),
            (Moment::Day(day), Moment::At(bound)) if day != bound.date() => Some(day.cmp(&bound.date())),
            _ => None,
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Day(day) => f.pad(&day.to_string()),
            Moment::At(at) => f.pad(&at.to_string()),
            Moment::Clock(clock) => f.pad(&clock.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_recorders_and_people_write_them() {
        let cases = [
            ("2026-01-31", Some("2026-01-31")),
            ("2026-01-31 09:30", Some("2026-01-31T09:30:00")),
            ("2026-01-31T09:30:00+08:00", Some("2026-01-31T09:30:00")),
            ("2026-01-31T09:30:00Z", Some("2026-01-31T09:30:00")),
            ("2026-01-31T23:30:00-05:00[America/New_York]", Some("2026-01-31T23:30:00")),
            ("09:30", Some("09:30:00")),
            ("09:30:15", Some("09:30:15")),
            ("2026-02-30", None),
            ("25:00", None),
            ("12345678", None),
            ("31.1.2026", None),
            ("soon", None),
            ("", None),
        ];
        for (text, shown) in cases {
            assert_eq!(Moment::parse(text).map(|moment| moment.to_string()).as_deref(), shown, "{text}");
        }
    }

    #[test]
    fn bounds_are_inclusive_and_compare_what_they_name() {
        let cases = [
            ("2026-01-31T23:59:59", "2026-01-31", Some(true), Some(true)),
            ("2026-02-01T00:00:00", "2026-01-31", Some(true), Some(false)),
            ("2026-01-31T09:30:00", "2026-01-31T09:30:00", Some(true), Some(true)),
            ("2026-01-31T08:59:00", "09:00", Some(false), Some(true)),
            ("2026-01-30", "2026-01-31T09:00:00", Some(false), Some(true)),
            ("2026-01-31", "2026-01-31T09:00:00", None, None),
            ("2026-01-31", "09:00", None, None),
        ];
        for (value, bound, from, until) in cases {
            let read = |text: &str| Moment::parse(text).unwrap();
            assert_eq!(read(value).is_from(read(bound)), from, "{value} from {bound}");
            assert_eq!(read(value).is_until(read(bound)), until, "{value} until {bound}");
        }
    }
}
