//! Making the bytes of media files.

mod canvas;
mod pdf;
mod pictures;

use bytes::Bytes;
use image::ImageResult;

use crate::catalogue::MediaContent;

/// Makes the bytes of a file.
pub(crate) fn render(content: &MediaContent) -> ImageResult<Bytes> {
    match content {
        MediaContent::Picture(picture) => pictures::draw(*picture).png(),
        MediaContent::Pdf { title, lines } => Ok(pdf::document(title, lines)),
    }
}
