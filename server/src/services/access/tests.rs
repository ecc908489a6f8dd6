//! Earlier versions, and who reads them today.

use super::{Access, Form, Granted, document, passport, showable_from};
use crate::{
    jobs::{Job, cleanup::Cleanup},
    services::{
        passports::{PublicPassport, Told, public_passport},
        publish::stage::{Stage, made},
        representations::Representation,
    },
};
use chrono::TimeDelta;
use domain::{Reader, Readers, record::Document, template::SaveTemplate};

const JSON: Form = Form::Of(Representation::Json);

fn reads_as(reader: Reader) -> Access {
    Access {
        reader,
        ..Access::PUBLIC
    }
}

fn names(document: &Document) -> Vec<&str> {
    document
        .content
        .fields()
        .map(|field| field.attribute.as_str())
        .collect()
}

/// Saves the design with other readers and publishes the product under it.
async fn publish(stage: &Stage, cmd: &mut SaveTemplate, readers: [Readers; 2]) -> PublicPassport {
    for (field, readers) in cmd.design.sections[0].fields.iter_mut().zip(readers) {
        field.readers = readers;
    }
    let template = stage.template(cmd.clone()).await;
    (cmd.id, cmd.revision) = (Some(template.id), template.revision);
    let key = stage.products("desk_chair").await.remove(0).key;
    let job = stage.publish(template.id, &[key]).await;
    let path = stage.passport(made(&job.report[0]).0).await.row.path;
    public_passport(&stage.world.app, &path).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_earlier_version_is_read_by_todays_rules() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let mut cmd = stage.typed("desk_chair", &["materials", "weight", "care_instructions"]);
    let recycler = Readers::from([Reader::Recycler]);
    let first = publish(&stage, &mut cmd, [Readers::default(), recycler.clone()]).await;
    assert_eq!(names(&first.document), ["materials", "care_instructions"]);
    let second = publish(&stage, &mut cmd, [recycler, Readers::default()]).await;
    assert_eq!(second.number, 2);

    // As it was read while it was the latest one, nothing is looked up.
    assert_eq!(
        document(app, &first, &Access::PUBLIC, JSON).await.unwrap(),
        first.document
    );
    let first = PublicPassport {
        superseded: true,
        ..first
    };
    let public = document(app, &first, &Access::PUBLIC, JSON).await.unwrap();
    assert_eq!(names(&public), ["weight", "care_instructions"]);
    let recycler = reads_as(Reader::Recycler);
    let told = document(app, &first, &recycler, JSON).await.unwrap();
    assert_eq!(names(&told), ["materials", "weight", "care_instructions"]);
    let authority = document(app, &first, &reads_as(Reader::Authority), JSON)
        .await
        .unwrap();
    assert_eq!(names(&authority), names(&public));

    let chain = [first.bytes.as_ref(), second.bytes.as_ref()];
    let whole = |reader| PublicPassport {
        told: Some(Told {
            reader,
            disclosures: Vec::new(),
        }),
        ..second.clone()
    };
    assert_eq!(
        showable_from(app, &second, &chain).await.unwrap(),
        1,
        "the first one shows what is closed today"
    );
    assert_eq!(
        showable_from(app, &whole(Reader::Recycler), &chain)
            .await
            .unwrap(),
        0
    );

    // What is served then is not what was signed, and what is the same still is.
    let shown = passport(app, &first, &Access::PUBLIC, JSON).await.unwrap();
    assert_ne!(formats::sha256_hex(&shown.bytes), first.hash);
    let same = passport(app, &second, &Access::PUBLIC, JSON).await.unwrap();
    assert_eq!(formats::sha256_hex(&same.bytes), second.hash);
}

#[tokio::test]
async fn readings_are_forgotten_after_two_years() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let mut cmd = stage.typed("desk_chair", &["materials", "weight"]);
    let readers = [Readers::from([Reader::Recycler]), Readers::default()];
    let latest = publish(&stage, &mut cmd, readers).await;
    let superuser = stage.world.db.superuser().await;
    let id = app.new_id();
    let grant = format!(
        "INSERT INTO grants (id, brand_id, organisation, reader, token_hash, created_by, created_at, expires_at)
         SELECT '{id}', brand_id, 'Re-Cell', 'recycler', sha256('x'), published_by, published_at, published_at FROM versions LIMIT 1"
    );
    superuser.execute(&grant, &[]).await.unwrap();
    let recycler = Access {
        grant: Some(Granted {
            id: id.into(),
            organisation: "Re-Cell".into(),
        }),
        ..reads_as(Reader::Recycler)
    };
    let count = async || -> i64 {
        let sql = "SELECT count(*) FROM restricted_reads";
        superuser.query_one(sql, &[]).await.unwrap().get(0)
    };
    document(app, &latest, &recycler, JSON).await.unwrap();
    stage.world.advance(TimeDelta::days(1));
    document(app, &latest, &recycler, JSON).await.unwrap();
    assert_eq!(count().await, 2);
    stage.world.advance(TimeDelta::days(729) - TimeDelta::minutes(1));
    Cleanup.run(app).await.unwrap();
    assert_eq!(count().await, 2, "not before their time");
    stage.world.advance(TimeDelta::minutes(2));
    Cleanup.run(app).await.unwrap();
    assert_eq!(count().await, 1);
    stage.world.advance(TimeDelta::days(1));
    Cleanup.run(app).await.unwrap();
    assert_eq!(count().await, 0);
}

#[tokio::test]
async fn disclosures_prove_what_a_reader_reads() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let mut cmd = stage.typed("desk_chair", &["materials", "weight"]);
    let readers = [Readers::from([Reader::Recycler]), Readers::from([Reader::Owner])];
    let latest = publish(&stage, &mut cmd, readers).await;
    assert_eq!(latest.document.restricted.len(), 2);
    assert!(latest.document.content.sections.is_empty());
    let read = passport(app, &latest, &reads_as(Reader::Recycler), JSON)
        .await
        .unwrap();
    let told = read.told.unwrap();
    assert_eq!((told.reader, told.disclosures.len()), (Reader::Recycler, 1));
    let proven = formats::disclosure::verify(&latest.document, &told.disclosures[0]).unwrap();
    assert_eq!(proven.field.attribute, "materials");
    let public = passport(app, &latest, &Access::PUBLIC, JSON).await.unwrap();
    assert_eq!(public.told, None);
    // The brand's own people see everything compared with the PIM.
    let brand = document(app, &latest, &reads_as(Reader::Brand), JSON)
        .await
        .unwrap();
    assert_eq!(names(&brand), ["materials", "weight"]);
}
