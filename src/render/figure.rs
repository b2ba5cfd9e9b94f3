//! Figures as bars: where everything stands in the drawing. Bars begin at zero, so that their lengths tell
//! the truth; the templates draw them.

use super::{Renderer, view};
use crate::model::StoryIx;
use crate::parse::Figure;

/// Width of a drawing, in its own units: about a pixel each on a phone, so that text keeps its size there.
const WIDTH: u32 = 360;
/// Height of a bar's row: the label above, the bar with its value below.
const ROW: u32 = 56;
/// Length of the longest bar: the rest of the width is for its value.
const LONGEST: f64 = 232.0;

impl Renderer<'_> {
    pub(super) fn figures(&self, ix: StoryIx) -> Vec<view::Figure> {
        let figures = &self.site.story(ix).front.figures;
        figures.iter().enumerate().map(|(n, figure)| draw(figure, n + 1)).collect()
    }
}

fn draw(figure: &Figure, number: usize) -> view::Figure {
    let low = figure.values.iter().map(|v| v.value).fold(0.0, f64::min);
    let high = figure.values.iter().map(|v| v.value).fold(0.0, f64::max);
    let scale = if high > low { LONGEST / (high - low) } else { 0.0 };
    let bars = (0u32..).zip(&figure.values).map(|(row, v)| {
        let (from, to) = ((v.value.min(0.0) - low) * scale, (v.value.max(0.0) - low) * scale);
        view::Bar {
            label: v.label.clone(),
            value: v.written.clone(),
            label_y: row * ROW + 17,
            y: row * ROW + 26,
            x: format!("{from:.1}"),
            width: format!("{:.1}", to - from),
            value_x: format!("{:.1}", to + 8.0),
            value_y: row * ROW + 41,
        }
    });
    let bars: Vec<view::Bar> = bars.collect();
    view::Figure {
        id: format!("figure-{number}"),
        title: figure.title.clone(),
        unit: figure.unit.clone(),
        alt: if figure.alt.is_empty() { spoken(figure) } else { figure.alt.clone() },
        single: bars.len() == 1,
        width: WIDTH,
        height: (u32::try_from(bars.len()).unwrap_or(u32::MAX).saturating_mul(ROW)).saturating_sub(8),
        bars,
    }
}

/// The figure in words: `申报114项，立项29项`.
fn spoken(figure: &Figure) -> String {
    figure.values.iter().map(|v| format!("{}{}{}", v.label, v.written, figure.unit)).collect::<Vec<_>>().join("，")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::FigureValue;

    #[test]
    fn bars_are_as_long_as_their_values() {
        let value = |label: &str, written: &str| FigureValue {
            label: label.to_owned(),
            written: written.to_owned(),
            value: written.parse().unwrap(),
        };
        let values = vec![value("申报", "114"), value("立项", "29")];
        let figure = draw(&Figure { title: String::new(), unit: "项".to_owned(), alt: String::new(), values }, 1);
        assert_eq!((figure.bars[0].width.as_str(), figure.bars[1].width.as_str()), ("232.0", "59.0"));
        assert_eq!(figure.alt, "申报114项，立项29项");
    }
}
