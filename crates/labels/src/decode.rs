//! Reads symbols out of pictures, as a scanner does: it finds them, samples them, corrects errors and decodes.
//!
//! The code is a port of `ZXing`, which many phones and scanners use. It shares nothing with the encoders.

use crate::{Symbol, Symbology, bitmap::Bitmap, error::LabelError};
use rxing::{
    Binarizer, BinaryBitmap, DecodeHints, Luma8Source, RXingResult, RXingResultMetadataType,
    RXingResultMetadataValue, Reader,
    common::{GlobalHistogramBinarizer, HybridBinarizer},
    datamatrix::DataMatrixReader,
    qrcode::QRCodeReader,
};

/// The beginning of a scanner's message that tells of FNC1 in the first place (ISO/IEC 15424).
const GS1_DATA_MATRIX: &str = "]d2";

/// Makes sure that the picture shows this symbol and nothing else.
pub(crate) fn prove(symbol: &Symbol, picture: Bitmap) -> Result<(), LabelError> {
    let Some(read) = read(symbol.symbology(), &picture) else {
        return Err(LabelError::Unreadable);
    };
    let is_gs1 = identifier(&read).is_some_and(|id| id == GS1_DATA_MATRIX);
    let same = read.getText() == symbol.text() && is_gs1 == (symbol.symbology() == Symbology::Gs1DataMatrix);
    if same { Ok(()) } else { Err(LabelError::Unreadable) }
}

/// Finds the symbol in the picture as a scanner does. Finding is a search with guesses, and no two scanners guess alike, so it looks in
/// three ways: with a threshold for each part of the picture, with one for all of it, and as a picture of nothing but the symbol.
fn read(symbology: Symbology, picture: &Bitmap) -> Option<RXingResult> {
    let source = || Luma8Source::new_with_slice(&picture.luma, picture.width, picture.height).ok();
    let hard = DecodeHints {
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let pure = DecodeHints {
        PureBarcode: Some(true),
        ..DecodeHints::default()
    };
    decoded(symbology, HybridBinarizer::new(source()?), &hard)
        .or_else(|| decoded(symbology, GlobalHistogramBinarizer::new(source()?), &hard))
        .or_else(|| decoded(symbology, GlobalHistogramBinarizer::new(source()?), &pure))
}

fn decoded<B: Binarizer>(symbology: Symbology, binarizer: B, hints: &DecodeHints) -> Option<RXingResult> {
    let mut image = BinaryBitmap::new(binarizer);
    let found = match symbology {
        Symbology::Qr => QRCodeReader.decode_with_hints(&mut image, hints),
        Symbology::DataMatrix | Symbology::Gs1DataMatrix => {
            DataMatrixReader.decode_with_hints(&mut image, hints)
        }
    };
    found.ok()
}

fn identifier(read: &RXingResult) -> Option<&str> {
    match read
        .getRXingResultMetadata()
        .get(&RXingResultMetadataType::SYMBOLOGY_IDENTIFIER)
    {
        Some(RXingResultMetadataValue::SymbologyIdentifier(text)) => Some(text),
        _ => None,
    }
}
