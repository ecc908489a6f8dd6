//! Tables as CSV (RFC 4180), for spreadsheets.

/// The media type.
pub(in crate::http) const MIME: &str = "text/csv; charset=utf-8; header=present";

/// A line of cells.
pub(in crate::http) fn line<const N: usize>(cells: [String; N]) -> String {
    let mut line = cells.map(|text| cell(&text)).join(",");
    line.push_str("\r\n");
    line
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx"] {
            assert_eq!(cell(text), format!("\"'{text}\""));
        }
        assert_eq!(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
    }
}
