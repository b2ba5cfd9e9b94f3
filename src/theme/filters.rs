//! Functions that templates can call: filters for numbers and dates in Chinese, and the address of a file of the theme.
//!
//! `{{ 1703 | thousands }}` 1,703 · `{{ 15 | chinese_number }}` 十五 · `{{ "2020-09-15" | chinese_date }}` 二〇二〇年九月十五日 ·
//! `{{ "2020-09-15" | weekday }}` 星期二 · `{{ asset(path="css/site.css") }}` /assets/1f2e3d4c5b/css/site.css

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use tera::{Kwargs, State, Tera, TeraResult};

use crate::parse::moment::weekday_name;
use crate::parse::text::{chinese_digits, chinese_numeral};

/// A template engine that knows the functions and filters of themes. `root` is where the files of the theme with these
/// `names` are.
pub(super) fn new_engine(root: &str, names: &Arc<[String]>) -> Tera {
    let mut tera = Tera::default();
    register_asset(&mut tera, root.to_owned(), Arc::clone(names));

    tera.register_filter("thousands", |n: u64, _: Kwargs, _: &State| separate_thousands(n));
    tera.register_filter("chinese_number", |n: u32, _: Kwargs, _: &State| chinese_numeral(n));
    tera.register_filter("chinese_date", |day: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        let day = parse_day(day)?;
        let year = chinese_digits(day.year().unsigned_abs());
        Ok(format!("{year}年{}月{}日", chinese_numeral(day.month()), chinese_numeral(day.day())))
    });
    tera.register_filter("weekday", |day: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        Ok(weekday_name(parse_day(day)?.weekday()).to_owned())
    });
    tera
}

fn register_asset(tera: &mut Tera, root: String, names: Arc<[String]>) {
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let path: String = kwargs.must_get("path")?;
        if !names.contains(&path) {
            return Err(tera::Error::message(format!("the theme has no `assets/{path}`")));
        }
        Ok(format!("{root}{path}"))
    });
}

/// Writes a number with a comma before each three digits: `1,703`.
fn separate_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Parses the day of `2020-09-15` or `2020-09-15T08:30:00+08:00`.
fn parse_day(text: &str) -> TeraResult<NaiveDate> {
    let day = text.get(..10).unwrap_or(text);
    day.parse().map_err(|_| tera::Error::message(format!("`{text}` is not a date such as 2020-09-15")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str) -> TeraResult<String> {
        let tera = new_engine("/assets/0/", &Arc::from(["css/site.css".to_owned()]));
        tera.render_str(template, &tera::Context::new(), false)
    }

    #[test]
    fn numbers_and_dates_are_chinese() {
        assert_eq!(render("{{ 0 | thousands }} {{ 999 | thousands }} {{ 1703 | thousands }}").unwrap(), "0 999 1,703");
        assert_eq!(render("{{ 1234567 | thousands }}").unwrap(), "1,234,567");
        assert_eq!(render("{{ 15 | chinese_number }}").unwrap(), "十五");
        assert_eq!(render("{{ '2020-09-15' | chinese_date }}").unwrap(), "二〇二〇年九月十五日");
        assert_eq!(render("{{ '2020-09-15T08:30:00+08:00' | weekday }}").unwrap(), "星期二");
        assert_eq!(render("{{ asset(path='css/site.css') }}").unwrap(), "/assets/0/css/site.css");
        assert!(render("{{ asset(path='css/sit.css') }}").is_err());
        assert!(render("{{ '明天' | weekday }}").is_err());
    }
}
