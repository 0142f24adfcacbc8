//! The document round every page.

use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::{App, Assets};

/// Sets the chosen theme before the first paint, so that nothing flickers.
const THEME_SCRIPT: &str = "try{const t=localStorage.getItem('theme');\
if(t==='dark'||t==='light')document.documentElement.dataset.theme=t}catch{}";

/// The whole HTML document. Needs [`Assets`] in context, and sets the content security policy.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    let assets = expect_context::<Assets>();
    let nonce = use_nonce();
    #[cfg(feature = "ssr")]
    set_policy(nonce.as_ref());
    let start = format!(
        "import init,{{hydrate}} from {:?};init({{module_or_path:{:?}}}).then(()=>hydrate());",
        assets.js, assets.wasm
    );
    let fonts = assets
        .preload_fonts
        .into_iter()
        .map(|font| {
            view! { <link rel="preload" href=font r#as="font" r#type="font/woff2" crossorigin="anonymous" /> }
        })
        .collect_view();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="dark light" />
                <meta name="ecscope-build" content=assets.build />
                <script nonce=nonce.clone()>{THEME_SCRIPT}</script>
                <link rel="stylesheet" href=assets.css />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                {fonts}
                <link rel="modulepreload" href=assets.js />
                <link
                    rel="preload"
                    href=assets.wasm
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                <script type="module" nonce=nonce>
                    {start}
                </script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

#[cfg(feature = "ssr")]
fn set_policy(nonce: Option<&leptos::nonce::Nonce>) {
    use http::HeaderValue;
    use http::header::CONTENT_SECURITY_POLICY;

    let nonce = nonce.map(ToString::to_string).unwrap_or_default();
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>()
        && let Ok(policy) = HeaderValue::from_str(&crate::csp::policy(&nonce))
    {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
