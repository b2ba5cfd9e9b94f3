//! The number of elements that are drawn of a picture in which elements draw one another: `<use>` may double an element
//! which doubles another, and thirty such lines hold a reader's browser for hours.

use std::collections::HashMap;

use super::super::error::{SvgError, SvgErrorKind};

/// The most elements of a picture, and the most that are drawn of it.
const MAX_ELEMENTS: u64 = 1_000_000;

/// A directed graph of elements, made as they are read. Those with a name, or that draw others, are its nodes; all others
/// weigh on the node that they stand in.
#[derive(Default)]
pub(super) struct UseGraph {
    /// All elements so far.
    elements: u64,
    nodes: Vec<UseNode>,
    /// The node of each open element.
    stack: Vec<usize>,
    /// The node of each name.
    by_id: HashMap<String, usize>,
}

/// An element with a name, or that draws others.
#[derive(Default)]
struct UseNode {
    /// Elements in it that are no nodes, and itself.
    weight: u64,
    /// Nodes that stand in it.
    children: Vec<usize>,
    /// Names of elements that it draws.
    targets: Vec<String>,
}

impl UseGraph {
    /// Begins an element.
    pub(super) fn open_element(&mut self, id: Option<String>, targets: Vec<String>) {
        self.elements += 1;
        let node = match self.stack.last() {
            Some(&parent) if id.is_none() && targets.is_empty() => {
                self.nodes[parent].weight += 1;
                parent
            }
            _ => self.add_node(id, targets),
        };
        self.stack.push(node);
    }

    /// Adds a node below the element that is open.
    fn add_node(&mut self, id: Option<String>, targets: Vec<String>) -> usize {
        let node = self.nodes.len();
        self.nodes.push(UseNode { weight: 1, children: Vec::new(), targets });
        if let Some(&parent) = self.stack.last() {
            self.nodes[parent].children.push(node);
        }
        if let Some(id) = id {
            // Browsers take the first of a name.
            self.by_id.entry(id).or_insert(node);
        }
        node
    }

    /// Ends an element.
    pub(super) fn close_element(&mut self) {
        self.stack.pop();
    }

    /// Checks that there are not too many elements so far.
    pub(super) fn check_elements(&self) -> Result<(), SvgError> {
        if self.elements > MAX_ELEMENTS { Err(too_many()) } else { Ok(()) }
    }

    /// Checks that not too many elements are drawn.
    pub(super) fn check_drawn(&self) -> Result<(), SvgError> {
        if !self.nodes.is_empty() && self.count_drawn() > MAX_ELEMENTS { Err(too_many()) } else { Ok(()) }
    }

    /// Counts the elements that are drawn of the outermost one: the paths through the graph, by a depth-first search that
    /// counts a node once all that it leads to is counted. A cycle is drawn by no browser and counts nothing.
    fn count_drawn(&self) -> u64 {
        let mut drawn: Vec<Option<u64>> = vec![None; self.nodes.len()];
        let mut is_open = vec![false; self.nodes.len()];
        let mut stack = vec![0];

        while let Some(&at) = stack.last() {
            // Others that lead to it may have put it there, too.
            if drawn[at].is_some() {
                stack.pop();
                continue;
            }

            is_open[at] = true;
            let before = stack.len();
            stack.extend(self.leads_to(at).filter(|to| drawn[*to].is_none() && !is_open[*to]));
            if stack.len() > before {
                continue;
            }

            let parts = self.leads_to(at).map(|to| drawn[to].unwrap_or_default());
            drawn[at] = Some(parts.fold(self.nodes[at].weight, u64::saturating_add));
            is_open[at] = false;
            stack.pop();
        }
        drawn[0].unwrap_or_default()
    }

    /// Goes through the nodes that are drawn with a node.
    fn leads_to(&self, at: usize) -> impl Iterator<Item = usize> {
        let node = &self.nodes[at];
        let targets = node.targets.iter().filter_map(|id| self.by_id.get(id).copied());
        node.children.iter().copied().chain(targets)
    }
}

fn too_many() -> SvgError {
    SvgError::new(SvgErrorKind::TooComplex, format!("{MAX_ELEMENTS}"))
}
