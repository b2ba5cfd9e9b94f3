//! What holds for every chart, whatever its numbers and labels.

use proptest::prelude::*;

use super::drawing::{Area, Layout};
use super::*;

fn chart(kind: Kind, labels: &[&str], series: &[(&str, &[&str])]) -> Chart {
    let numbers = |written: &[&str]| written.iter().map(|written| Number::read(written)).collect();
    let series = series.iter().map(|(name, written)| Series { name: (*name).to_owned(), numbers: numbers(written) });
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

/// The attribute of every element of a class.
fn attributes(svg: &str, class: &str, name: &str) -> Vec<f64> {
    let xml = format!("<svg>{svg}</svg>");
    let document = roxmltree::Document::parse(&xml).unwrap();
    let is = |node: &roxmltree::Node| {
        node.attribute("class").is_some_and(|c| c.split(' ').next() == Some(&format!("c-{class}")))
    };
    document.descendants().filter(is).map(|node| node.attribute(name).unwrap().parse().unwrap()).collect()
}

#[test]
fn bars_are_as_long_as_their_numbers() {
    let chart = chart(Kind::Bar, &["申报", "立项", "退回", "零"], &[("", &["114", "28.5", "-57", "0"])]);
    for layout in [Layout::Narrow, Layout::Wide] {
        let drawing = chart.drawing(layout);
        let (x, width) = (attributes(&drawing.svg, "bar", "x"), attributes(&drawing.svg, "bar", "width"));
        for (n, share) in [(1, 0.25), (2, 0.5), (3, 0.0)] {
            assert!((width[n] - width[0] * share).abs() < 0.2, "{width:?}");
        }
        // A negative bar ends where the others begin.
        assert!((x[2] + width[2] - x[0]).abs() < 0.2, "{x:?}");
    }
}

#[test]
fn one_number_is_set_large() {
    let chart = chart(Kind::Bar, &["申请企业"], &[("", &["185"])]);
    let html = chart.figure(true);
    assert!(html.contains("<strong>185</strong>亿元</p>") && !html.contains("<svg"), "{html}");
    assert_eq!(chart.text(), "研发经费\n185亿元\n申请企业");
}

#[test]
fn figures_are_said_in_words() {
    let two = chart(Kind::Bar, &["申报", "立项"], &[("去年", &["114", "29"]), ("今年", &["120", ""])]);
    assert_eq!(two.spoken(), "去年：申报114亿元，立项29亿元；今年：申报120亿元");
    let mut parts = chart(Kind::Proportion, &["甲", "乙"], &[("", &["1.25", "2.5"])]);
    assert_eq!(parts.total(), "3.75");
    assert_eq!(parts.notes(), ["各项占合计3.75亿元的百分比，四舍五入。"]);
    parts.unit = "%".to_owned();
    assert!(parts.notes().is_empty());
}

#[test]
fn a_line_begins_at_zero_unless_it_says_where() {
    let mut line = chart(Kind::Line, &["1月", "2月"], &[("", &["98.5", "103.1"])]);
    assert_eq!(line::range(&line), (0.0, 103.1));
    line.from = Number::read("95");
    assert_eq!(line::range(&line), (95.0, 103.1));
    assert_eq!(line.notes(), ["纵轴从95起。"]);
    assert!(line.drawing(Layout::Narrow).svg.contains(">95</text>"));
}

#[test]
fn kinds_are_known_by_both_names() {
    for (name, kind) in [
        ("bar", Kind::Bar),
        ("条形图", Kind::Bar),
        ("折线", Kind::Line),
        ("Ring", Kind::Ring),
        ("小图", Kind::Multiples),
    ] {
        assert_eq!(Kind::named(name), Some(kind), "{name}");
    }
    assert_eq!(Kind::named("饼图"), None);
    assert_eq!(Kind::named("图"), None);
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (-100_000_i64..1_000_000, 0_u32..4).prop_map(|(n, d)| format!("{:.*}", d as usize, n as f64 / 100.0)),
        1 => "-?[0-9]{1,3}(,[0-9]{3}){0,3}",
        1 => "0\\.0{0,6}[1-9]",
        1 => "[0-9]{13,15}",
        1 => Just("0".to_owned()),
        1 => Just(String::new()),
    ]
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[一-龥]{1,6}",
        2 => "20[0-9]{2}年?",
        1 => "[一-龥（）、，]{8,30}",
        1 => "[A-Za-z &<>\"'0-9]{1,24}",
    ]
}

prop_compose! {
    fn charts()(rows in 1_usize..14, columns in 1_usize..6)(
        kind in 0_usize..5,
        labels in prop::collection::vec(label(), rows),
        series in prop::collection::vec((label(), prop::collection::vec(number(), rows)), columns),
        suffix in any::<bool>(),
    ) -> Chart {
        let kind = Kind::ALL[kind].0;
        let (rows, columns) = kind.limits();
        let labels: Vec<String> = labels.into_iter().take(rows).collect();
        let series = series.into_iter().take(columns).map(|(name, written)| {
            let mut numbers: Vec<Option<Number>> = written.iter().take(rows).map(|n| Number::read(n)).collect();
            if kind.is_share() {
                // What cannot be a share is refused before it is drawn.
                for number in &mut numbers {
                    *number = number.take().filter(|n| n.value > 0.0).or_else(|| Number::read("1"));
                }
            }
            Series { name, numbers }
        });
        let series = series.collect();
        let unit = if suffix { "℃" } else { "万元" }.to_owned();
        let empty = String::new;
        Chart { kind, title: "题".to_owned(), unit, alt: empty(), source: empty(), head: empty(), labels, series, from: None }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_chart_is_whole_and_legible(chart in charts()) {
        let html = chart.figure(true);
        prop_assert!(!html.contains("NaN") && !html.contains("inf") && !html.contains("style="), "{}", html);
        let document = roxmltree::Document::parse(&html);
        prop_assert!(document.is_ok(), "{:?}\n{}", document, html);
        let document = document.unwrap();
        // What it shows outside its drawing is what it says as text.
        let block = |node: &roxmltree::Node| ["p", "summary", "th", "td"].iter().any(|name| node.has_tag_name(*name));
        let text = |node: roxmltree::Node| node.descendants().filter_map(|n| n.text().filter(|_| n.is_text())).collect::<String>();
        let shown: Vec<String> = document.descendants().filter(block).map(text).collect();
        prop_assert_eq!(shown.join("\n"), chart.text());
        // Nothing of the table is lost, as it was written.
        let cells: Vec<&str> = document.descendants().filter(|node| node.has_tag_name("td")).map(|node| node.text().unwrap()).collect();
        let mut expected = Vec::new();
        for row in 0..chart.labels.len() {
            expected.extend(chart.series.iter().map(|s| s.numbers[row].as_ref().map_or("—", |n| n.written.as_str())));
        }
        if chart.single().is_none() {
            prop_assert_eq!(cells, expected);
        }
        for layout in [Layout::Narrow, Layout::Wide] {
            let drawing = chart.drawing(layout);
            let frame = Area(0.0, 0.0, layout.width(), drawing.height.ceil());
            for (n, text) in drawing.texts.iter().enumerate() {
                prop_assert!(text.within(&frame), "{:?} is out of {:?}\n{}", text, frame, drawing.svg);
                for other in &drawing.texts[..n] {
                    prop_assert!(!text.meets(other), "{:?} is upon {:?}\n{}", text, other, drawing.svg);
                }
            }
            if matches!(chart.kind, Kind::Bar | Kind::Proportion | Kind::Ring) {
                // Every label and number stands in the drawing itself.
                let xml = format!("<svg>{}</svg>", drawing.svg);
                let document = roxmltree::Document::parse(&xml).unwrap();
                let texts: Vec<String> = document
                    .descendants()
                    .filter(|node| node.has_tag_name("text"))
                    .map(|node| node.descendants().filter(roxmltree::Node::is_text).filter_map(|t| t.text()).collect())
                    .collect();
                let said = |wanted: &str| texts.iter().any(|text| text == wanted);
                prop_assert!(chart.labels.iter().all(|label| said(label)), "{:?}\n{:?}", chart.labels, texts);
                let suffix = chart.suffix();
                prop_assert!(chart.numbers().all(|n| said(&format!("{}{suffix}", n.written))), "{:?}", texts);
            }
            if chart.kind == Kind::Bar {
                let widths = attributes(&drawing.svg, "bar", "width");
                let legend = if chart.series.len() > 1 { chart.series.len() } else { 0 };
                let mut values = Vec::new();
                for row in 0..chart.labels.len() {
                    values.extend(chart.series.iter().filter_map(|s| s.numbers[row].as_ref()).map(|n| n.value.abs()));
                }
                let (bars, longest) = (&widths[legend..], values.iter().copied().fold(0.0, f64::max));
                prop_assert_eq!(bars.len(), values.len());
                let unit = bars.iter().copied().fold(0.0, f64::max);
                for (bar, value) in bars.iter().zip(&values) {
                    let share = if longest > 0.0 { value / longest } else { 0.0 };
                    prop_assert!((bar - unit * share).abs() < 0.21, "{} for {} of {}", bar, value, longest);
                }
            }
        }
    }
}
