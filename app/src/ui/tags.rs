//! Tags of AWS resources.

use leptos::prelude::*;
use model::cluster::Tag;

use crate::ui::part::{IntoPart, Part};

/// The tags, as text whatever they hold; web addresses become links.
pub(crate) fn tags(tags: &[Tag]) -> Part {
    if tags.is_empty() {
        return view! { <p class="pad muted">"No tags."</p> }.into_part();
    }
    let rows: Vec<_> = tags
        .iter()
        .map(|tag| {
            let value = match crate::paths::safe_link(&tag.value) {
                Some(href) => {
                    let (href, text) = (href.to_owned(), tag.value.clone());
                    view! { <a class="link wrap" href=href rel="noopener noreferrer">{text}</a> }
                        .into_part()
                }
                None => view! { <span class="wrap">{tag.value.clone()}</span> }.into_part(),
            };
            view! {
                <div>
                    <dt><code class="wrap">{tag.key.clone()}</code></dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="facts">{rows}</dl> }.into_part()
}
