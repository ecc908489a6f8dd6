//! The aspects of the data model.

use super::facts::Facts;
use serde_json::{Map, Value as Json, json};

type Aspect = Map<String, Json>;

/// Adds what is known.
fn add(aspect: &mut Aspect, name: &str, value: Option<Json>) {
    if let Some(value) = value {
        aspect.insert(name.to_owned(), value);
    }
}

/// A list, unless it is empty.
fn some(values: Vec<Json>) -> Option<Json> {
    (!values.is_empty()).then(|| values.into())
}

/// An object, unless it is empty.
fn filled(aspect: Aspect) -> Option<Json> {
    (!aspect.is_empty()).then(|| aspect.into())
}

pub(super) fn general(facts: &Facts<'_>, passport_id: &str, operator_id: &str) -> Aspect {
    let mut aspect = Aspect::new();
    add(
        &mut aspect,
        "productIdentifier",
        Some(facts.document.identifier.as_str().into()),
    );
    add(&mut aspect, "batteryPassportIdentifier", Some(passport_id.into()));
    let category = facts
        .code("battery-category")
        .filter(|c| matches!(*c, "lmt" | "ev" | "industrial"));
    add(&mut aspect, "batteryCategory", category.map(Json::from));
    add(&mut aspect, "manufacturerInformation", manufacturer(facts));
    add(
        &mut aspect,
        "manufacturingDate",
        facts.day("manufacturing-date").map(Json::from),
    );
    add(
        &mut aspect,
        "batteryStatus",
        facts.code("status").and_then(status).map(Json::from),
    );
    add(&mut aspect, "batteryMass", facts.amount("weight", "KGM"));
    let place = facts
        .text("manufacturing-place")
        .map(|place| json!({ "streetAddress": place }));
    add(&mut aspect, "manufacturingPlace", place);
    let operator = facts
        .text("responsible-operator")
        .map(|name| json!({ "contactName": name, "identifier": operator_id }));
    add(&mut aspect, "operatorInformation", operator);
    aspect
}

fn manufacturer(facts: &Facts<'_>) -> Option<Json> {
    let mut aspect = Aspect::new();
    add(
        &mut aspect,
        "contactName",
        Some(facts.text("manufacturer-name")?.into()),
    );
    let address = facts
        .text("manufacturer-address")
        .map(|text| json!({ "streetAddress": text }));
    add(&mut aspect, "postalAddress", address);
    add(
        &mut aspect,
        "webAddress",
        facts.address("manufacturer-web").map(Json::from),
    );
    Some(aspect.into())
}

fn status(code: &str) -> Option<&'static str> {
    Some(match code {
        "original" => "Original",
        "repurposed" => "Repurposed",
        "re-used" => "Reused",
        "remanufactured" => "Remanufactured",
        "waste" => "Waste",
        _ => return None,
    })
}

pub(super) fn materials(facts: &Facts<'_>) -> Aspect {
    let mut aspect = Aspect::new();
    let chemistry = facts.text("chemistry").map(|name| json!({ "clearName": name }));
    add(&mut aspect, "batteryChemistry", chemistry);
    let critical = facts.list("critical-raw-materials");
    let mut names = facts.list("material-composition");
    names.extend(
        critical
            .iter()
            .filter(|name| !names.contains(name))
            .cloned()
            .collect::<Vec<_>>(),
    );
    let material = |name: &String| json!({ "batteryMaterialName": name, "isCriticalRawMaterial": critical.contains(name) });
    add(
        &mut aspect,
        "batteryMaterials",
        some(names.iter().map(material).collect()),
    );
    let substances = facts.list("hazardous-substances");
    let substance = |name: &String| json!({ "hazardousSubstanceName": name });
    add(
        &mut aspect,
        "hazardousSubstances",
        some(substances.iter().map(substance).collect()),
    );
    aspect
}

pub(super) fn performance(facts: &Facts<'_>) -> Aspect {
    let mut technical = Aspect::new();
    for (name, point, unit) in [
        ("ratedCapacity", "rated-capacity", "AMH"),
        ("minimumVoltage", "minimum-voltage", "VLT"),
        ("nominalVoltage", "nominal-voltage", "VLT"),
        ("maximumVoltage", "maximum-voltage", "VLT"),
        ("ratedMaximumPower", "original-power", "WTT"),
        ("expectedNumberOfCycles", "lifetime-cycles", ""),
        ("capacityThresholdForExhaustion", "capacity-threshold", "P1"),
        ("roundtripEfficiency", "round-trip-efficiency", "P1"),
    ] {
        add(&mut technical, name, facts.amount(point, unit));
    }
    let test = facts.address("lifetime-test").map(Json::from);
    add(&mut technical, "lifetimeReferenceTest", test);
    let mut aspect = Aspect::new();
    add(&mut aspect, "batteryTechicalProperties", filled(technical));
    add(&mut aspect, "batteryCondition", filled(condition(facts)));
    aspect
}

fn condition(facts: &Facts<'_>) -> Aspect {
    let mut condition = Aspect::new();
    for (name, member, point, unit) in [
        ("capacityFade", "capacityFadeValue", "capacity-fade", "P1"),
        (
            "remainingCapacity",
            "remainingCapacityValue",
            "remaining-capacity",
            "AMH",
        ),
        (
            "stateOfCertifiedEnergy",
            "stateOfCertifiedEnergyValue",
            "state-of-certified-energy",
            "P1",
        ),
        ("numberOfFullCycles", "numberOfFullCyclesValue", "cycle-count", ""),
        (
            "remainingRoundTripEnergyEfficiency",
            "remainingRoundTripEnergyEfficiencyValue",
            "remaining-efficiency",
            "P1",
        ),
    ] {
        let value = facts.amount(point, unit);
        let value = value.map(|value| json!({ member: value, "lastUpdate": facts.told_at() }));
        add(&mut condition, name, value);
    }
    add(&mut condition, "powerFade", facts.amount("power-fade", "P1"));
    add(
        &mut condition,
        "roundTripEfficiencyFade",
        facts.amount("efficiency-fade", "P1"),
    );
    add(
        &mut condition,
        "roundTripEfficiencyat50PerCentCycleLife",
        facts.amount("round-trip-efficiency-half-life", "P1"),
    );
    let event = |event: &String| json!({ "negativeEvent": event, "lastUpdate": facts.told_at() });
    let events = facts.list("negative-events");
    add(
        &mut condition,
        "negativeEvents",
        some(events.iter().map(event).collect()),
    );
    condition
}

pub(super) fn labels(facts: &Facts<'_>) -> Aspect {
    let mut aspect = Aspect::new();
    let conformity = facts.link("declaration-of-conformity").map(Json::from);
    add(&mut aspect, "declarationOfConformity", conformity);
    add(
        &mut aspect,
        "resultOfTestReport",
        facts.link("test-reports").map(Json::from),
    );
    let labels = [
        ("marking-separate-collection", "SeparateCollection"),
        ("carbon-footprint-label", "CarbonFootPrint"),
    ];
    let label = |(point, subject)| {
        let symbol = facts.link(point)?;
        Some(json!({ "labelingSymbol": symbol, "labelingSubject": subject }))
    };
    add(
        &mut aspect,
        "labels",
        some(labels.into_iter().filter_map(label).collect()),
    );
    aspect
}

pub(super) fn circularity(facts: &Facts<'_>) -> Aspect {
    let mut aspect = Aspect::new();
    let manuals = [
        ("dismantling", "DismantlingManual"),
        ("instructions", "OtherManual"),
    ];
    let manual = |(point, kind): (&str, &str)| {
        let (address, mime) = facts.file(point)?;
        Some(json!({ "documentType": kind, "mimeType": mime, "documentURL": address }))
    };
    let manuals = manuals.into_iter().filter_map(manual).collect();
    add(&mut aspect, "dismantlingAndRemovalInformation", some(manuals));
    let agent = facts.text("extinguishing-agent");
    let mut safety = Aspect::new();
    add(
        &mut safety,
        "extinguishingAgent",
        agent.map(|agent| json!([agent])),
    );
    let instructions = facts.address("safety-measures").map(Json::from);
    add(&mut safety, "safetyInstructions", instructions);
    add(&mut aspect, "safetyMeasures", filled(safety));
    let waste = facts.address("waste-information");
    let waste = waste.map(|address| json!({ "wastePrevention": address }));
    add(&mut aspect, "endOfLifeInformation", waste);
    add(
        &mut aspect,
        "renewableContent",
        facts.amount("renewable-content", "P1"),
    );
    aspect
}

pub(super) fn carbon(facts: &Facts<'_>) -> Aspect {
    let mut aspect = Aspect::new();
    let study = facts.link("carbon-footprint-declaration").map(Json::from);
    add(&mut aspect, "carbonFootprintStudy", study);
    aspect
}

pub(super) fn due_diligence(facts: &Facts<'_>) -> Aspect {
    let mut aspect = Aspect::new();
    let report = facts.link("responsible-sourcing").map(Json::from);
    add(&mut aspect, "supplyChainDueDiligenceReport", report);
    aspect
}
