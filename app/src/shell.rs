//! The document round every page.

use leptos::config::LeptosOptions;
use leptos::nonce::{Nonce, use_nonce};
use leptos::prelude::*;
use leptos_meta::MetaTags;
use leptos_router::location::RequestUrl;

use crate::pages::lazy::Piece;
use crate::paths::Subject;
use crate::{App, Assets};

/// Sets the chosen theme before the first paint, so that nothing flickers.
const THEME_SCRIPT: &str = "try{const t=localStorage.getItem('theme');\
if(t==='dark'||t==='light')document.documentElement.dataset.theme=t}catch{}";

/// Keeps what is pressed or typed until `live` is dispatched to the window, and says what is wrong on
/// `dead`.
const EARLY_SCRIPT: &str = include_str!("early.js");

/// The whole HTML document. Needs [`Assets`] in context, and sets the content security policy.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    let assets = expect_context::<Assets>();
    let nonce = use_nonce();
    #[cfg(feature = "ssr")]
    set_policy(nonce.as_ref());
    let program = program(&assets, nonce.clone());
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
                {program}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Loads and starts the program with the piece that the page is in. The sign-in page works without;
/// there browsers only fetch what the next page will need.
fn program(assets: &Assets, nonce: Option<Nonce>) -> AnyView {
    let url = use_context::<RequestUrl>().and_then(|url| url.parse().ok());
    let path = url.as_ref().map_or("/", |url| url.path());
    let is_sign_in = Subject::of(path) == Subject::SignIn;
    let pieces = if is_sign_in {
        Piece::at("/")
    } else {
        Piece::at(path)
    };
    let pieces = pieces
        .iter()
        .filter_map(|piece| assets.pieces.get(piece.name()));
    let rel = if is_sign_in { "prefetch" } else { "preload" };
    let files = std::iter::once(&assets.wasm)
        .chain(pieces.flatten())
        .map(|file| {
            view! {
                <link rel=rel href=file.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
            }
        })
        .collect_view();
    let script = assets.js.clone();
    if is_sign_in {
        return view! {
            <link rel="prefetch" href=script r#as="script" crossorigin="anonymous" />
            {files}
        }
        .into_any();
    }
    // Imported by a function: where a module is imported by a statement and can't be loaded, nothing runs
    // that could say so.
    let start = format!(
        "const start=async()=>{{const program=await import({:?});\
         await program.default({{module_or_path:{:?}}});await program.hydrate();return program}};\
         start().then(program=>{{dispatchEvent(new Event('live'));return program.load_rest()}},\
         error=>{{dispatchEvent(new Event('dead'));console.error(error)}});",
        assets.js, assets.wasm
    );
    view! {
        <link rel="modulepreload" href=script />
        {files}
        <script nonce=nonce.clone()>{EARLY_SCRIPT}</script>
        <script type="module" nonce=nonce>
            {start}
        </script>
    }
    .into_any()
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
