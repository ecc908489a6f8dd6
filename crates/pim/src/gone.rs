//! What a request named and the PIM does not have.

use thiserror::Error;

/// Something a request named that the PIM does not have: deleted, renamed, or switched off there.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Gone {
    /// Attributes.
    #[error("the attributes {}", .0.join(", "))]
    Attributes(Vec<String>),
    /// A channel.
    #[error("the channel {0}")]
    Channel(String),
    /// A locale that does not exist or that no channel uses.
    #[error("the locale {0}")]
    Locale(String),
    /// A locale that this channel does not use.
    #[error("the locale {locale} in the channel {channel}")]
    LocaleOfChannel {
        /// Locale code.
        locale: String,
        /// Channel code.
        channel: String,
    },
    /// A family.
    #[error("the family {0}")]
    Family(String),
    /// A category.
    #[error("the category {0}")]
    Category(String),
}

impl Gone {
    /// What to do about it, for a person.
    pub(crate) fn plain_words(&self) -> String {
        match self {
            Self::Attributes(codes) if codes.len() == 1 => format!(
                "Akeneo no longer has the attribute {}. Remove it from the template, or create it again in Akeneo.",
                codes[0]
            ),
            Self::Attributes(codes) => format!(
                "Akeneo no longer has the attributes {}. Remove them from the template, or create them again in Akeneo.",
                codes.join(", ")
            ),
            Self::Channel(code) => format!(
                "Akeneo has no channel {code}. Choose another channel in the template, or create it again in Akeneo."
            ),
            Self::Locale(code) => format!(
                "The language {code} is not active in Akeneo. Remove it from the template, or activate it in Akeneo for \
                 a channel."
            ),
            Self::LocaleOfChannel { locale, channel } => format!(
                "The channel {channel} does not use the language {locale} in Akeneo. Add the language to the channel \
                 there, or remove it from the template."
            ),
            Self::Family(code) => {
                format!("Akeneo has no family {code}. Choose another family, or create it again in Akeneo.")
            }
            Self::Category(code) => {
                format!(
                    "Akeneo has no category {code}. Choose another category, or create it again in Akeneo."
                )
            }
        }
    }
}
