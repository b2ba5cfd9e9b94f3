//! Filters for templates: numbers and dates in Chinese.
//!
//! `{{ 15 | chinese_number }}` 十五 · `{{ "2020-09-15" | chinese_date }}` 二〇二〇年九月十五日 ·
//! `{{ "2020-09-15" | weekday }}` 星期二

use chrono::{Datelike, NaiveDate};
use tera::{Kwargs, State, Tera, TeraResult};

use crate::parse::moment::weekday_name;
use crate::parse::text::{digits, numeral};

/// Makes the filters known; must come before the templates.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("chinese_number", |n: u32, _: Kwargs, _: &State| numeral(n));
    tera.register_filter("chinese_date", |day: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        let day = date(day)?;
        let year = digits(day.year().unsigned_abs());
        Ok(format!("{year}年{}月{}日", numeral(day.month()), numeral(day.day())))
    });
    tera.register_filter("weekday", |day: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(weekday_name(date(day)?.weekday()).to_owned())
    });
}

/// The day of `2020-09-15` or `2020-09-15T08:30:00+08:00`.
fn date(text: &str) -> TeraResult<NaiveDate> {
    let day = text.get(..10).unwrap_or(text);
    day.parse().map_err(|_| tera::Error::message(format!("`{text}` is not a date such as 2020-09-15")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_chinese() {
        let mut tera = Tera::default();
        register(&mut tera);
        let render = |template: &str| tera.render_str(template, &tera::Context::new(), false);
        assert_eq!(render("{{ 15 | chinese_number }}").unwrap(), "十五");
        assert_eq!(render("{{ '2020-09-15' | chinese_date }}").unwrap(), "二〇二〇年九月十五日");
        assert_eq!(render("{{ '2020-09-15T08:30:00+08:00' | weekday }}").unwrap(), "星期二");
        assert!(render("{{ '明天' | weekday }}").is_err());
    }
}
