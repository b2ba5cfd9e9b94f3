//! Figures of a story, above its text and in it.

use super::{Renderer, view};
use crate::chart::Chart;
use crate::model::StoryIx;
use crate::parse::markdown::CHART;

impl Renderer<'_> {
    pub(super) fn figures(&self, ix: StoryIx) -> Vec<view::Figure> {
        self.site.story(ix).front.figures.iter().map(figure).collect()
    }
}

fn figure(chart: &Chart) -> view::Figure {
    let values = chart.series.iter().flat_map(|series| chart.labels.iter().zip(&series.numbers));
    let value = |(label, number): (&String, &Option<crate::chart::Number>)| {
        Some(view::FigureValue { label: label.clone(), value: number.as_ref()?.written.clone() })
    };
    view::Figure {
        title: chart.title.clone(),
        unit: chart.unit.clone(),
        alt: chart.spoken(),
        single: chart.single().is_some(),
        values: values.filter_map(value).collect(),
        html: chart.figure(true),
        drawing: chart.figure(false),
    }
}

/// The HTML of a body with its charts at their places, each as `draw` makes it.
pub(super) fn with_charts(html: &str, charts: &[Chart], draw: impl Fn(&Chart) -> String) -> String {
    let mut parts = html.split(CHART);
    let mut html = parts.next().unwrap_or_default().to_owned();
    // Every second part is the number of a chart.
    while let Some(number) = parts.next() {
        let chart = number.parse().ok().and_then(|at: usize| charts.get(at));
        html.push_str(&chart.map_or_else(String::new, &draw));
        html.push_str(parts.next().unwrap_or_default());
    }
    html
}
