//! The document: pages of labels, the typeface and the logo.

use super::{FONT, LOGO, Stamp, advance};
use crate::{
    Drawing, LabelError, Length, Logo, Sheet, font,
    number::{single, whole},
    picture::deflated,
};
use pdf_writer::{
    Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use std::collections::BTreeMap;

const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// A document that grows label by label.
pub struct SheetPdf {
    pdf: Pdf,
    sheet: Sheet,
    ids: Ids,
    pages: Vec<Ref>,
    page: Vec<u8>,
    slot: u32,
    glyphs: BTreeMap<u16, char>,
    has_logo: bool,
}

/// The objects that pages refer to.
struct Ids {
    next: Ref,
    catalog: Ref,
    tree: Ref,
    font: Ref,
    logo: Ref,
}

impl Drawing {
    /// By itself on a page of its own size.
    pub fn pdf(&self, logo: Option<&Logo>, title: &str) -> Result<Vec<u8>, LabelError> {
        let mut pdf = SheetPdf::begin(Sheet::roll(self.size), title, logo)?;
        pdf.add(&self.stamp()?);
        Ok(pdf.finish())
    }
}

impl SheetPdf {
    /// Begins a document.
    pub fn begin(sheet: Sheet, title: &str, logo: Option<&Logo>) -> Result<Self, LabelError> {
        sheet.check()?;
        let mut next = Ref::new(1);
        let (catalog, tree, font, logo_id, info) =
            (next.bump(), next.bump(), next.bump(), next.bump(), next.bump());
        let mut pdf = Pdf::new();
        let mut about = pdf.document_info(info);
        about.title(TextStr(title)).producer(TextStr("Tessera"));
        about.finish();
        if let Some(logo) = logo {
            let samples = logo.deflated();
            let mut image = pdf.image_xobject(logo_id, &samples);
            image.filter(Filter::FlateDecode);
            image.width(i32::try_from(logo.width).unwrap_or(1));
            image.height(i32::try_from(logo.height).unwrap_or(1));
            image.color_space().device_rgb();
            image.bits_per_component(8);
        }
        let ids = Ids {
            next,
            catalog,
            tree,
            font,
            logo: logo_id,
        };
        Ok(Self {
            pdf,
            sheet,
            ids,
            pages: Vec::new(),
            page: Vec::new(),
            slot: 0,
            glyphs: BTreeMap::new(),
            has_logo: logo.is_some(),
        })
    }

    /// Leaves the first labels of the first sheet free: they were used before.
    pub fn skip(&mut self, labels: u32) {
        self.slot = labels.min(self.sheet.per_page() - 1);
    }

    /// Puts a label into the next free place.
    pub fn add(&mut self, stamp: &Stamp) {
        let (left, top) = self.sheet.corner(self.slot);
        let dot = 72.0 / f64::from(stamp.dpi.max(1));
        // PDF counts from the lower left corner.
        let y = self.sheet.page.height.as_points() - top.as_points();
        let mut place = Content::new();
        place.save_state();
        place.transform([single(dot), 0.0, 0.0, single(-dot), points(left), single(y)]);
        self.page.extend_from_slice(&place.finish());
        self.page.push(b'\n');
        self.page.extend_from_slice(&stamp.content);
        self.page.extend_from_slice(b"\nQ\n");
        self.glyphs.extend(stamp.glyphs.iter().copied());
        self.slot += 1;
        if self.slot == self.sheet.per_page() {
            self.end_page();
        }
    }

    fn end_page(&mut self) {
        let (id, content) = (self.ids.next.bump(), self.ids.next.bump());
        let packed = deflated(&self.page);
        self.pdf.stream(content, &packed).filter(Filter::FlateDecode);
        let mut page = self.pdf.page(id);
        let size = self.sheet.page;
        page.media_box(Rect::new(0.0, 0.0, points(size.width), points(size.height)));
        page.parent(self.ids.tree);
        page.contents(content);
        let mut resources = page.resources();
        resources.fonts().pair(FONT, self.ids.font);
        if self.has_logo {
            resources.x_objects().pair(LOGO, self.ids.logo);
        }
        resources.finish();
        page.finish();
        self.pages.push(id);
        self.page.clear();
        self.slot = 0;
    }

    /// Ends the document.
    pub fn finish(mut self) -> Vec<u8> {
        if !self.page.is_empty() || self.pages.is_empty() {
            self.end_page();
        }
        let mut catalog = self.pdf.catalog(self.ids.catalog);
        catalog.pages(self.ids.tree);
        // A printer that fits pages to its paper shrinks the modules.
        let mut viewer = catalog.viewer_preferences();
        viewer.display_doc_title(true);
        viewer.pair(Name(b"PrintScaling"), Name(b"None"));
        viewer.finish();
        catalog.finish();
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        let mut tree = self.pdf.pages(self.ids.tree);
        tree.kids(self.pages.iter().copied()).count(count);
        tree.finish();
        self.write_font();
        self.pdf.finish()
    }

    /// The whole typeface with the widths and characters of the glyphs that are used.
    fn write_font(&mut self) {
        let (cid, descriptor, unicode, file) = (
            self.ids.next.bump(),
            self.ids.next.bump(),
            self.ids.next.bump(),
            self.ids.next.bump(),
        );
        let mut font = self.pdf.type0_font(self.ids.font);
        font.base_font(Name(font::NAME))
            .encoding_predefined(Name(b"Identity-H"));
        font.descendant_font(cid).to_unicode(unicode);
        font.finish();
        let mut face = self.pdf.cid_font(cid);
        face.subtype(CidFontType::Type2)
            .base_font(Name(font::NAME))
            .system_info(IDENTITY);
        face.font_descriptor(descriptor).default_width(0.0);
        face.cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = face.widths();
        for glyph in self.glyphs.keys() {
            widths.consecutive(*glyph, [advance(*glyph)]);
        }
        widths.finish();
        face.finish();
        self.describe(descriptor, file);
        let mut cmap = UnicodeCmap::new(Name(b"Labels"), IDENTITY);
        for (glyph, of) in &self.glyphs {
            cmap.pair(*glyph, *of);
        }
        let cmap = deflated(&cmap.finish());
        self.pdf.cmap(unicode, &cmap).filter(Filter::FlateDecode);
        let packed = deflated(font::FILE);
        let mut stream = self.pdf.stream(file, &packed);
        stream.filter(Filter::FlateDecode);
        stream.pair(
            Name(b"Length1"),
            i32::try_from(font::FILE.len()).unwrap_or(i32::MAX),
        );
    }

    fn describe(&mut self, descriptor: Ref, file: Ref) {
        let Some(face) = font::face() else { return };
        let scaled = |units: i16| single(f64::from(units) * 1000.0 / f64::from(font::units()));
        let bounds = face.global_bounding_box();
        let mut about = self.pdf.font_descriptor(descriptor);
        about.name(Name(font::NAME)).flags(FontFlags::NON_SYMBOLIC);
        about.bbox(Rect::new(
            scaled(bounds.x_min),
            scaled(bounds.y_min),
            scaled(bounds.x_max),
            scaled(bounds.y_max),
        ));
        about
            .italic_angle(0.0)
            .ascent(scaled(face.ascender()))
            .descent(scaled(face.descender()));
        about.cap_height(scaled(face.capital_height().unwrap_or(1493)));
        // No table of the file says it; viewers use it only where they replace the typeface.
        about.stem_v(80.0).font_file2(file);
    }
}

fn points(length: Length) -> f32 {
    single(f64::from(whole(length.as_points() * 10_000.0)) / 10_000.0)
}
