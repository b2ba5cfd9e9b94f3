//! Scales: from numbers to places, with ticks at round numbers.

/// The least and the greatest of some values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueRange {
    /// The least value.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
}

/// A linear scale from values to a length.
#[derive(Clone, Debug)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Makes a scale on which the value `low` stands at `from` and `high` at `to`.
    pub fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        Self { low, high, from, to }
    }

    /// Returns where a value stands.
    pub fn position_of(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span > 0.0 { self.from + (value - self.low) / span * (self.to - self.from) } else { self.from }
    }
}

/// Round numbers that cover a range.
pub struct Ticks {
    /// The numbers, rising.
    pub values: Vec<f64>,
    /// The decimals that it takes to write them.
    pub decimals: usize,
}

impl Ticks {
    /// Writes a tick: large ones in 万 and 亿, if all of them come out even.
    pub fn format_tick(&self, value: f64) -> String {
        let step = self.values.get(1).map_or(0.0, |second| second - self.values[0]);
        let largest = self.values.iter().map(|value| value.abs()).fold(0.0, f64::max);

        let unit = [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")].into_iter().find(|(unit, _)| step >= *unit);
        match unit.filter(|_| largest >= 1e6 && value != 0.0) {
            Some((unit, name)) => format!("{}{name}", format_decimals(value / unit, 0)),
            None => format_decimals(value, self.decimals),
        }
    }
}

/// The most ticks of an axis.
const MAX_TICKS: usize = 20;

/// Returns about `count` ticks over a range, the outermost at or beyond its ends. Steps are 1, 2 or 5 times a power of ten.
pub fn round_ticks(range: ValueRange, count: u32) -> Ticks {
    let low = range.low;
    let high = if range.high > low { range.high } else { low + low.abs().max(1.0) };
    let rough = (high - low) / f64::from(count);
    let power = rough.log10().floor();
    let unit = 10_f64.powf(power);
    // The first that is large enough.
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| rough <= times * unit * 1.000_001).unwrap_or(10.0);
    let step = times * unit;

    // Numbers have at most 15 digits.
    let power = (power as i32) + i32::from(times > 9.0);
    let decimals = usize::try_from(-power).unwrap_or(0).min(15);

    let mut values = Vec::new();
    let mut n = (low / step + 1e-9).floor();
    let last = (high / step - 1e-9).ceil();
    while n <= last && values.len() < MAX_TICKS {
        let value = n * step;
        values.push(if value == 0.0 { 0.0 } else { value });
        n += 1.0;
    }
    Ticks { values, decimals }
}

/// Writes a number with as many decimals as are asked for, never as `-0`.
pub fn format_decimals(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let is_zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// Returns where rows stand between 0 and 1. Years, months and days stand as far apart as they are, since a line whose
/// steps are of unequal length would be steeper than it is; anything else stands in equal steps.
pub fn row_positions(labels: &[String]) -> Vec<f64> {
    match rising_times(labels) {
        Some(times) => {
            let first = times[0];
            let last = times[times.len() - 1];
            times.into_iter().map(|time| (time - first) / (last - first)).collect()
        }
        None if labels.len() == 1 => vec![0.5],
        None => (0..labels.len()).map(|n| n as f64 / (labels.len() - 1) as f64).collect(),
    }
}

/// Returns the times of at least two labels, if all are written in one form and rise.
fn rising_times(labels: &[String]) -> Option<Vec<f64>> {
    let times: Vec<f64> = labels.iter().map(|label| parse_time(label)).collect::<Option<_>>()?;
    let is_rising = times.len() > 1 && times.windows(2).all(|pair| pair[0] < pair[1]);
    if !is_rising {
        return None;
    }

    let pattern = digit_pattern(&labels[0]);
    labels.iter().all(|label| digit_pattern(label) == pattern).then_some(times)
}

/// Returns a label with each run of digits as one `0`.
fn digit_pattern(label: &str) -> String {
    let mut pattern = String::with_capacity(label.len());
    for c in label.chars() {
        if !c.is_ascii_digit() {
            pattern.push(c);
        } else if !pattern.ends_with('0') {
            pattern.push('0');
        }
    }
    pattern
}

/// Reads `2016`, `2016年`, `8月`, `2016-08`, `2016年8月` or `2016-08-15` as a number that grows with time.
fn parse_time(label: &str) -> Option<f64> {
    let groups: Vec<&str> = label.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let is_date = label.chars().all(|c| c.is_ascii_digit() || "年月日-/. 前".contains(c));
    if !is_date || groups.iter().any(|group| group.len() > 4) {
        return None;
    }

    let numbers: Vec<f64> = groups.iter().map(|group| group.parse().ok()).collect::<Option<_>>()?;
    match numbers[..] {
        [one] => Some(one),
        [year, month] => Some(year * 12.0 + month),
        [year, month, day] => Some((year * 12.0 + month) * 30.44 + day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks_between(low: f64, high: f64) -> Ticks {
        round_ticks(ValueRange { low, high }, 4)
    }

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        assert_eq!(ticks_between(0.0, 21.5).values, [0.0, 10.0, 20.0, 30.0]);
        assert_eq!(ticks_between(0.0, 98108.0).values, [0.0, 50000.0, 100_000.0]);
        assert_eq!(ticks_between(-20.5, 543.0).values, [-200.0, 0.0, 200.0, 400.0, 600.0]);
        let small = ticks_between(0.0, 0.7);
        assert_eq!((small.values.len(), small.decimals), (5, 1));
        assert_eq!(format_decimals(small.values[1], small.decimals), "0.2");
        assert_eq!(ticks_between(5.0, 5.0).values.first(), Some(&4.0));
        assert_eq!(ticks_between(0.0, 0.0).values.first(), Some(&0.0));
    }

    fn formatted_ticks(high: f64) -> Vec<String> {
        let ticks = ticks_between(0.0, high);
        ticks.values.iter().map(|value| ticks.format_tick(*value)).collect()
    }

    #[test]
    fn large_ticks_are_said_in_chinese() {
        assert_eq!(formatted_ticks(98108.0), ["0", "50000", "100000"]);
        assert_eq!(formatted_ticks(1_200_000.0), ["0", "50万", "100万", "150万"]);
        assert_eq!(formatted_ticks(3.5e12), ["0", "1万亿", "2万亿", "3万亿", "4万亿"]);
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(format_decimals(-0.04, 1), "0.0");
        assert_eq!(format_decimals(-0.06, 1), "-0.1");
    }

    fn positions_of(labels: &[&str]) -> Vec<f64> {
        row_positions(&labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn years_stand_as_far_apart_as_they_are() {
        assert_eq!(positions_of(&["2010", "2015", "2020"]), [0.0, 0.5, 1.0]);
        assert_eq!(positions_of(&["2010年", "2018年", "2020年"]), [0.0, 0.8, 1.0]);
        assert_eq!(positions_of(&["2019年12月", "2020年1月", "2020年2月"]), [0.0, 0.5, 1.0]);
        // Neither rising nor of one form: equal steps.
        assert_eq!(positions_of(&["2020", "2010", "2030"]), [0.0, 0.5, 1.0]);
        assert_eq!(positions_of(&["2010", "2015年", "2030"]), [0.0, 0.5, 1.0]);
        assert_eq!(positions_of(&["甲", "乙", "丙"]), [0.0, 0.5, 1.0]);
        assert_eq!(positions_of(&["2020"]), [0.5]);
    }
}
