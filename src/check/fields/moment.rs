//! Instants as the portal writes them.

/// Seconds since 1970 of `2025-01-31T10:20:30+03:00`, the form in which `bizproc.task.list` shows every instant.
pub(super) fn unix_seconds(text: &str) -> Option<i64> {
    let bytes: &[u8; 25] = text.as_bytes().try_into().ok()?;
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        mo1,
        mo2,
        b'-',
        d1,
        d2,
        b'T',
        h1,
        h2,
        b':',
        m1,
        m2,
        b':',
        s1,
        s2,
        sign,
        oh1,
        oh2,
        b':',
        om1,
        om2,
    ] = bytes
    else {
        return None;
    };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0i64, |number, digit| {
            Some(number * 10 + i64::from(char::from(**digit).to_digit(10)?))
        })
    };
    let days = days_since_1970(
        number(&[y1, y2, y3, y4])?,
        number(&[mo1, mo2])?,
        number(&[d1, d2])?,
    );
    let seconds = number(&[h1, h2])? * 3600 + number(&[m1, m2])? * 60 + number(&[s1, s2])?;
    let offset = number(&[oh1, oh2])? * 3600 + number(&[om1, om2])? * 60;
    match sign {
        b'+' => Some(days * 86_400 + seconds - offset),
        b'-' => Some(days * 86_400 + seconds + offset),
        _ => None,
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
