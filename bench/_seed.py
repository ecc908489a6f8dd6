"""Passports by the thousand: copies of one that was published, under GTINs of their own, written with SQL.

The documents are the published one's with another address in them, and their hashes are right; their signatures are not, which nobody
looks at who reads a page. Rows are written without triggers and foreign keys, which is what makes a million possible.
"""

from _services import Postgres

# The 13 digits before the check digit: a prefix that GS1 keeps for examples, and nine digits of ours.
PREFIX = "0952"

SETUP = """
CREATE OR REPLACE FUNCTION bench_path(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT '/01/' || digits || (10 - (SELECT sum(substr(digits, at, 1)::int * CASE at % 2 WHEN 1 THEN 3 ELSE 1 END)
        FROM generate_series(1, 13) at) % 10) % 10
    FROM (SELECT '{prefix}' || lpad(n::text, 9, '0') AS digits) d
$$;
"""

# Every column but the named ones as it is in the source, whatever columns there are today.
COPY = """
SET session_replication_role = replica;
CREATE TEMP TABLE made AS
    SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS version, bench_path(n) AS path
    FROM generate_series({first}, {last}) n;
CREATE TEMP TABLE documents AS
    SELECT made.*, d.document, sha256(d.document) AS hash FROM made, LATERAL (
        SELECT convert_to(replace(convert_from(document, 'UTF8'), '{path}', made.path), 'UTF8') AS document
        FROM versions WHERE passport_id = '{source}' AND number = {number}) d;
INSERT INTO versions ({version_columns}, id, passport_id, document, hash)
    SELECT {version_values}, m.version, m.id, m.document, m.hash
    FROM documents m, versions s WHERE s.passport_id = '{source}' AND s.number = {number};
INSERT INTO passports ({passport_columns}, id, path, product_key, latest_hash)
    SELECT {passport_values}, m.id, m.path, 'bench-' || m.n, m.hash FROM documents m, passports s WHERE s.id = '{source}';
"""


def columns(postgres: Postgres, name: str, but: set[str]) -> tuple[str, str]:
    found = postgres.sql(f"SELECT column_name FROM information_schema.columns WHERE table_name = '{name}' AND table_schema = 'public' "
                         "AND is_generated = 'NEVER' ORDER BY ordinal_position").split()
    kept = [column for column in found if column not in but]
    return ", ".join(kept), ", ".join(f"s.{column}" for column in kept)


def seed(postgres: Postgres, source: str, first: int, last: int) -> None:
    """Copies of the passport under the path `source`, numbered from first to last."""
    row = postgres.sql(f"SELECT id, latest FROM passports WHERE path = '{source}'")
    passport, number = row.split("|")
    version_columns, version_values = columns(postgres, "versions", {"id", "passport_id", "document", "hash"})
    passport_columns, passport_values = columns(postgres, "passports", {"id", "path", "product_key", "latest_hash"})
    postgres.sql(SETUP.replace("{prefix}", PREFIX))
    # In steps, so that no temporary table becomes large.
    for start in range(first, last + 1, 50_000):
        postgres.sql(COPY.format(first=start, last=min(start + 49_999, last), path=source, source=passport, number=number,
                                 version_columns=version_columns, version_values=version_values,
                                 passport_columns=passport_columns, passport_values=passport_values))
    postgres.sql("VACUUM (ANALYZE) passports; VACUUM (ANALYZE) versions; CHECKPOINT;")


def path_of(n: int) -> str:
    """The same in Python."""
    digits = f"{PREFIX}{n:09d}"
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(digits))
    return f"/01/{digits}{(10 - total % 10) % 10}"
