//! Short names for what the program imports from its JavaScript.
//!
//! wasm-bindgen calls each import by what it is and a hash, `__wbg_location_7320782274fc691b`, once in
//! the WebAssembly and once in the JavaScript. Hashes don't compress: they were 6 kB of the first page.

use std::collections::HashMap;

use anyhow::ensure;
use wasm_bindgen_cli_support::Output;

/// New names by old ones.
#[derive(Debug)]
pub(crate) struct ShortNames(HashMap<String, String>);

impl ShortNames {
    /// Renames what a program imports from `module`, which is its own JavaScript.
    pub(crate) fn give(program: &mut Output, module: &str) -> Self {
        let mut names = HashMap::new();
        for import in program.wasm_mut().imports.iter_mut() {
            if import.module == module {
                let next = short(names.len());
                let name = names.entry(import.name.clone()).or_insert(next);
                import.name.clone_from(name);
            }
        }
        Self(names)
    }

    /// The JavaScript with the new names. Each is defined there, and named nowhere else.
    pub(crate) fn apply(&self, script: &str) -> anyhow::Result<String> {
        let mut renamed = String::with_capacity(script.len());
        let mut count = 0;
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let mut rest = script;
        while let Some(start) = rest.find(is_word) {
            renamed.push_str(&rest[..start]);
            rest = &rest[start..];
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            if let Some(name) = self.0.get(word) {
                count += 1;
                renamed.push_str(name);
            } else {
                renamed.push_str(word);
            }
            rest = after;
        }
        renamed.push_str(rest);
        ensure!(
            count == self.0.len(),
            "the JavaScript has {count} names of {} imports",
            self.0.len()
        );
        Ok(renamed)
    }
}

/// The name with a number: `a` to `z`, then `aa`, and so on.
fn short(number: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    loop {
        letters.push(char::from(b'a' + (rest % 26) as u8));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_different() {
        let names: Vec<String> = [0, 1, 25, 26, 27, 701, 702].map(short).to_vec();
        assert_eq!(names, ["a", "b", "z", "aa", "ab", "zz", "aaa"]);
    }

    #[test]
    fn only_whole_names_are_replaced() {
        let names = ShortNames(HashMap::from([("__wbg_a_1".to_owned(), "a".to_owned())]));
        let script = "imports = { __wbg_a_1: function(__wbg_a_12) { return x.__wbg_a_; } };";
        let renamed = "imports = { a: function(__wbg_a_12) { return x.__wbg_a_; } };";
        assert_eq!(names.apply(script).unwrap(), renamed);
        assert!(names.apply("nothing").is_err());
        assert!(names.apply("__wbg_a_1 __wbg_a_1").is_err());
    }
}
