//! Scales: from numbers to places, with ticks at round numbers.

/// A linear scale from values to a length.
#[derive(Clone, Debug)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// `low` stands at `from`, `high` at `to`.
    pub fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        Self { low, high, from, to }
    }

    /// Where a value stands.
    pub fn at(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span > 0.0 { self.from + (value - self.low) / span * (self.to - self.from) } else { self.from }
    }
}

/// Round numbers that cover a range: the values, and how many decimals it takes to write them.
pub struct Ticks {
    /// Rising.
    pub values: Vec<f64>,
    /// Digits behind the point.
    pub decimals: usize,
}

impl Ticks {
    /// A tick as it is written: large ones in 万 and 亿, if all of them come out even.
    pub fn said(&self, value: f64) -> String {
        let step = self.values.get(1).map_or(0.0, |second| second - self.values[0]);
        let largest = self.values.iter().map(|value| value.abs()).fold(0.0, f64::max);
        let unit = [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")].into_iter().find(|(unit, _)| step >= *unit);
        match unit.filter(|_| largest >= 1e6 && value != 0.0) {
            Some((unit, name)) => format!("{}{name}", plain(value / unit, 0)),
            None => plain(value, self.decimals),
        }
    }
}

/// About `count` ticks over a range, the outermost at or beyond its ends.
pub fn ticks(low: f64, high: f64, count: u32) -> Ticks {
    let (low, high) = if high > low { (low, high) } else { (low, low + low.abs().max(1.0)) };
    let rough = (high - low) / f64::from(count);
    let power = rough.log10().floor();
    let unit = 10_f64.powf(power);
    // 1, 2 or 5 times a power of ten, whichever is the first that is large enough.
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| rough <= times * unit * 1.000_001).unwrap_or(10.0);
    let step = times * unit;
    // Numbers have at most 15 digits.
    let power = (power as i32) + i32::from(times > 9.0);
    let decimals = usize::try_from(-power).unwrap_or(0).min(15);
    let first = (low / step + 1e-9).floor();
    let last = (high / step - 1e-9).ceil();
    let (mut values, mut n) = (Vec::new(), first);
    while n <= last && values.len() < 20 {
        let value = n * step;
        values.push(if value == 0.0 { 0.0 } else { value });
        n += 1.0;
    }
    Ticks { values, decimals }
}

/// A number with so many decimals, never `-0`.
pub fn plain(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// Where rows stand between 0 and 1. Years, months and days stand as far apart as they are, since a line whose steps are
/// of unequal length would be steeper than it is; anything else stands in equal steps.
pub fn positions(labels: &[String]) -> Vec<f64> {
    let even = |n: usize| if labels.len() > 1 { n as f64 / (labels.len() - 1) as f64 } else { 0.5 };
    let times: Option<Vec<f64>> = labels.iter().map(|label| time(label)).collect();
    let shapes: Vec<String> = labels.iter().map(|label| shape(label)).collect();
    match times {
        Some(times)
            if times.len() > 1 && times.windows(2).all(|w| w[0] < w[1]) && shapes.windows(2).all(|w| w[0] == w[1]) =>
        {
            let (first, last) = (times[0], times[times.len() - 1]);
            times.into_iter().map(|time| (time - first) / (last - first)).collect()
        }
        _ => (0..labels.len()).map(even).collect(),
    }
}

/// A label without its digits.
fn shape(label: &str) -> String {
    let mut shape: String = label.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    while shape.contains("00") {
        shape = shape.replace("00", "0");
    }
    shape
}

/// `2016`, `2016年`, `8月`, `2016-08`, `2016年8月`, `2016-08-15` as a number that grows with time.
fn time(label: &str) -> Option<f64> {
    let groups: Vec<&str> = label.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let marks = label.chars().all(|c| c.is_ascii_digit() || "年月日-/. 前".contains(c));
    if !marks || groups.iter().any(|group| group.len() > 4) {
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

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        let ticks_of = |low, high| ticks(low, high, 4);
        assert_eq!(ticks_of(0.0, 21.5).values, [0.0, 10.0, 20.0, 30.0]);
        assert_eq!(ticks_of(0.0, 98108.0).values, [0.0, 50000.0, 100_000.0]);
        assert_eq!(ticks_of(-20.5, 543.0).values, [-200.0, 0.0, 200.0, 400.0, 600.0]);
        let small = ticks_of(0.0, 0.7);
        assert_eq!((small.values.len(), small.decimals), (5, 1));
        assert_eq!(plain(small.values[1], small.decimals), "0.2");
        assert_eq!(ticks_of(5.0, 5.0).values.first(), Some(&4.0));
        assert_eq!(ticks_of(0.0, 0.0).values.first(), Some(&0.0));
    }

    #[test]
    fn large_ticks_are_said_in_chinese() {
        let said = |high: f64| {
            let ticks = ticks(0.0, high, 4);
            ticks.values.iter().map(|value| ticks.said(*value)).collect::<Vec<_>>()
        };
        assert_eq!(said(98108.0), ["0", "50000", "100000"]);
        assert_eq!(said(1_200_000.0), ["0", "50万", "100万", "150万"]);
        assert_eq!(said(3.5e12), ["0", "1万亿", "2万亿", "3万亿", "4万亿"]);
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(plain(-0.04, 1), "0.0");
        assert_eq!(plain(-0.06, 1), "-0.1");
    }

    #[test]
    fn years_stand_as_far_apart_as_they_are() {
        let of = |labels: &[&str]| positions(&labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["2010", "2015", "2020"]), [0.0, 0.5, 1.0]);
        assert_eq!(of(&["2010年", "2018年", "2020年"]), [0.0, 0.8, 1.0]);
        assert_eq!(of(&["2019年12月", "2020年1月", "2020年2月"]), [0.0, 0.5, 1.0]);
        // Neither rising nor of one form: equal steps.
        assert_eq!(of(&["2020", "2010", "2030"]), [0.0, 0.5, 1.0]);
        assert_eq!(of(&["2010", "2015年", "2030"]), [0.0, 0.5, 1.0]);
        assert_eq!(of(&["甲", "乙", "丙"]), [0.0, 0.5, 1.0]);
        assert_eq!(of(&["2020"]), [0.5]);
    }
}
