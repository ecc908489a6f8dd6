//! Codes that stand for frequent groups of identifiers (Compression, optimisation table).

use crate::{Ai, Element};

const fn two(a: Ai, b: Ai) -> [Option<Ai>; 4] {
    [Some(a), Some(b), None, None]
}

/// The identifiers of a code, in the order of their values.
pub(super) fn sequence(code: u8) -> Option<impl Iterator<Item = Ai>> {
    let (gtin, low) = (Ai::GTIN, u16::from(code & 0x0f));
    let group = match code {
        0x0a => two(gtin, Ai::CPV),
        0x0b => two(gtin, Ai::BATCH),
        0x0c => two(gtin, Ai::SERIAL),
        0x0d => two(gtin, Ai::at(2, 17)),
        0x0e => two(gtin, Ai::at(4, 7003)),
        0x0f => two(gtin, Ai::at(2, 30)),
        0x1a => [Some(gtin), Some(Ai::BATCH), Some(Ai::SERIAL), Some(Ai::at(2, 17))],
        0x1b => two(gtin, Ai::at(2, 15)),
        0x1c => two(gtin, Ai::at(2, 11)),
        0x1d => two(gtin, Ai::at(2, 16)),
        0x1e => two(gtin, Ai::at(2, 91)),
        0x1f => [Some(gtin), Some(Ai::BATCH), Some(Ai::at(2, 15)), None],
        0x2a..=0x2f => two(gtin, Ai::at(4, 3100 + low - 10)),
        0x3a..=0x3f => two(gtin, Ai::at(4, 3200 + low - 10)),
        0x9a => two(Ai::CPID, Ai::CPID_SERIAL),
        0x9b => two(Ai::at(4, 8017), Ai::SRIN),
        0x9c => two(Ai::at(4, 8018), Ai::SRIN),
        0x9d => two(Ai::GLN, Ai::EXTENSION),
        0xa0..=0xa9 => two(gtin, Ai::at(4, 3920 + low)),
        0xc0..=0xc9 => two(Ai::GCN, Ai::at(4, 3900 + low)),
        0xca..=0xcd => two(Ai::GCN, Ai::at(4, 3940 + low - 10)),
        _ => return None,
    };
    Some(group.into_iter().flatten())
}

/// The code that saves the most digits of identifiers, the first of equals.
pub(super) fn best(elements: &[&Element]) -> Option<u8> {
    let has = |ai: Ai| elements.iter().any(|e| e.ai() == ai);
    let saved = |code: u8| {
        let mut group = sequence(code)?;
        group.try_fold(0, |digits, ai| has(ai).then_some(digits + ai.digits()))
    };
    let (mut best, mut most) = (None, 0);
    for code in 0..=u8::MAX {
        if let Some(digits) = saved(code).filter(|digits| *digits > most) {
            (best, most) = (Some(code), digits);
        }
    }
    best
}
