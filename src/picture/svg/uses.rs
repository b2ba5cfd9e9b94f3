//! How much is drawn of a picture in which elements draw one another: `<use>` may double what it names, which doubles
//! another, and thirty such lines hold a reader's browser for hours.

use std::collections::HashMap;

use super::{Reason, Rejected};

/// The most elements of a picture, and the most that are drawn of it.
const MAX_ELEMENTS: u64 = 1_000_000;

/// Counts elements as they are read. Those with a name, or that draw others, are nodes of a graph; the others weigh on
/// the node that they stand in.
#[derive(Default)]
pub(super) struct Uses {
    elements: u64,
    nodes: Vec<Node>,
    /// The node of each open element.
    stack: Vec<usize>,
    by_id: HashMap<String, usize>,
}

#[derive(Default)]
struct Node {
    /// Elements in it that are no nodes, and itself.
    weight: u64,
    /// Nodes that stand in it.
    children: Vec<usize>,
    /// Names of elements that it draws.
    targets: Vec<String>,
}

impl Uses {
    /// Begins an element.
    pub(super) fn open(&mut self, id: Option<String>, targets: Vec<String>) {
        self.elements += 1;
        let parent = self.stack.last().copied();
        let at = match parent {
            Some(parent) if id.is_none() && targets.is_empty() => {
                self.nodes[parent].weight += 1;
                parent
            }
            _ => {
                let at = self.nodes.len();
                self.nodes.push(Node { weight: 1, children: Vec::new(), targets });
                if let Some(parent) = parent {
                    self.nodes[parent].children.push(at);
                }
                if let Some(id) = id {
                    // Browsers take the first of a name.
                    self.by_id.entry(id).or_insert(at);
                }
                at
            }
        };
        self.stack.push(at);
    }

    /// Ends an element.
    pub(super) fn close(&mut self) {
        self.stack.pop();
    }

    /// Whether there are not too many elements so far.
    pub(super) fn check_elements(&self) -> Result<(), Rejected> {
        if self.elements > MAX_ELEMENTS { Err(too_many()) } else { Ok(()) }
    }

    /// Whether not too much is drawn.
    pub(super) fn check_drawn(&self) -> Result<(), Rejected> {
        if !self.nodes.is_empty() && self.drawn() > MAX_ELEMENTS { Err(too_many()) } else { Ok(()) }
    }

    /// How many elements are drawn of the outermost one: the paths through the graph, counted node by node once what
    /// each leads to is known. What leads back to itself is drawn by no browser and counts nothing.
    fn drawn(&self) -> u64 {
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
            let is_next = |to: &usize| drawn[*to].is_none() && !is_open[*to];
            let before = stack.len();
            stack.extend(self.leads_to(at).filter(is_next));
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

    fn leads_to(&self, at: usize) -> impl Iterator<Item = usize> {
        let node = &self.nodes[at];
        let targets = node.targets.iter().filter_map(|id| self.by_id.get(id).copied());
        node.children.iter().copied().chain(targets)
    }
}

fn too_many() -> Rejected {
    Rejected::new(Reason::Deep, format!("{MAX_ELEMENTS}"))
}
