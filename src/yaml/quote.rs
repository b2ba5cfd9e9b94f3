//! Writes texts as YAML.

/// Writes a text in single quotes: nothing in it can be taken for YAML.
pub fn quote_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Writes a text that stands where every value is read as text, in quotes unless it is of letters and digits.
pub fn quote_if_needed(text: &str) -> String {
    let is_plain =
        text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '+') && text.starts_with(char::is_alphanumeric);
    if is_plain { text.to_owned() } else { quote_text(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_yaml_is_quoted() {
        assert_eq!(quote_text("it's: a"), "'it''s: a'");
        assert_eq!(quote_if_needed("5G"), "5G");
        assert_eq!(quote_if_needed("科技创新"), "科技创新");
        for text in ["- 甲", "甲 #乙", "", "it's", "[甲"] {
            assert!(quote_if_needed(text).starts_with('\''), "{text}");
        }
    }
}
