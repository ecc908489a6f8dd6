//! Inline pictures in one colour: the text's own.

use leptos::prelude::*;

/// The mark: a mosaic of four tiles, one turned by 45 degrees.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <rect x="2" y="2" width="9" height="9" rx="1.5" />
            <rect x="2" y="13" width="9" height="9" rx="1.5" />
            <rect x="13" y="13" width="9" height="9" rx="1.5" />
            <rect x="13.5" y="2.5" width="8" height="8" rx="1.5" transform="rotate(45 17.5 6.5)" />
        </svg>
    }
    .into_any()
}

/// The pictures of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// The first page.
    Overview,
    /// Products.
    Products,
    /// Passports.
    Passports,
    /// Readiness.
    Readiness,
    /// Passports that differ from the PIM.
    Drift,
    /// Templates.
    Templates,
    /// Labels.
    Labels,
    /// How often passports are scanned.
    Insight,
    /// Connections.
    Connections,
    /// Members.
    Team,
    /// The audit log.
    Audit,
    /// Factors and sessions.
    Security,
    /// Settings.
    Settings,
    /// Search.
    Search,
}

impl Picture {
    /// The strokes on a grid of 20.
    fn path(self) -> &'static str {
        match self {
            Self::Overview => "M3 9.5 10 3l7 6.5V17h-5v-5H8v5H3z",
            Self::Products => "M3 6.5 10 3l7 3.5v7L10 17l-7-3.5zM3 6.5l7 3.5 7-3.5M10 10v7",
            Self::Passports => "M5 2.5h10v15H5zM8 13.5h4M10 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
            Self::Readiness => "M3 5l1.5 1.5L7 4M3 12l1.5 1.5L7 11M10 5.5h7M10 12.5h7M3 17.5h14",
            Self::Drift => "M3 7h12l-3-3M17 13H5l3 3",
            Self::Templates => "M3 3h14v4H3zM3 10h6v7H3zM12 10h5v7h-5z",
            Self::Labels => "M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM12 12h1M16 12h1v2M12 16h1M15 16h2",
            Self::Insight => "M3 3v14h14M7 13v-3M11 13V6M15 13V9",
            Self::Connections => "M7 3v4M13 3v4M5 7h10v3a5 5 0 0 1-10 0zM10 15v3",
            Self::Team => {
                "M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2-5 5-5s5 2 5 5M13 9a2.5 2.5 0 1 0-1-4.8M14 12c2.5.3 4 2 4 5"
            }
            Self::Audit => "M5 2.5h10v15H5zM8 6.5h4M8 10h4M8 13.5h2",
            Self::Security => "M10 2.5l6 2.5v5c0 4-2.5 6.5-6 7.5-3.5-1-6-3.5-6-7.5V5zM7.5 10l2 2 3.5-3.5",
            Self::Settings => "M3 5h8M15 5h2M13 3v4M3 10h2M9 10h8M7 8v4M3 15h8M15 15h2M13 13v4",
            Self::Search => "M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10zM13 13l4 4",
        }
    }
}

/// A picture; the words beside it say what it is.
#[component]
pub fn Icon(
    /// Which one.
    picture: Picture,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <path d=picture.path() />
        </svg>
    }
    .into_any()
}
