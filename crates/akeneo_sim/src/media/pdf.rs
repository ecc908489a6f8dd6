//! A one-page PDF, as small as the format allows.

use bytes::Bytes;

/// A page with a title and lines of text.
pub(crate) fn document(title: &str, lines: &[String]) -> Bytes {
    let lines = lines.iter().flat_map(|line| line.lines());
    let lines: Vec<String> = lines
        .map(|line| format!(" 0 -20 Td ({}) Tj", escape(line)))
        .collect();
    let title = escape(title);
    let text = format!(
        "BT /F1 22 Tf 60 760 Td ({title}) Tj /F1 12 Tf 0 -24 Td{} ET",
        lines.concat()
    );
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
    let mut places = vec!["0000000000 65535 f \n".to_owned()];
    for (number, object) in objects.iter().enumerate() {
        places.push(format!("{:010} 00000 n \n", file.len()));
        file = format!("{file}{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let (size, table, places) = (places.len(), file.len(), places.concat());
    let end = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    Bytes::from(format!("{file}xref\n0 {size}\n{places}{end}"))
}

/// PDF strings: Latin-1 as octal escapes, typographic characters in their plain form.
fn escape(text: &str) -> String {
    let characters = text.chars().map(|character| match character {
        '(' | ')' | '\\' => format!("\\{character}"),
        ' '..='~' => character.to_string(),
        '’' => "'".to_owned(),
        '\u{a0}'..='\u{ff}' => format!("\\{:03o}", u32::from(character)),
        _ => "?".to_owned(),
    });
    characters.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_points_to_the_objects() {
        let file = String::from_utf8(document("Größe (cm)", &["l’eau".to_owned()]).to_vec()).unwrap();
        let table = file.find("xref\n").unwrap();
        assert!(file.ends_with(&format!("startxref\n{table}\n%%EOF\n")));
        let place: usize = file[table..].lines().nth(4).unwrap()[..10].parse().unwrap();
        assert!(file[place..].starts_with("2 0 obj\n"));
        assert!(file.contains("(Gr\\366\\337e \\(cm\\)) Tj") && file.contains("(l'eau) Tj"));
    }
}
