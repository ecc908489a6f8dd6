//! A battery's passport in the aspects of the Battery Pass data model, as far as its data points carry it.
//!
//! Source: Battery Pass data model 1.2.0 (DIN DKE SPEC 99100), CC BY 4.0, its JSON schemas. Names are spelt as they are there,
//! mistakes included. What the model splits and the law's data point does not, such as a postal address, is not guessed: the
//! member is left out and named among those that are missing. Its pattern for the passport's identifier takes no UUID with its
//! hyphens, which is what ours is.

mod aspects;
mod facts;

use domain::record::Document;
use facts::Facts;
use serde_json::{Map, Value as Json, json};

/// The edition of the data model.
pub const VERSION: &str = "1.2.0";

/// Data points that only the passport of a battery has.
const OF_BATTERIES: [&str; 3] = ["battery-category", "rated-capacity", "chemistry"];

/// Each aspect with the members that its schema demands.
const ASPECTS: [(&str, &[&str]); 7] = [
    (
        "generalProductInformation",
        &[
            "productIdentifier",
            "batteryPassportIdentifier",
            "batteryCategory",
            "manufacturerInformation",
            "manufacturingDate",
            "batteryStatus",
            "batteryMass",
            "manufacturingPlace",
            "operatorInformation",
            "puttingIntoService",
            "warrentyPeriod",
        ],
    ),
    (
        "materialComposition",
        &["batteryChemistry", "batteryMaterials", "hazardousSubstances"],
    ),
    (
        "performanceAndDurability",
        &["batteryTechicalProperties", "batteryCondition"],
    ),
    (
        "labels",
        &["declarationOfConformity", "resultOfTestReport", "labels"],
    ),
    (
        "circularity",
        &[
            "dismantlingAndRemovalInformation",
            "sparePartSources",
            "recycledContent",
            "safetyMeasures",
            "endOfLifeInformation",
            "renewableContent",
        ],
    ),
    (
        "carbonFootprint",
        &[
            "batteryCarbonFootprint",
            "carbonFootprintPerLifecycleStage",
            "carbonFootprintPerformanceClass",
            "carbonFootprintStudy",
        ],
    ),
    ("supplyChainDueDiligence", &["supplyChainDueDiligenceReport"]),
];

/// Whether a document is a battery's.
pub fn is_battery(document: &Document) -> bool {
    let fields = document
        .content
        .sections
        .iter()
        .flat_map(|section| &section.fields);
    let points = fields.filter_map(|field| field.point.as_deref());
    points.into_iter().any(|point| OF_BATTERIES.contains(&point))
}

/// The aspects of a battery's document. `passport_id` and `operator_id` are those of EN 18223. `missing` names what the schemas
/// demand and the document does not say.
pub fn passport(document: &Document, passport_id: &str, operator_id: &str) -> Json {
    let facts = Facts::of(document);
    let mut aspects = [
        aspects::general(&facts, passport_id, operator_id),
        aspects::materials(&facts),
        aspects::performance(&facts),
        aspects::labels(&facts),
        aspects::circularity(&facts),
        aspects::carbon(&facts),
        aspects::due_diligence(&facts),
    ];
    let mut passport = Map::new();
    passport.insert("dataModel".to_owned(), format!("io.BatteryPass {VERSION}").into());
    let mut missing = Vec::new();
    for ((name, demanded), aspect) in ASPECTS.into_iter().zip(&mut aspects) {
        let absent = demanded.iter().filter(|member| !aspect.contains_key(**member));
        missing.extend(absent.map(|member| format!("{name}.{member}")));
        if !aspect.is_empty() {
            passport.insert(name.to_owned(), std::mem::take(aspect).into());
        }
    }
    passport.insert("missing".to_owned(), json!(missing));
    passport.into()
}
