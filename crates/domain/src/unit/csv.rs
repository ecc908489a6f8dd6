//! Tables as text (RFC 4180), with commas or semicolons; says where each mistake is.

/// A table with its header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows below it.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The line on which it begins, from 1.
    pub line: u32,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A mistake in the form of the table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1; none where it concerns the line.
    pub column: Option<usize>,
    /// What is wrong, as a sentence.
    pub why: &'static str,
}

/// Reads a table. The separator is the one that stands more often in the first line. Empty lines count for nothing.
pub(super) fn read(text: &str) -> Result<Table, Vec<Flaw>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        rest: text.chars().peekable(),
        separator: separator(text),
        line: 1,
        flaws: Vec::new(),
    };
    let mut rows = Vec::new();
    while let Some(row) = reader.row() {
        if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(row);
        }
    }
    let mut flaws = reader.flaws;
    if rows.is_empty() {
        let why = "The file is empty. Its first line names the columns.";
        flaws.insert(
            0,
            Flaw {
                line: 1,
                column: None,
                why,
            },
        );
        return Err(flaws);
    }
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let header = rows.remove(0).cells;
    Ok(Table { header, rows })
}

fn separator(text: &str) -> char {
    let (mut commas, mut semicolons, mut quoted) = (0, 0, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            ';' if !quoted => semicolons += 1,
            '\n' | '\r' if !quoted && (commas, semicolons) != (0, 0) => break,
            _ => {}
        }
    }
    if semicolons > commas { ';' } else { ',' }
}

struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    separator: char,
    line: u32,
    flaws: Vec<Flaw>,
}

impl Reader<'_> {
    fn row(&mut self) -> Option<Row> {
        self.rest.peek()?;
        let mut row = Row {
            line: self.line,
            cells: Vec::new(),
        };
        loop {
            let column = row.cells.len() + 1;
            let cell = self.cell(column);
            row.cells.push(cell);
            match self.rest.next() {
                Some(c) if c == self.separator => {}
                Some('\r') => {
                    self.rest.next_if_eq(&'\n');
                    break;
                }
                _ => break,
            }
        }
        self.line += 1;
        Some(row)
    }

    /// The cell, up to what ends it.
    fn cell(&mut self, column: usize) -> String {
        let mut text = String::new();
        if self.rest.next_if_eq(&'"').is_some() {
            self.quoted(column, &mut text);
        }
        while let Some(c) = self
            .rest
            .next_if(|c| !matches!(c, '\r' | '\n') && *c != self.separator)
        {
            text.push(c);
        }
        text
    }

    fn quoted(&mut self, column: usize, text: &mut String) {
        let line = self.line;
        loop {
            match self.rest.next() {
                Some('"') if self.rest.next_if_eq(&'"').is_some() => text.push('"'),
                Some('"') => break,
                Some(c) => {
                    // A line break of two characters is one line.
                    let ends = c == '\n' || (c == '\r' && self.rest.peek() != Some(&'\n'));
                    self.line += u32::from(ends);
                    text.push(c);
                }
                None => {
                    let why = "The quotation mark that begins this cell is never closed.";
                    return self.flaw(line, column, why);
                }
            }
        }
        let after = self.rest.peek();
        if after.is_some_and(|c| !matches!(c, '\r' | '\n') && *c != self.separator) {
            let why =
                "Something follows the closing quotation mark. Write a quotation mark inside a cell twice.";
            self.flaw(self.line, column, why);
        }
    }

    fn flaw(&mut self, line: u32, column: usize, why: &'static str) {
        self.flaws.push(Flaw {
            line,
            column: Some(column),
            why,
        });
    }
}
