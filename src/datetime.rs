//! Dates and times in ISO 8601.

/// A date, with an optional time and UTC offset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CivilDateTime {
    /// Year, month and day of month: an existing day.
    pub(crate) date: (u32, u32, u32),
    /// Hours, minutes and seconds.
    pub(crate) time: Option<(u32, u32, u32)>,
    /// Minutes east of UTC.
    pub(crate) offset_minutes: Option<i32>,
    /// Has a fraction of a second and `Z`: `Date.prototype.toJSON` writes it so, portals do not.
    pub(crate) is_json_date: bool,
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum DateParseError {
    /// The text is in another format.
    Syntax,
    /// The date or time does not exist.
    OutOfRange,
}

impl CivilDateTime {
    /// Parses ISO 8601: `2025-01-31`, `2025-01-31T10:20`, `2025-01-31 10:20:30.5`, followed by `Z`, `+03:00`, `+0300`
    /// or no offset. Also parses `31.01.2025`, because dates with points have the day first everywhere. Drops fractions
    /// of a second.
    pub(crate) fn parse(text: &str) -> Result<Self, DateParseError> {
        let mut rest = text.trim().as_bytes();
        let date = match rest {
            [_, _, b'.', ..] => parse_dotted_date(&mut rest),
            _ => parse_date(&mut rest),
        };
        let date = date.ok_or(DateParseError::Syntax)?;
        let mut time = None;
        let mut offset_minutes = None;
        let mut is_json_date = false;
        if let [b'T' | b't' | b' ', after @ ..] = rest {
            rest = after;
            let (parsed, has_fraction) = parse_time(&mut rest).ok_or(DateParseError::Syntax)?;
            time = Some(parsed);
            is_json_date = has_fraction && rest == b"Z";
            offset_minutes = parse_offset(&mut rest).ok_or(DateParseError::Syntax)?;
        }
        if !rest.is_empty() {
            return Err(DateParseError::Syntax);
        }
        let (year, month, day) = date;
        let exists =
            year >= 100 && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        let valid_time =
            time.is_none_or(|(hours, minutes, seconds)| hours < 24 && minutes < 60 && seconds < 60);
        let known_offset = offset_minutes.is_none_or(|minutes| minutes.abs() <= 14 * 60);
        if exists && valid_time && known_offset {
            Ok(Self {
                date,
                time,
                offset_minutes,
                is_json_date,
            })
        } else {
            Err(DateParseError::OutOfRange)
        }
    }

    /// Seconds since 1970; `None` without an offset.
    pub(crate) fn unix_seconds(self) -> Option<i64> {
        let ((year, month, day), (hours, minutes, seconds)) = (self.date, self.time?);
        let days = days_since_1970(year.into(), month.into(), day.into());
        let of_day = i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(seconds);
        Some(days * 86_400 + of_day - i64::from(self.offset_minutes?) * 60)
    }

    /// `2025-01-31`.
    pub(crate) fn to_iso_date(self) -> String {
        to_iso_date(self.date)
    }

    /// `2025-01-31T10:20:30`, without an offset.
    pub(crate) fn to_local_iso(self) -> String {
        let (hours, minutes, seconds) = self.time.unwrap_or_default();
        let ([h1, h2], [m1, m2], [s1, s2]) = (pad2(hours), pad2(minutes), pad2(seconds));
        let time = String::from_iter([h1, h2, ':', m1, m2, ':', s1, s2]);
        [&self.to_iso_date(), "T", &time].concat()
    }
}

/// The server reads years before 100 as years of this century, or not at all, and supports four digits.
pub(crate) fn is_supported_year(year: u32) -> bool {
    (100..=9999).contains(&year)
}

/// The date in UTC. Years before 0 are year 0.
pub(crate) fn unix_seconds_to_date(seconds: i64) -> (u32, u32, u32) {
    // The inverse of `days_since_1970`.
    let days = seconds.div_euclid(86_400) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = match month {
        0..=9 => (era * 400 + year_of_era, month + 3),
        _ => (era * 400 + year_of_era + 1, month - 9),
    };
    (
        year.clamp(0, i64::from(u32::MAX)) as u32,
        month as u32,
        day as u32,
    )
}

/// Formats an instant as `2025-01-31T10:20:30Z`.
pub(crate) fn unix_seconds_to_iso(seconds: i64) -> String {
    let of_day = seconds.rem_euclid(86_400) as u32;
    let civil = CivilDateTime {
        date: unix_seconds_to_date(seconds),
        time: Some((of_day / 3_600, of_day / 60 % 60, of_day % 60)),
        offset_minutes: Some(0),
        is_json_date: false,
    };
    [&civil.to_local_iso(), "Z"].concat()
}

/// Formats year, month and day of month as `2025-01-31`.
pub(crate) fn to_iso_date((year, month, day): (u32, u32, u32)) -> String {
    let ([y1, y2], [y3, y4]) = (pad2(year / 100), pad2(year % 100));
    let ([m1, m2], [d1, d2]) = (pad2(month), pad2(day));
    String::from_iter([y1, y2, y3, y4, '-', m1, m2, '-', d1, d2])
}

/// The last two digits of a number.
fn pad2(number: u32) -> [char; 2] {
    [number / 10, number].map(|number| char::from_digit(number % 10, 10).unwrap_or('0'))
}

fn parse_date(rest: &mut &[u8]) -> Option<(u32, u32, u32)> {
    let (century, year) = (number(rest)?, number(rest)?);
    skip(rest, b'-')?;
    let month = number(rest)?;
    skip(rest, b'-')?;
    Some((century * 100 + year, month, number(rest)?))
}

fn parse_dotted_date(rest: &mut &[u8]) -> Option<(u32, u32, u32)> {
    let day = number(rest)?;
    skip(rest, b'.')?;
    let month = number(rest)?;
    skip(rest, b'.')?;
    Some((number(rest)? * 100 + number(rest)?, month, day))
}

/// Hours, minutes and seconds, and whether a fraction of a second follows.
fn parse_time(rest: &mut &[u8]) -> Option<((u32, u32, u32), bool)> {
    let hours = number(rest)?;
    skip(rest, b':')?;
    let minutes = number(rest)?;
    let mut seconds = 0;
    let mut has_fraction = false;
    if skip(rest, b':').is_some() {
        seconds = number(rest)?;
        if skip(rest, b'.').is_some() {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            *rest = rest.get(digits..).filter(|_| digits > 0)?;
            has_fraction = true;
        }
    }
    Some(((hours, minutes, seconds), has_fraction))
}

/// `Some(None)` if there is none.
fn parse_offset(rest: &mut &[u8]) -> Option<Option<i32>> {
    let (sign, after) = match *rest {
        [b'Z' | b'z', after @ ..] => (0, after),
        [b'+', after @ ..] => (1, after),
        [b'-', after @ ..] => (-1, after),
        _ => return Some(None),
    };
    *rest = after;
    if sign == 0 {
        return Some(Some(0));
    }
    let hours = number(rest)?;
    // PostgreSQL writes +03.
    let minutes = if rest.is_empty() {
        0
    } else {
        let _ = skip(rest, b':');
        number(rest).filter(|minutes| *minutes < 60)?
    };
    Some(Some(sign * (hours * 60 + minutes) as i32))
}

/// Two digits.
fn number(rest: &mut &[u8]) -> Option<u32> {
    let [tens, ones, after @ ..] = *rest else {
        return None;
    };
    *rest = after;
    Some(char::from(*tens).to_digit(10)? * 10 + char::from(*ones).to_digit(10)?)
}

fn skip(rest: &mut &[u8], byte: u8) -> Option<()> {
    *rest = rest.strip_prefix(&[byte])?;
    Some(())
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Uses years that begin in March, so that the leap day is the last day.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - 719_468
}
