//! What a test gets is its own, and gone afterwards.

#![expect(
    clippy::unwrap_used,
    reason = "in a helper of tests as in a test, a panic is a failure that shows its place"
)]

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
};
use test_support::{TestDb, TestRedis};

#[tokio::test]
async fn a_database_is_migrated_empty_and_gone_afterwards() {
    let (one, other) = (TestDb::new().await, TestDb::new().await);
    one.doors().ping().await.unwrap();
    let brand = "INSERT INTO brands VALUES (gen_random_uuid(), 'x', 60, now())";
    one.superuser().await.batch_execute(brand).await.unwrap();
    let count: i64 = other
        .superuser()
        .await
        .query_one("SELECT count(*) FROM brands", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(count, 0);
    let name = one.login_url().rsplit('/').next().unwrap().to_owned();
    drop(one);
    let sql = "SELECT count(*) FROM pg_database WHERE datname = $1";
    let left: i64 = other
        .superuser()
        .await
        .query_one(sql, &[&name])
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 0);
}

fn ask(redis: &TestRedis, commands: &[&str]) -> Vec<String> {
    let url = redis.url();
    let (host, number) = url.trim_start_matches("redis://").split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let select = format!("SELECT {number}");
    for command in std::iter::once(select.as_str()).chain(commands.iter().copied()) {
        stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
    }
    let answers = BufReader::new(stream).lines().take(commands.len() + 1);
    answers.skip(1).collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_part_of_redis_is_nobody_elses() {
    let (one, other) = (TestRedis::new(), TestRedis::new());
    assert_eq!(ask(&one, &["SET key value"]), ["+OK"]);
    assert_eq!(ask(&one, &["EXISTS key"]), [":1"]);
    assert_eq!(ask(&other, &["EXISTS key"]), [":0"]);
    one.empty();
    assert_eq!(ask(&one, &["EXISTS key"]), [":0"]);
}
