//! Properties of every chart, whatever its numbers and labels.

use proptest::prelude::*;

use super::drawing::{Area, Layout};
use super::scale::ValueRange;
use super::*;

fn parse_numbers(written: &[&str]) -> Vec<Option<ChartNumber>> {
    written.iter().map(|written| ChartNumber::parse_decimal(written)).collect()
}

fn sample_chart(kind: ChartKind, labels: &[&str], series: &[(&str, &[&str])]) -> Chart {
    let series =
        series.iter().map(|(name, written)| Series { name: (*name).to_owned(), numbers: parse_numbers(written) });
    Chart {
        kind,
        title: "研发经费".to_owned(),
        unit: "亿元".to_owned(),
        alt: String::new(),
        source: String::new(),
        head: "年份".to_owned(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        series: series.collect(),
        from: None,
    }
}

/// Returns an attribute of every element of a class.
fn attribute_values(svg: &str, class: &str, name: &str) -> Vec<f64> {
    let xml = format!("<svg>{svg}</svg>");
    let document = roxmltree::Document::parse(&xml).unwrap();
    let class = format!("c-{class}");
    let elements = document.descendants().filter(|node| {
        node.attribute("class").is_some_and(|classes| classes.split(' ').next() == Some(class.as_str()))
    });
    elements.map(|node| node.attribute(name).unwrap().parse().unwrap()).collect()
}

#[test]
fn bars_are_as_long_as_their_numbers() {
    let chart = sample_chart(ChartKind::Bar, &["申报", "立项", "退回", "零"], &[("", &["114", "28.5", "-57", "0"])]);
    for layout in [Layout::Narrow, Layout::Wide] {
        let drawing = chart.draw_layout(layout);
        let x = attribute_values(&drawing.svg, "bar", "x");
        let width = attribute_values(&drawing.svg, "bar", "width");
        for (n, share) in [(1, 0.25), (2, 0.5), (3, 0.0)] {
            assert!((width[n] - width[0] * share).abs() < 0.2, "{width:?}");
        }
        // A negative bar ends where the others begin.
        assert!((x[2] + width[2] - x[0]).abs() < 0.2, "{x:?}");
    }
}

#[test]
fn one_number_is_set_large() {
    let chart = sample_chart(ChartKind::Bar, &["申请企业"], &[("", &["185"])]);
    let html = chart.to_figure(true);
    assert!(html.contains("<strong>185</strong>亿元</p>") && !html.contains("<svg"), "{html}");
    assert_eq!(chart.to_text(), "研发经费\n185亿元\n申请企业");
}

#[test]
fn figures_are_said_in_words() {
    let two = sample_chart(ChartKind::Bar, &["申报", "立项"], &[("去年", &["114", "29"]), ("今年", &["120", ""])]);
    assert_eq!(two.in_words(), "去年：申报114亿元，立项29亿元；今年：申报120亿元");
    let mut parts = sample_chart(ChartKind::Proportion, &["甲", "乙"], &[("", &["1.25", "2.5"])]);
    assert_eq!(parts.format_total(), "3.75");
    assert_eq!(parts.note_lines(), ["各项占合计3.75亿元的百分比，四舍五入。"]);
    parts.unit = "%".to_owned();
    assert!(parts.note_lines().is_empty());
}

#[test]
fn a_line_begins_at_zero_unless_it_says_where() {
    let mut line = sample_chart(ChartKind::Line, &["1月", "2月"], &[("", &["98.5", "103.1"])]);
    assert_eq!(line::value_range(&line), ValueRange { low: 0.0, high: 103.1 });
    line.from = ChartNumber::parse_decimal("95");
    assert_eq!(line::value_range(&line), ValueRange { low: 95.0, high: 103.1 });
    assert_eq!(line.note_lines(), ["纵轴从95起。"]);
    assert!(line.draw_layout(Layout::Narrow).svg.contains(">95</text>"));
}

#[test]
fn kinds_are_known_by_both_names() {
    for (name, kind) in [
        ("bar", ChartKind::Bar),
        ("条形图", ChartKind::Bar),
        ("折线", ChartKind::Line),
        ("Ring", ChartKind::Ring),
        ("小图", ChartKind::Multiples),
    ] {
        assert_eq!(ChartKind::by_name(name), Some(kind), "{name}");
    }
    assert_eq!(ChartKind::by_name("饼图"), None);
    assert_eq!(ChartKind::by_name("图"), None);
}

fn any_number() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (-100_000_i64..1_000_000, 0_u32..4).prop_map(|(n, d)| format!("{:.*}", d as usize, n as f64 / 100.0)),
        1 => "-?[0-9]{1,3}(,[0-9]{3}){0,3}",
        1 => "0\\.0{0,6}[1-9]",
        1 => "[0-9]{13,15}",
        1 => Just("0".to_owned()),
        1 => Just(String::new()),
    ]
}

fn any_label() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[一-龥]{1,6}",
        2 => "20[0-9]{2}年?",
        1 => "[一-龥（）、，]{8,30}",
        1 => "[A-Za-z &<>\"'0-9]{1,24}",
    ]
}

/// Makes a series of as many rows as a chart may have. What cannot be a share is refused before it is drawn.
fn make_series(kind: ChartKind, name: String, written: &[String]) -> Series {
    let (rows, _) = kind.size_limits();
    let mut numbers: Vec<_> = written.iter().take(rows).map(|n| ChartNumber::parse_decimal(n)).collect();
    if kind.is_share() {
        for number in &mut numbers {
            *number = number.take().filter(|n| n.value > 0.0).or_else(|| ChartNumber::parse_decimal("1"));
        }
    }
    Series { name, numbers }
}

prop_compose! {
    fn any_chart()(rows in 1_usize..14, columns in 1_usize..6)(
        kind in 0_usize..5,
        labels in prop::collection::vec(any_label(), rows),
        series in prop::collection::vec((any_label(), prop::collection::vec(any_number(), rows)), columns),
        has_suffix in any::<bool>(),
    ) -> Chart {
        let kind = ChartKind::NAMES[kind].0;
        let (rows, columns) = kind.size_limits();
        Chart {
            kind,
            title: "题".to_owned(),
            unit: if has_suffix { "℃" } else { "万元" }.to_owned(),
            alt: String::new(),
            source: String::new(),
            head: String::new(),
            labels: labels.into_iter().take(rows).collect(),
            series: series.into_iter().take(columns).map(|(name, written)| make_series(kind, name, &written)).collect(),
            from: None,
        }
    }
}

fn text_of(node: roxmltree::Node) -> String {
    node.descendants().filter(roxmltree::Node::is_text).filter_map(|text| text.text()).collect()
}

/// The figure is XML that says the same as the chart's text, and its table has every number as it was written.
fn check_figure(chart: &Chart) -> Result<(), TestCaseError> {
    let html = chart.to_figure(true);
    prop_assert!(!html.contains("NaN") && !html.contains("inf") && !html.contains("style="), "{}", html);
    let document = roxmltree::Document::parse(&html);
    prop_assert!(document.is_ok(), "{:?}\n{}", document, html);
    let document = document.unwrap();

    let blocks = document.descendants().filter(|node| ["p", "summary", "th", "td"].contains(&node.tag_name().name()));
    prop_assert_eq!(blocks.map(text_of).collect::<Vec<_>>().join("\n"), chart.to_text());

    if chart.single_number().is_none() {
        let cells = document.descendants().filter(|node| node.has_tag_name("td")).map(text_of);
        let rows = 0..chart.labels.len();
        let written = rows.flat_map(|row| chart.series.iter().map(move |series| &series.numbers[row]));
        let expected = written.map(|number| number.as_ref().map_or("—".to_owned(), |n| n.written.clone()));
        prop_assert_eq!(cells.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }
    Ok(())
}

/// No text stands out of the drawing or upon another.
fn check_texts(drawing: &Drawing) -> Result<(), TestCaseError> {
    let frame = Area { left: 0.0, top: 0.0, right: drawing.layout.width(), bottom: drawing.height.ceil() };
    for (n, text) in drawing.texts.iter().enumerate() {
        prop_assert!(text.is_within(&frame), "{:?} is out of {:?}\n{}", text, frame, drawing.svg);
        for other in &drawing.texts[..n] {
            prop_assert!(!text.overlaps(other), "{:?} is upon {:?}\n{}", text, other, drawing.svg);
        }
    }
    Ok(())
}

/// Every label and number stands in the drawing itself.
fn check_drawn_words(chart: &Chart, drawing: &Drawing) -> Result<(), TestCaseError> {
    let xml = format!("<svg>{}</svg>", drawing.svg);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let texts: Vec<String> = document.descendants().filter(|node| node.has_tag_name("text")).map(text_of).collect();
    prop_assert!(chart.labels.iter().all(|label| texts.contains(label)), "{:?}\n{:?}", chart.labels, texts);
    prop_assert!(chart.all_numbers().all(|number| texts.contains(&chart.with_unit(number))), "{:?}", texts);
    Ok(())
}

/// Bars are as long, beside the longest, as their numbers are large.
fn check_bar_lengths(chart: &Chart, drawing: &Drawing) -> Result<(), TestCaseError> {
    let widths = attribute_values(&drawing.svg, "bar", "width");
    let legend = if chart.series.len() > 1 { chart.series.len() } else { 0 };
    let bars = &widths[legend..];
    let mut values = Vec::new();
    for row in 0..chart.labels.len() {
        values.extend(chart.series.iter().filter_map(|s| s.numbers[row].as_ref()).map(|n| n.value.abs()));
    }
    prop_assert_eq!(bars.len(), values.len());

    let longest = bars.iter().copied().fold(0.0, f64::max);
    let largest = values.iter().copied().fold(0.0, f64::max);
    for (bar, value) in bars.iter().zip(&values) {
        let share = if largest > 0.0 { value / largest } else { 0.0 };
        prop_assert!((bar - longest * share).abs() < 0.21, "{} for {} of {}", bar, value, largest);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_chart_is_whole_and_legible(chart in any_chart()) {
        check_figure(&chart)?;
        for layout in [Layout::Narrow, Layout::Wide] {
            let drawing = chart.draw_layout(layout);
            check_texts(&drawing)?;
            if matches!(chart.kind, ChartKind::Bar | ChartKind::Proportion | ChartKind::Ring) {
                check_drawn_words(&chart, &drawing)?;
            }
            if chart.kind == ChartKind::Bar {
                check_bar_lengths(&chart, &drawing)?;
            }
        }
    }
}
