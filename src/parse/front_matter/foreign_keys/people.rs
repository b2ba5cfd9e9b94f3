//! People under keys of their own, such as `记者: 张三`: they belong to the byline or to the review.

use super::{Translator, texts_of};
use crate::diagnostic::catalog;
use crate::diagnostic::fix::Fix;
use crate::parse::front_matter::byline_text::{parse_byline_text, split_name_list, write_bylines};
use crate::parse::front_matter::bylines::{Byline, read_bylines};
use crate::parse::front_matter::head_lines::find_key;
use crate::source::Span;
use crate::yaml::{Node, Value, quote_if_needed};

/// People under a key of their own: `记者: 张三`.
pub(super) struct ForeignPeople {
    /// The key of ours that they belong to.
    own: &'static str,
    key: Span,
    value: Span,
    written: String,
    bylines: Vec<Byline>,
}

impl Translator<'_, '_> {
    /// Remembers people, who are added to the byline or the review when all of them are known.
    pub(super) fn take_people(&mut self, own: &'static str, role: &str, key: &Node, value: &Node, written: &str) {
        let Some(bylines) = people_of(role, value) else {
            let name = self.name_of(own);
            return self.diagnostics.push(catalog::foreign_key(key.span, written, name, name, None));
        };
        let written = written.to_owned();
        self.people.push(ForeignPeople { own, key: key.span, value: self.extent(value), written, bylines });
    }

    /// Adds all people of a byline or a review. The fix writes all of them into one line and deletes the others.
    pub(super) fn add_people(&mut self, own: &'static str) {
        let (people, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.people).into_iter().partition(|it| it.own == own);
        self.people = others;
        let Some(first) = people.first() else { return };

        let name = self.name_of(own);
        let own_names: Vec<&str> = find_key(own).into_iter().flat_map(|key| key.names()).collect();
        let present =
            self.entries.iter().find(|(key, _)| key.scalar_text().is_some_and(|key| own_names.contains(&key.as_str())));
        let present = present.map(|(_, value)| value.clone());
        let mut all = present.clone().map_or_else(Vec::new, |value| read_bylines(value, name, &mut Vec::new()));
        all.extend(people.iter().flat_map(|people| people.bylines.iter().cloned()));

        let line = format!("{name}: {}", write_bylines(&all));
        let mut fix = self.fix_of_people(&people, present.as_ref(), &line);
        for people in &people {
            self.diagnostics.push(catalog::foreign_key(people.key, &people.written, name, &line, fix.take()));
        }

        let (key, span) = (first.key, first.value);
        let roles = people.into_iter().flat_map(|people| {
            let ForeignPeople { key, value, bylines, .. } = people;
            bylines.into_iter().map(move |byline| role_node(byline, key, value))
        });
        let roles: Vec<_> = roles.collect();
        self.add_roles(own, key, span, roles);
    }

    /// Returns the fix that writes people into one line, if each of them, and the byline that is there, is on one line.
    fn fix_of_people(&self, people: &[ForeignPeople], present: Option<&Node>, line: &str) -> Option<Fix> {
        let whole =
            |people: &ForeignPeople| Span::new(people.key.file, people.key.start as usize, people.value.end as usize);
        let (first, rest) = people.split_first()?;
        let mut fix = match present {
            Some(value) if self.is_one_line(self.extent(value)) && value.span.end > value.span.start => {
                let written = line.split_once(": ")?.1;
                Fix::safe(self.extent(value), written)
            }
            Some(_) => return None,
            None => Fix::safe(whole(first), line),
        };

        let deleted = if present.is_some() { people } else { rest };
        for people in deleted {
            fix.edits.extend(self.deletion(whole(people))?.edits);
        }
        self.is_one_line(whole(first)).then_some(fix)
    }

    fn add_roles(&mut self, own: &'static str, key: Span, span: Span, roles: Vec<(Node, Node)>) {
        let names = find_key(own).into_iter().flat_map(|key| key.names()).collect::<Vec<_>>();
        let mut entries = self.entries.iter_mut();
        let found = entries.find(|(key, _)| key.scalar_text().is_some_and(|key| names.contains(&key.as_str())));
        match found {
            Some((_, Node { value: Value::Map(map), .. })) => map.extend(roles),
            // A byline that is no map is read as a text of its own; both stand in a list then.
            Some((_, node)) => {
                let before = std::mem::replace(&mut node.value, Value::Null);
                let first = Node { span: node.span, value: before };
                node.value = Value::List(vec![first, Node { span, value: Value::Map(roles) }]);
            }
            None => {
                let key = Node { span: key, value: Value::Text(own.to_owned()) };
                self.entries.push((key, Node { span, value: Value::Map(roles) }));
            }
        }
    }
}

/// Returns a role with its names as an entry of a map.
fn role_node(byline: Byline, key: Span, value: Span) -> (Node, Node) {
    let names = byline.names.into_iter().map(|name| Node { span: value, value: Value::Text(name) }).collect();
    (Node { span: key, value: Value::Text(byline.role) }, Node { span: value, value: Value::List(names) })
}

/// Returns people as they may stand in a byline: their names, or a text that has roles of its own.
fn people_of(role: &str, value: &Node) -> Option<Vec<Byline>> {
    let texts = texts_of(value);
    if let [text] = &texts[..]
        && let Some(bylines) = parse_byline_text(text)
    {
        return Some(bylines);
    }
    let names: Vec<String> = texts.iter().flat_map(|text| split_name_list(text)).collect();
    let is_plain = names
        .iter()
        .all(|name| quote_if_needed(&name.replace([' ', '·', '.'], "")) == name.replace([' ', '·', '.'], ""));
    (!names.is_empty() && is_plain).then(|| vec![Byline { role: role.to_owned(), names }])
}
