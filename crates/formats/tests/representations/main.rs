//! One passport in all of its formats.
#![cfg(test)]

mod batterypass;
mod credential;
mod en18223;
mod jsonld;
mod sample;
mod state;
mod untp;

use crate::sample::{document, envelope, field, locale};
use domain::{
    record::{Localized, Value},
    text::Labels,
};
use formats::{canonical, state::Standing};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

proptest! {
    #[test]
    fn any_text_is_safe_in_a_page(text in any::<String>()) {
        let json = json!({ text.as_str(): [text.as_str(), "</script><!--\u{2028}"] });
        let script = formats::jsonld::for_script(&json);
        let unsafe_signs = ['<', '>', '&', '\u{2028}', '\u{2029}'];
        prop_assert!(!script.contains(unsafe_signs));
        prop_assert_eq!(serde_json::from_str::<Json>(&script).unwrap(), json);
    }

    #[test]
    fn any_names_stay_apart_and_every_format_has_its_canonical_form(
        names in proptest::collection::vec("[ -~é]{0,6}", 0..8),
        identifier in "(https://[a-z]{1,5}\\.example)?/?.{0,12}",
    ) {
        let mut document = document();
        document.identifier = identifier;
        let sections = &mut document.content.sections;
        for (n, name) in names.iter().enumerate() {
            let value = Localized::All(Value::Number { value: n.to_string() });
            sections[0].fields.push(field(name, None, Labels::new(), value));
        }
        let full = formats::en18223::full(&document, &envelope());
        let ids: Vec<_> = full["elements"].as_array().unwrap().iter().map(|e| e["elementId"].clone()).collect();
        let compressed = formats::en18223::compressed(&document, &envelope());
        // The envelope's seven and the context stand beside the elements.
        prop_assert_eq!(compressed.as_object().unwrap().len(), ids.len() + 8, "{:?}", ids);
        prop_assert!(formats::canonical_value(&full).is_ok());
        prop_assert!(canonical(&document).is_ok());
        formats::jsonld::product(&document, &Standing::default(), &locale("fr_FR"));
    }
}
