//! Reading expressions of the cluster query language, by recursive descent.

use regex::Regex;

use super::{Expression, Operator, Subject};

/// Deeper nesting is refused: nobody writes it, and it would only use up the stack.
const DEEPEST: usize = 50;

/// Reads a whole text as one expression.
pub(super) fn expression(text: &str) -> Result<Expression, String> {
    let mut reader = Reader {
        rest: text,
        depth: 0,
    };
    let expression = reader.either()?;
    reader.skip_space();
    if reader.rest.is_empty() {
        Ok(expression)
    } else {
        Err(format!("unexpected '{}'", reader.rest))
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Terms with `or` between them.
    fn either(&mut self) -> Result<Expression, String> {
        let mut left = self.both()?;
        while self.takes_word("or") || self.takes("||") {
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    /// Factors with `and` between them, which binds closer than `or`.
    fn both(&mut self) -> Result<Expression, String> {
        let mut left = self.factor()?;
        while self.takes_word("and") || self.takes("&&") {
            left = Expression::And(Box::new(left), Box::new(self.factor()?));
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the expression is nested too deeply".to_owned());
        }
        let factor = if self.takes_word("not") || self.takes("!") {
            Expression::Not(Box::new(self.factor()?))
        } else if self.takes("(") {
            let inner = self.either()?;
            if !self.takes(")") {
                return Err("a parenthesis is not closed".to_owned());
            }
            inner
        } else {
            let subject = self.subject()?;
            Expression::Test(subject, self.operator()?)
        };
        self.depth -= 1;
        Ok(factor)
    }

    fn subject(&mut self) -> Result<Subject, String> {
        let word = self.word()?;
        Ok(match word {
            "agentConnected" => Subject::AgentConnected,
            "agentVersion" => Subject::AgentVersion,
            "ec2InstanceId" => Subject::Ec2InstanceId,
            "registeredAt" => Subject::RegisteredAt,
            "runningTasksCount" => Subject::RunningTasksCount,
            "task:group" => Subject::TaskGroup,
            other => match other.strip_prefix("attribute:") {
                Some(name) if !name.is_empty() => Subject::Attribute(name.to_owned()),
                _ => return Err(format!("unknown subject '{other}'")),
            },
        })
    }

    fn operator(&mut self) -> Result<Operator, String> {
        if self.takes_either("==", "equals") {
            Ok(Operator::Equals(self.argument()?))
        } else if self.takes_either("!=", "not_equals") {
            Ok(Operator::NotEquals(self.argument()?))
        } else if self.takes_either("=~", "matches") {
            Ok(Operator::Matches(self.pattern()?))
        } else if self.takes_either("!~", "not_matches") {
            Ok(Operator::NotMatches(self.pattern()?))
        } else if self.takes_either("!exists", "not_exists") {
            Ok(Operator::NotExists)
        } else if self.takes_either("!in", "not_in") {
            Ok(Operator::NotIn(self.list()?))
        } else if self.takes_either(">=", "greater_than_equal") {
            Ok(Operator::GreaterOrEqual(self.argument()?))
        } else if self.takes_either("<=", "less_than_equal") {
            Ok(Operator::LessOrEqual(self.argument()?))
        } else if self.takes_either(">", "greater_than") {
            Ok(Operator::Greater(self.argument()?))
        } else if self.takes_either("<", "less_than") {
            Ok(Operator::Less(self.argument()?))
        } else if self.takes_word("exists") {
            Ok(Operator::Exists)
        } else if self.takes_word("in") {
            Ok(Operator::In(self.list()?))
        } else {
            Err(format!("an operator was expected at '{}'", self.rest))
        }
    }

    /// A value, in quotes or not.
    fn argument(&mut self) -> Result<String, String> {
        self.skip_space();
        for quote in ['\'', '"'] {
            if let Some(rest) = self.rest.strip_prefix(quote) {
                let (inside, after) = rest
                    .split_once(quote)
                    .ok_or("a quotation mark is missing")?;
                self.rest = after;
                return Ok(inside.to_owned());
            }
        }
        self.word().map(str::to_owned)
    }

    /// A regular expression, up to the next space; it has to match a whole value.
    fn pattern(&mut self) -> Result<Regex, String> {
        self.skip_space();
        let text = if self.rest.starts_with(['\'', '"']) {
            self.argument()?
        } else {
            let space = self.rest.find(char::is_whitespace);
            let mut end = space.unwrap_or(self.rest.len());
            // A parenthesis that the pattern didn't open belongs to the expression around it.
            while self.rest[..end].ends_with(')')
                && self.rest[..end].matches('(').count() < self.rest[..end].matches(')').count()
            {
                end -= 1;
            }
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            text.to_owned()
        };
        if text.is_empty() {
            return Err("a pattern is missing".to_owned());
        }
        Regex::new(&format!("^(?:{text})$")).map_err(|error| error.to_string())
    }

    /// Values in brackets.
    fn list(&mut self) -> Result<Vec<String>, String> {
        if !self.takes("[") {
            return Err("a list in brackets was expected".to_owned());
        }
        let mut values = vec![self.argument()?];
        while self.takes(",") {
            values.push(self.argument()?);
        }
        if self.takes("]") {
            Ok(values)
        } else {
            Err("a bracket is not closed".to_owned())
        }
    }

    fn word(&mut self) -> Result<&'a str, String> {
        self.skip_space();
        let is_end = |letter: char| letter.is_whitespace() || "()[],=!<>~&|'\"".contains(letter);
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return Err(format!("a word was expected at '{}'", self.rest));
        }
        self.rest = rest;
        Ok(word)
    }

    /// Takes a symbol if it comes next.
    fn takes(&mut self, symbol: &str) -> bool {
        self.skip_space();
        let rest = self.rest.strip_prefix(symbol);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn takes_either(&mut self, symbol: &str, word: &str) -> bool {
        self.takes(symbol) || self.takes_word(word)
    }

    /// Takes a word if it comes next and doesn't go on.
    fn takes_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let goes_on = |rest: &str| {
            rest.starts_with(|letter: char| letter.is_alphanumeric() || "_:-.".contains(letter))
        };
        match self.rest.strip_prefix(word).filter(|rest| !goes_on(rest)) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }
}
