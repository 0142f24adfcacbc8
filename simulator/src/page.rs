//! Pages of lists: sizes and opaque tokens.

use std::fmt::Write;

use crate::{error::AwsError, input::Input};

/// The sizes a list allows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageSize {
    /// Items on a page when the caller doesn't say.
    pub(crate) default: usize,
    /// The most a caller may ask for.
    pub(crate) most: usize,
}

/// One page: its items and the token of the next page, if there is one.
pub(crate) type Page<T> = (Vec<T>, Option<String>);

/// Cuts the page that `maxResults` and `nextToken` ask for out of items sorted by their keys.
///
/// A token holds the last key of the page before it, so items that come or go between two calls
/// neither repeat nor hide others.
pub(crate) fn page<K: AsRef<str>, T>(
    items: impl IntoIterator<Item = (K, T)>,
    input: &Input,
    size: PageSize,
    operation: &str,
) -> Result<Page<T>, AwsError> {
    let wanted = match input.integer("maxResults")? {
        None => size.default,
        Some(count) => usize::try_from(count)
            .ok()
            .filter(|count| (1..=size.most).contains(count))
            .ok_or_else(|| {
                AwsError::invalid_parameter(format!(
                    "maxResults must be between 1 and {}.",
                    size.most
                ))
            })?,
    };
    let after = input
        .text("nextToken")?
        .map(|token| open_token(token, operation))
        .transpose()?;
    let mut rest = items
        .into_iter()
        .skip_while(|(key, _)| {
            after
                .as_ref()
                .is_some_and(|after| key.as_ref() <= after.as_str())
        })
        .peekable();
    let mut taken = Vec::new();
    let mut last = None;
    while taken.len() < wanted {
        let Some((key, item)) = rest.next() else {
            break;
        };
        last = Some(key);
        taken.push(item);
    }
    let token = last
        .filter(|_| rest.peek().is_some())
        .map(|last| seal_token(last.as_ref(), operation));
    Ok((taken, token))
}

/// Makes an opaque token of a position in the answers of one operation.
pub(crate) fn seal_token(position: &str, operation: &str) -> String {
    format!("{operation}\n{position}")
        .bytes()
        .fold(String::new(), |mut token, byte| {
            // Writing to a String cannot fail.
            let _ = write!(token, "{byte:02x}");
            token
        })
}

/// The position in a token made by [`seal_token`] for the same operation.
pub(crate) fn open_token(token: &str, operation: &str) -> Result<String, AwsError> {
    let invalid = || AwsError::invalid_parameter("Invalid token.");
    if !token.is_ascii() || !token.len().is_multiple_of(2) {
        return Err(invalid());
    }
    let bytes: Option<Vec<u8>> = (0..token.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(token.get(at..at + 2)?, 16).ok())
        .collect();
    let text = bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(invalid)?;
    match text.split_once('\n') {
        Some((of, position)) if of == operation => Ok(position.to_owned()),
        _ => Err(invalid()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use serde_json::json;

    use super::{PageSize, open_token, page};
    use crate::input::Input;

    const SIZE: PageSize = PageSize {
        default: 2,
        most: 3,
    };

    fn items() -> Vec<(String, char)> {
        ('a'..='e')
            .map(|letter| (letter.to_string(), letter))
            .collect()
    }

    #[test]
    fn pages_join_to_the_whole_list() {
        let mut found = Vec::new();
        let mut input = json!({});
        loop {
            let (letters, token) = page(items(), &Input::from_value(input), SIZE, "List").unwrap();
            found.extend(letters);
            let Some(token) = token else { break };
            input = json!({ "nextToken": token });
        }
        assert_eq!(found, ['a', 'b', 'c', 'd', 'e']);
    }

    #[test]
    fn a_page_that_ends_the_list_has_no_token() {
        let input = Input::from_value(json!({ "maxResults": 3 }));
        let (_, token) = page(items().into_iter().take(3), &input, SIZE, "List").unwrap();
        assert_eq!(token, None);
    }

    #[test]
    fn bad_sizes_and_tokens_are_refused() {
        for input in [
            json!({ "maxResults": 0 }),
            json!({ "maxResults": 4 }),
            json!({ "nextToken": "zz" }),
            json!({ "nextToken": "é" }),
            json!({ "nextToken": "61" }),
        ] {
            assert!(page(items(), &Input::from_value(input), SIZE, "List").is_err());
        }
        let (_, token) = page(items(), &Input::default(), SIZE, "List").unwrap();
        assert!(open_token(&token.unwrap(), "Other").is_err());
    }
}
