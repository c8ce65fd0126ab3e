//! Days and instants as text.

/// A day, perhaps with a time of day, perhaps with the offset that makes an instant of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    /// As `YYYY-MM-DD` has them, and a day that exists.
    pub(crate) day: (u32, u32, u32),
    /// Hours, minutes and seconds.
    pub(crate) time: Option<(u32, u32, u32)>,
    /// Minutes east of Greenwich.
    pub(crate) offset: Option<i32>,
}

/// Why a text is no moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NoMoment {
    /// It is written in another way.
    Form,
    /// There is no such day or time.
    Impossible,
}

impl Moment {
    /// Reads ISO 8601: `2025-01-31`, `2025-01-31T10:20`, `2025-01-31 10:20:30.5`, with `Z`, `+03:00`, `+0300` or no
    /// offset behind it; and `31.01.2025`, since nobody else writes days with points. Fractions of a second are dropped.
    pub(crate) fn parse(text: &str) -> Result<Self, NoMoment> {
        let mut rest = text.trim().as_bytes();
        let day = match rest {
            [_, _, b'.', ..] => parse_day_with_points(&mut rest),
            _ => parse_day(&mut rest),
        };
        let day = day.ok_or(NoMoment::Form)?;
        let mut time = None;
        let mut offset = None;
        if let [b'T' | b't' | b' ', after @ ..] = rest {
            rest = after;
            time = Some(parse_time(&mut rest).ok_or(NoMoment::Form)?);
            offset = parse_offset(&mut rest).ok_or(NoMoment::Form)?;
        }
        if !rest.is_empty() {
            return Err(NoMoment::Form);
        }
        let (year, month, day_of_month) = day;
        // Years before 100 are read as those of this century, or not at all.
        let exists = year >= 100
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day_of_month);
        let in_day =
            time.is_none_or(|(hours, minutes, seconds)| hours < 24 && minutes < 60 && seconds < 60);
        let on_earth = offset.is_none_or(|minutes| minutes.abs() <= 14 * 60);
        if exists && in_day && on_earth {
            Ok(Self { day, time, offset })
        } else {
            Err(NoMoment::Impossible)
        }
    }

    /// Seconds since 1970, where an offset says which instant it is.
    pub(crate) fn unix(&self) -> Option<i64> {
        let ((year, month, day), (hours, minutes, seconds)) = (self.day, self.time?);
        let days = days_since_1970(year.into(), month.into(), day.into());
        let of_day = i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(seconds);
        Some(days * 86_400 + of_day - i64::from(self.offset?) * 60)
    }

    /// `2025-01-31`.
    pub(crate) fn day_text(&self) -> String {
        day_text(self.day)
    }

    /// `2025-01-31T10:20:30`: the hands of a clock, wherever it hangs.
    pub(crate) fn clock_text(&self) -> String {
        let (hours, minutes, seconds) = self.time.unwrap_or_default();
        [
            &self.day_text(),
            "T",
            &two(hours),
            ":",
            &two(minutes),
            ":",
            &two(seconds),
        ]
        .concat()
    }
}

/// Year, month and day of month as `2025-01-31`.
pub(crate) fn day_text((year, month, day): (u32, u32, u32)) -> String {
    [
        &two(year / 100),
        &two(year % 100),
        "-",
        &two(month),
        "-",
        &two(day),
    ]
    .concat()
}

fn two(number: u32) -> String {
    let digit = |number: u32| char::from_digit(number % 10, 10).unwrap_or('0');
    [digit(number / 10), digit(number)].iter().collect()
}

fn parse_day(rest: &mut &[u8]) -> Option<(u32, u32, u32)> {
    let (century, year) = (number(rest)?, number(rest)?);
    skip(rest, b'-')?;
    let month = number(rest)?;
    skip(rest, b'-')?;
    Some((century * 100 + year, month, number(rest)?))
}

fn parse_day_with_points(rest: &mut &[u8]) -> Option<(u32, u32, u32)> {
    let day = number(rest)?;
    skip(rest, b'.')?;
    let month = number(rest)?;
    skip(rest, b'.')?;
    Some((number(rest)? * 100 + number(rest)?, month, day))
}

fn parse_time(rest: &mut &[u8]) -> Option<(u32, u32, u32)> {
    let hours = number(rest)?;
    skip(rest, b':')?;
    let minutes = number(rest)?;
    let mut seconds = 0;
    if skip(rest, b':').is_some() {
        seconds = number(rest)?;
        if skip(rest, b'.').is_some() {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            *rest = rest.get(digits..).filter(|_| digits > 0)?;
        }
    }
    Some((hours, minutes, seconds))
}

/// `Some(None)` where there is none.
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
    let _ = skip(rest, b':');
    Some(Some(sign * (hours * 60 + number(rest)?) as i32))
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

/// By counting in years that begin in March, so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - 719_468
}
