//! A span lexer for HTML: bytes of markup → tokens that are only spans. A foundation like `trace`: `content` builds blocks
//! from it, `repair` uses it only to tell text from tags and script.
