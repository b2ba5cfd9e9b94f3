//! Figures of a story, above its text and in it.

use super::view;
use crate::chart::Chart;
use crate::parse::Story;

pub(super) fn figure_views(story: &Story) -> Vec<view::Figure> {
    story.front.figures.charts.iter().map(figure_view).collect()
}

fn figure_view(chart: &Chart) -> view::Figure {
    let numbers = chart.series.iter().flat_map(|series| chart.labels.iter().zip(&series.numbers));
    let values = numbers.filter_map(|(label, number)| {
        Some(view::FigureValue { label: label.clone(), value: number.as_ref()?.written.clone() })
    });

    view::Figure {
        title: chart.title.clone(),
        unit: chart.unit.clone(),
        alt: chart.in_words(),
        single: chart.single_number().is_some(),
        values: values.collect(),
        html: chart.to_figure(true),
        drawing: chart.to_figure(false),
    }
}
