//! Who may read a field of a passport: a set of readers, never a level. A recycler may read what an authority may not, and the
//! other way round.

use crate::profile::{Audience, Audiences};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A group of readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Everybody, without a key.
    Public,
    /// Who owns the product.
    Owner,
    /// Who repairs, re-uses or remanufactures it.
    Repairer,
    /// Who recycles it.
    Recycler,
    /// Market surveillance, customs and other authorities.
    Authority,
    /// The brand itself, which reads everything.
    Brand,
}

impl Reader {
    /// All, in the order of the matrix.
    pub const ALL: [Self; 6] = [
        Self::Public,
        Self::Owner,
        Self::Repairer,
        Self::Recycler,
        Self::Authority,
        Self::Brand,
    ];
    /// Those to whom a brand gives access: neither everybody nor itself.
    pub const GRANTED: [Self; 4] = [Self::Owner, Self::Repairer, Self::Recycler, Self::Authority];

    /// The word in files and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Owner => "owner",
            Self::Repairer => "repairer",
            Self::Recycler => "recycler",
            Self::Authority => "authority",
            Self::Brand => "brand",
        }
    }

    /// The reader of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.word() == word)
    }

    /// The words for a person.
    pub fn words(self) -> &'static str {
        match self {
            Self::Public => "Everybody",
            Self::Owner => "Product owner",
            Self::Repairer => "Repairer",
            Self::Recycler => "Recycler",
            Self::Authority => "Authority",
            Self::Brand => "Brand",
        }
    }
}

/// The readers of a field. Whoever is not in it cannot read it, but for the brand, which always may. Empty is the brand alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "BTreeSet<Reader>")]
pub struct Readers(BTreeSet<Reader>);

impl Default for Readers {
    fn default() -> Self {
        Self(BTreeSet::from([Reader::Public]))
    }
}

impl Readers {
    /// The brand alone.
    pub fn brand() -> Self {
        Self(BTreeSet::from([Reader::Brand]))
    }

    /// Whether `reader` may read it.
    pub fn admits(&self, reader: Reader) -> bool {
        reader == Reader::Brand || self.is_public() || self.0.contains(&reader)
    }

    /// Whether everybody may read it.
    pub fn is_public(&self) -> bool {
        self.0.contains(&Reader::Public)
    }

    /// Their names for a person, such as `Repairer, Recycler`; the brand goes without saying unless it is alone.
    pub fn named(&self) -> String {
        let others: Vec<_> = self
            .iter()
            .filter(|r| *r != Reader::Brand)
            .map(Reader::words)
            .collect();
        if others.is_empty() {
            return Reader::Brand.words().to_owned();
        }
        others.join(", ")
    }

    /// All of them in their order; everybody where it is public.
    pub fn iter(&self) -> impl Iterator<Item = Reader> {
        self.0.iter().copied()
    }

    /// Adds a reader, or takes it out. Once everybody may read it, nobody is named any more; once not everybody may, the others
    /// are those who are named.
    pub fn set(&mut self, reader: Reader, may: bool) {
        match (reader, may) {
            (Reader::Public, true) => *self = Self::default(),
            (Reader::Public, false) => drop(self.0.remove(&Reader::Public)),
            (_, true) => drop(self.0.insert(reader)),
            (Reader::Brand, false) => {}
            (_, false) if self.is_public() => {
                *self = Reader::GRANTED.into_iter().filter(|r| *r != reader).collect();
            }
            (_, false) => drop(self.0.remove(&reader)),
        }
        *self = Self::from(std::mem::take(&mut self.0));
    }

    /// Those that are in both, for something that stands inside something else.
    #[must_use]
    pub fn within(&self, outer: &Self) -> Self {
        if outer.is_public() {
            return self.clone();
        }
        outer.iter().filter(|r| self.admits(*r)).collect()
    }
}

impl From<BTreeSet<Reader>> for Readers {
    /// One form for each meaning: where everybody may, nobody else is named; where not, the brand is.
    fn from(mut readers: BTreeSet<Reader>) -> Self {
        if readers.contains(&Reader::Public) {
            return Self::default();
        }
        readers.insert(Reader::Brand);
        Self(readers)
    }
}

impl FromIterator<Reader> for Readers {
    fn from_iter<I: IntoIterator<Item = Reader>>(readers: I) -> Self {
        Self::from(readers.into_iter().collect::<BTreeSet<_>>())
    }
}

impl<const N: usize> From<[Reader; N]> for Readers {
    fn from(readers: [Reader; N]) -> Self {
        readers.into_iter().collect()
    }
}

impl From<&Audiences> for Readers {
    /// The law's audiences as readers.
    fn from(audiences: &Audiences) -> Self {
        let readers = audiences.0.iter().flat_map(|audience| match audience {
            Audience::Public => &[Reader::Public][..],
            Audience::LegitimateInterest => &[Reader::Repairer, Reader::Recycler],
            Audience::Authority => &[Reader::Authority],
        });
        readers.copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader::*, *};

    #[test]
    fn no_reader_stands_above_another_but_the_brand() {
        let tests = Readers::from([Authority]);
        let health = Readers::from([Repairer, Recycler]);
        assert!(tests.admits(Authority) && !tests.admits(Recycler) && !tests.admits(Public));
        assert!(health.admits(Recycler) && !health.admits(Authority) && !health.admits(Owner));
        for readers in [&tests, &health, &Readers::brand(), &Readers::default()] {
            assert!(readers.admits(Brand));
        }
        assert!(Reader::ALL.iter().all(|r| Readers::default().admits(*r)));
    }

    #[test]
    fn each_meaning_has_one_form() {
        assert_eq!(Readers::from([Public, Recycler]), Readers::default());
        assert_eq!(Readers::from([]), Readers::brand());
        assert_eq!(Readers::from([Recycler, Brand]), Readers::from([Recycler]));
        let read: Readers = serde_json::from_str(r#"["recycler","public"]"#).unwrap();
        assert_eq!(read, Readers::default());
        assert_eq!(
            serde_json::to_string(&Readers::from([Recycler])).unwrap(),
            r#"["recycler","brand"]"#
        );
        for reader in Reader::ALL {
            assert_eq!(Reader::parse(reader.word()), Some(reader));
            assert_eq!(serde_json::to_value(reader).unwrap(), reader.word());
        }
    }

    #[test]
    fn a_box_of_the_matrix_changes_what_it_says() {
        let mut readers = Readers::default();
        readers.set(Recycler, false);
        assert_eq!(readers, Readers::from([Owner, Repairer, Authority]));
        readers.set(Brand, false);
        assert!(readers.admits(Brand));
        readers.set(Public, true);
        assert_eq!(readers, Readers::default());
        readers.set(Public, false);
        assert_eq!(readers, Readers::brand());
        readers.set(Authority, true);
        assert_eq!(readers, Readers::from([Authority]));
    }

    #[test]
    fn the_laws_audiences_are_readers() {
        let of = |audiences: &[Audience]| Readers::from(&Audiences(audiences.iter().copied().collect()));
        assert_eq!(of(&[Audience::Public, Audience::Authority]), Readers::default());
        assert_eq!(
            of(&[Audience::LegitimateInterest]),
            Readers::from([Repairer, Recycler])
        );
        assert_eq!(of(&[Audience::Authority]), Readers::from([Authority]));
    }

    #[test]
    fn who_stands_inside_needs_both() {
        let both = Readers::from([Recycler, Repairer]).within(&Readers::from([Recycler, Authority]));
        assert_eq!(both, Readers::from([Recycler]));
        assert_eq!(
            Readers::from([Recycler]).within(&Readers::default()),
            Readers::from([Recycler])
        );
        assert_eq!(
            Readers::default().within(&Readers::from([Recycler])),
            Readers::from([Recycler])
        );
    }
}
