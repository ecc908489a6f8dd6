//! The files products, records and assets point to. Their bytes are made when somebody asks for them.

use std::collections::BTreeMap;

use super::ids::media_code;
use super::kinds::{Colour, ProductKind};

/// A generated picture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Picture {
    pub(crate) kind: ProductKind,
    pub(crate) colour: Colour,
    pub(crate) view: View,
    /// Varies the background a little from product to product.
    pub(crate) tint: usize,
}

/// How the product is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum View {
    /// The whole product.
    Whole,
    /// A close look at its middle.
    Detail,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub(crate) enum MediaContent {
    Picture(Picture),
    /// A page with a title and lines of text.
    Pdf {
        title: String,
        lines: Vec<String>,
    },
}

/// One stored file.
#[derive(Clone, Debug)]
pub(crate) struct MediaFile {
    pub(crate) original_filename: String,
    pub(crate) content: MediaContent,
}

impl MediaFile {
    /// Media type and file extension.
    pub(crate) fn format(&self) -> (&'static str, &'static str) {
        match self.content {
            MediaContent::Picture(_) => ("image/png", "png"),
            MediaContent::Pdf { .. } => ("application/pdf", "pdf"),
        }
    }
}

/// All files by code.
#[derive(Debug, Default)]
pub(crate) struct MediaLibrary(BTreeMap<String, MediaFile>);

impl MediaLibrary {
    /// Stores a picture under a file name without extension and returns its code.
    pub(crate) fn picture(&mut self, name: &str, picture: Picture) -> String {
        self.add(format!("{name}.png"), MediaContent::Picture(picture))
    }

    /// Stores a PDF under a file name without extension and returns its code.
    pub(crate) fn pdf(&mut self, name: &str, title: &str, lines: &[&str]) -> String {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        self.add(
            format!("{name}.pdf"),
            MediaContent::Pdf {
                title: title.to_owned(),
                lines,
            },
        )
    }

    /// The codes of all files.
    #[cfg(test)]
    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The file with this code.
    pub(crate) fn get(&self, code: &str) -> Option<&MediaFile> {
        self.0.get(code)
    }

    fn add(&mut self, original_filename: String, content: MediaContent) -> String {
        let code = media_code(&original_filename);
        self.0.insert(
            code.clone(),
            MediaFile {
                original_filename,
                content,
            },
        );
        code
    }
}
