use super::tests;
use crate::datetime::{CivilDateTime, DateParseError, unix_seconds_to_date};

tests! {
    fn instants_are_counted_from_1970() {
        for (text, unix) in [
            ("1970-01-01T00:00:00+00:00", 0),
            ("2025-01-31T10:20:30Z", 1_738_318_830),
            ("2025-01-31T13:20:30+03:00", 1_738_318_830),
            ("2025-01-31t13:20:30.999+0300", 1_738_318_830),
            ("2025-01-31 10:20:30-00:00", 1_738_318_830),
            ("1969-12-31T19:00:00-05:00", 0),
            ("2000-02-29T00:00Z", 951_782_400),
            ("1900-03-01T00:00:00Z", -2_203_891_200),
            ("9999-12-31T23:59:59+14:00", 253_402_250_399),
            ("2025-01-31 13:20:30+03", 1_738_318_830),
        ] {
            assert_eq!(CivilDateTime::parse(text).unwrap().unix_seconds(), Some(unix), "{text}");
        }
    }

    fn dates_are_counted_back_from_1970() {
        for day in -700_000..3_000_000i64 {
            let (year, month, date) = unix_seconds_to_date(day * 86_400 + day.rem_euclid(86_400));
            if (100..=9999).contains(&year) && day % 97 == 0 {
                let text = format!("{year:04}-{month:02}-{date:02}T00:00Z");
                assert_eq!(CivilDateTime::parse(&text).unwrap().unix_seconds(), Some(day * 86_400), "{text}");
            }
        }
    }

    fn a_date_without_an_offset_is_not_an_instant() {
        for text in ["2025-01-31", "2025-01-31T10:20", " 2025-01-31 10:20:30 "] {
            assert_eq!(CivilDateTime::parse(text).unwrap().unix_seconds(), None, "{text}");
        }
        assert_eq!(CivilDateTime::parse("2025-01-31 10:20").unwrap().to_local_iso(), "2025-01-31T10:20:00");
        assert_eq!(CivilDateTime::parse("0987-01-31").unwrap().to_local_iso(), "0987-01-31T00:00:00");
    }

    fn days_with_points_begin_with_the_day() {
        assert_eq!(CivilDateTime::parse("31.01.2025 10:20:30").unwrap().to_local_iso(), "2025-01-31T10:20:30");
        assert_eq!(CivilDateTime::parse("01.31.2025"), Err(DateParseError::OutOfRange));
    }

    fn days_that_do_not_exist_differ_from_other_formats() {
        for text in [
            "2025-02-29", "2025-02-31T10:20Z", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "0099-01-01",
            "2025-01-31T24:00", "2025-01-31T10:60", "2025-01-31T10:20:61", "2025-01-31T10:20+15:00",
        ] {
            assert_eq!(CivilDateTime::parse(text), Err(DateParseError::OutOfRange), "{text}");
        }
        for text in [
            "", "31.1.2025", "31.01.25", "01/31/2025", "2025", "20250131", "2025-1-31", "2025-01-31T", "2025-01-31T10", "now",
            "2025-01-31T10:20:30+00:00 extra", "2025-01-31T10:20:30.", "2025-01-31T10:20 +03:00", "2025-01-31T10:20+03:99", "2025-01-31Z", "+2025-01-31",
        ] {
            assert_eq!(CivilDateTime::parse(text), Err(DateParseError::Syntax), "{text}");
        }
        assert!(CivilDateTime::parse("2024-02-29").is_ok() && CivilDateTime::parse("2000-02-29").is_ok());
    }
}
