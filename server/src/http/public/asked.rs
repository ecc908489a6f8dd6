//! What somebody asks for: an address, the parameters behind it, and what the headers prefer.

use super::{
    grant::Presented,
    heads::Mark,
    negotiate::{self, accept_language, locale_of},
    opened::Visit,
};
use crate::{
    app::App,
    http::site::Site,
    services::{access::Access, passports::PublicPassport, representations::Representation},
};
use axum::http::{HeaderMap, Uri};
use domain::{
    Error, Locale,
    version::{At, Unclear},
};
use serde::Deserialize;

/// What can be asked for behind the address. Everything else there is somebody else's and passed on.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wish {
    /// The language.
    #[serde(default)]
    pub(super) lang: Option<String>,
    /// Where a GS1 resolver shall lead.
    #[serde(default, rename = "linkType")]
    link_type: Option<String>,
    /// The number of a version.
    #[serde(default)]
    version: Option<String>,
    /// When the version was in force.
    #[serde(default)]
    date: Option<String>,
    /// The versions instead of one of them, down from a number where there is one.
    #[serde(default)]
    pub(super) history: Option<String>,
}

impl Wish {
    /// The type of link that is wanted.
    pub(super) fn link_type(&self) -> Option<&str> {
        self.link_type.as_deref().filter(|wanted| !wanted.is_empty())
    }

    /// Which version is wanted.
    pub(super) fn at(&self) -> Result<At, Unclear> {
        At::parse(self.version.as_deref(), self.date.as_deref())
    }

    /// Whether all links are wanted; `all` is the former word.
    pub(super) fn wants_all_links(&self) -> bool {
        matches!(self.link_type(), Some("linkset" | "all"))
    }
}

/// A request for a passport.
#[derive(Clone)]
pub(super) struct Asked<'a> {
    pub(super) app: &'a App,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) wish: &'a Wish,
    /// At which host it arrived.
    pub(super) site: Site,
    /// What the ending of the address asks for.
    pub(super) ending: Option<Representation>,
    /// The same address uncompressed, where it came compressed.
    pub(super) uncompressed: Option<String>,
    /// From before anything was read for it.
    pub(super) mark: Mark,
    /// What came with it to read more than everybody may.
    presented: Option<&'a Presented>,
    /// How it came, where its page may be opened with it.
    pub(super) visit: Option<&'a Visit>,
}

impl<'a> Asked<'a> {
    /// A request as it came.
    pub(super) fn new(app: &'a App, uri: &'a Uri, headers: &'a HeaderMap, wish: &'a Wish) -> Self {
        Self {
            app,
            uri,
            headers,
            wish,
            site: Site::default(),
            ending: None,
            uncompressed: None,
            mark: app.pages.heads.mark(),
            presented: None,
            visit: None,
        }
    }

    /// The same with what came with it.
    pub(super) fn presenting(self, presented: &'a Presented) -> Self {
        Self {
            presented: Some(presented),
            ..self
        }
    }

    /// The same as it came.
    pub(super) fn by(self, visit: &'a Visit) -> Self {
        Self {
            visit: Some(visit),
            ..self
        }
    }

    /// What it may read of a passport.
    pub(super) async fn access(&self, passport: &PublicPassport) -> Result<Access, Error> {
        match self.presented {
            Some(presented) => presented.access(self.app, passport).await,
            None => Ok(Access::PUBLIC),
        }
    }

    /// The secret that links of the answer keep.
    pub(super) fn kept_secret(&self) -> Option<&'a str> {
        self.presented?.kept()
    }

    /// The same at a host.
    pub(super) fn at(self, site: Site) -> Self {
        Self { site, ..self }
    }

    /// The same with an ending.
    pub(super) fn with_ending(&self, ending: Option<Representation>) -> Self {
        Self {
            ending,
            ..self.clone()
        }
    }

    /// What is to be served of all that there is; nothing where the headers take none of it.
    pub(super) fn representation(&self, offered: &[Representation]) -> Option<Representation> {
        match self.ending {
            Some(ending) => Some(ending),
            None if self.wish.wants_all_links() => Some(Representation::Linkset),
            None => negotiate::best(offered, self.headers),
        }
    }

    /// Whether a program asks, so that it is told in JSON why it gets nothing.
    pub(super) fn is_program(&self) -> bool {
        let chosen = self.representation(&Representation::ALL);
        chosen != Some(Representation::Html)
    }

    /// Whether the list of links itself is wanted, wherever it stands.
    pub(super) fn wants_linkset(&self) -> bool {
        self.representation(&Representation::ALL) == Some(Representation::Linkset)
    }

    /// The language to answer in, of those that a passport has.
    pub(super) fn locale(&self, passport: &PublicPassport) -> Locale {
        self.locale_of(&passport.document.content.locales)
    }

    /// The language to answer in, of those that are offered, else of our own.
    pub(super) fn locale_of(&self, offered: &[Locale]) -> Locale {
        locale_of(offered, self.wish.lang.as_deref(), accept_language(self.headers))
    }
}
