//! Numbers of ordered lists: readers see those that are written, not the ones that counting would give.
//!
//! A list all of whose items have one number (`1. 1. 1.`) is counted, as Markdown's authors recommend.

/// An ordered list that is being written.
pub(super) struct NumberedList {
    first: u64,
    items: Vec<NumberedItem>,
}

/// An item of an ordered list.
struct NumberedItem {
    /// The byte of the HTML behind its `<li`.
    place: usize,
    /// As written.
    number: u64,
}

/// An attribute that has to be added to the HTML at a place.
pub(super) type AttributeAt = (usize, String);

impl NumberedList {
    /// Starts a list with the number of its first item.
    pub fn new(first: u64) -> Self {
        Self { first, items: Vec::new() }
    }

    /// Adds an item, whose attributes go to a place of the HTML.
    pub fn add_item(&mut self, place: usize, number: u64) {
        self.items.push(NumberedItem { place, number });
    }

    /// Returns the `value` of each item whose number is not that of the item before plus one, in order.
    pub fn values(&self) -> Vec<AttributeAt> {
        let is_counted = self.items.iter().all(|item| item.number == self.first);
        if is_counted {
            return Vec::new();
        }

        let mut expected = self.first;
        let mut values = Vec::new();
        for item in &self.items {
            if item.number != expected {
                values.push((item.place, format!(" value=\"{}\"", item.number)));
            }
            expected = item.number.saturating_add(1);
        }
        values
    }
}

/// Returns the number that an item begins with.
pub(super) fn item_number(item: &str) -> Option<u64> {
    let item = item.trim_start_matches([' ', '\t', '>']);
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    item[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(numbers: &[u64]) -> Vec<u64> {
        let mut list = NumberedList::new(numbers[0]);
        for number in numbers {
            list.add_item(0, *number);
        }
        fn digits(value: String) -> String {
            value.chars().filter(char::is_ascii_digit).collect::<String>()
        }
        list.values().into_iter().map(|(_, value)| digits(value).parse().unwrap()).collect()
    }

    #[test]
    fn only_numbers_that_counting_does_not_give_are_written() {
        for (numbers, expected) in [
            (&[1, 2, 3][..], &[][..]),
            (&[1, 3, 5], &[3, 5]),
            (&[1, 3, 4], &[3]),
            (&[10, 9], &[9]),
            (&[0, 1, 2], &[]),
            (&[0, 0, 0], &[]),
            (&[1, 1, 1], &[]),
            (&[5, 5], &[]),
            (&[1, 1, 2], &[1]),
            (&[1, 2, 2, 3], &[2]),
            (&[2020], &[]),
        ] {
            assert_eq!(values(numbers), expected, "{numbers:?}");
        }
    }

    #[test]
    fn items_begin_with_their_numbers() {
        for (item, number) in [("3. 丙", Some(3)), ("  12) 丙", Some(12)), ("- 丙", None), ("> 4. 丁", Some(4))] {
            assert_eq!(item_number(item), number, "{item}");
        }
    }
}
