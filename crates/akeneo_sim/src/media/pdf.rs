//! A one-page PDF, as small as the format allows.

use bytes::Bytes;

/// A page with a title and lines of text.
pub(crate) fn document(title: &str, lines: &[String]) -> Bytes {
    let mut text = format!("BT /F1 22 Tf 60 760 Td ({}) Tj /F1 12 Tf 0 -24 Td", escape(title));
    for line in lines.iter().flat_map(|line| line.lines()) {
        text.push_str(&format!(" 0 -20 Td ({}) Tj", escape(line)));
    }
    text.push_str(" ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
         /Resources << /Font << /F1 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    assemble(&objects)
}

/// Writes the objects with the table of their places.
fn assemble(objects: &[String]) -> Bytes {
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    let size = objects.len() + 1;
    file.push_str(&format!(
        "trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    Bytes::from(file)
}

/// PDF strings: Latin-1 as octal escapes, typographic characters in their plain form.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '(' | ')' | '\\' => escaped.extend(['\\', character]),
            ' '..='~' => escaped.push(character),
            '’' => escaped.push('\''),
            '\u{a0}'..='\u{ff}' => escaped.push_str(&format!("\\{:03o}", u32::from(character))),
            _ => escaped.push('?'),
        }
    }
    escaped
}
