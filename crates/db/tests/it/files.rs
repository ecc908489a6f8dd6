//! Files of passports: who may read them depends on what the latest versions show, and is found without reading those.

use crate::world::{OURS, World};
use db::queries::media;
use domain::PassportId;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Ten thousand passports of brand `a` with documents of some kilobytes, each with a file of its own that it shows to everybody.
const MANY: &str = "
    INSERT INTO passports
    SELECT md5('p' || n)::uuid, p.brand_id, p.template_id, 'key' || n, 'sku', '/p/' || lpad(n::text, 16, '0'), '{}', '', 1,
        p.latest_hash, p.content_hash, p.published_at, NULL, p.published_at
    FROM passports p, generate_series(1, 10000) AS n WHERE p.brand_id = '00000000-0000-0000-0000-0000000000a1';
    INSERT INTO versions
    SELECT md5('v' || n)::uuid, v.brand_id, md5('p' || n)::uuid, 1,
        convert_to('{\"image\":{\"sha256\":\"' || encode(sha256(n::text::bytea), 'hex') || '\"},\"text\":\"'
            || (SELECT string_agg(md5((n * 200 + i)::text), '') FROM generate_series(1, 200) AS i) || '\"}', 'UTF8'),
        v.hash, v.published_at, v.published_by
    FROM versions v, generate_series(1, 10000) AS n WHERE v.brand_id = '00000000-0000-0000-0000-0000000000a1';
    INSERT INTO media
    SELECT m.brand_id, sha256(n::text::bytea), 'image/png', 'x', 1, 1, 'x', m.created_at
    FROM media m, generate_series(1, 10000) AS n WHERE m.brand_id = '00000000-0000-0000-0000-0000000000a1';
    INSERT INTO passport_files
    SELECT md5('p' || n)::uuid, '00000000-0000-0000-0000-0000000000a1', sha256(n::text::bytea) FROM generate_series(1, 10000) AS n;
    ANALYZE;";

const CLOSED: &str = "SELECT count(*) FROM media WHERE restricted";

#[tokio::test]
async fn files_among_ten_thousand_passports_are_closed_at_once() {
    let world = World::new().await;
    world.superuser.batch_execute(MANY).await.unwrap();
    // The first fifty passports show their files no longer.
    let gone: Vec<PassportId> = {
        let rows = world
            .superuser
            .query(
                "SELECT md5('p' || n)::uuid::text FROM generate_series(1, 50) AS n",
                &[],
            )
            .await
            .unwrap();
        rows.iter()
            .map(|row| Uuid::parse_str(row.get(0)).unwrap().into())
            .collect()
    };
    let rows = world
        .superuser
        .query(
            "SELECT sha256(n::text::bytea) FROM generate_series(1, 100) AS n",
            &[],
        )
        .await
        .unwrap();
    let hashes: Vec<Vec<u8>> = rows.iter().map(|row| row.get(0)).collect();
    let began = Instant::now();
    let mut tx = world.doors.brand(OURS).await.unwrap();
    media::note_shown(&mut tx, OURS, &gone, &[]).await.unwrap();
    media::close(&mut tx, &hashes).await.unwrap();
    tx.commit().await.unwrap();
    let took = began.elapsed();
    // Reading the documents for it takes tens of seconds.
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert_eq!(
        world.value(CLOSED).await,
        "50",
        "the others are still shown to everybody"
    );
}

#[tokio::test]
async fn a_file_is_closed_once_nobody_shows_it() {
    let world = World::new().await;
    let passport: PassportId = Uuid::from_u128(0xa5).into();
    let id = world
        .superuser
        .query_one("SELECT sha256, passport_id::text FROM passport_files WHERE brand_id = '00000000-0000-0000-0000-0000000000a1'", &[])
        .await
        .unwrap();
    assert_eq!(id.get::<_, String>(1), passport.0.to_string());
    let hash: Vec<u8> = id.get(0);
    let (one, other) = (hash.clone(), vec![7; 32]);
    let closed = async |shown: &[&[u8]]| {
        let mut tx = world.doors.brand(OURS).await.unwrap();
        let shown: Vec<_> = shown.iter().map(|hash| (passport, *hash)).collect();
        media::note_shown(&mut tx, OURS, &[passport], &shown)
            .await
            .unwrap();
        media::close(&mut tx, std::slice::from_ref(&one)).await.unwrap();
        tx.commit().await.unwrap();
        world.value(CLOSED).await
    };
    assert_eq!(closed(&[&hash, &other]).await, "0");
    assert_eq!(closed(&[&other]).await, "1");
    let left = "SELECT count(*) FROM passport_files WHERE latest AND brand_id = '00000000-0000-0000-0000-0000000000a1'";
    assert_eq!(
        world.value(left).await,
        "1",
        "what is not shown any more is noted as what it was"
    );
}
