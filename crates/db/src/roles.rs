//! The roles: the three doors, and the login role that may only walk through them.

use crate::{DbError, connect::Connector};
use diesel::{
    QueryableByName,
    dsl::sql,
    sql_types::{Array, Bool, Integer, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

/// The roles of the doors.
pub const DOORS: [&str; 3] = ["tessera_brand", "tessera_public", "tessera_system"];
/// From this server on, a membership itself says whether it inherits.
const MEMBERSHIP_OPTIONS_SINCE: i32 = 160_000;

/// Creates the login role, or gives the one that is there this password. It may log in and nothing else; [`crate::migrate`]
/// lets it through the doors. For the server that Tessera runs itself.
pub async fn create_login_role(owner_url: &str, name: &str, password: &str) -> Result<(), DbError> {
    let mut connection = Connector::parse(owner_url)?.connect().await?;
    let exists: bool = diesel::select(
        sql::<Bool>("EXISTS (SELECT FROM pg_roles WHERE rolname = ")
            .bind::<Text, _>(name)
            .sql(")"),
    )
    .get_result(&mut connection)
    .await?;
    let verb = if exists { "ALTER" } else { "CREATE" };
    let (name, password) = (identifier(name)?, literal(password)?);
    let sql = format!(
        "{verb} ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT PASSWORD {password}"
    );
    Ok(connection.batch_execute(&sql).await?)
}

/// Lets the login role take the doors' roles, never inherit from them.
pub(crate) async fn grant_doors(connection: &mut AsyncPgConnection, login: &str) -> Result<(), DbError> {
    let options = if server_version(connection).await? >= MEMBERSHIP_OPTIONS_SINCE {
        " WITH INHERIT FALSE, SET TRUE"
    } else {
        ""
    };
    let login = identifier(login)?;
    let sql = format!("GRANT {} TO {login}{options}", DOORS.join(", "));
    connection.batch_execute(&sql).await.map_err(|error| {
        let detail = DbError::from(error);
        DbError::Refused(format!(
            "The role {login} could not be let through the doors of Tessera ({detail}). Create it first, as a role that \
             only logs in: CREATE ROLE {login} LOGIN NOINHERIT PASSWORD '...'; and run the migration as a role that may \
             grant {}.",
            DOORS.join(", ")
        ))
    })
}

/// Refuses doors that someone has widened.
pub(crate) async fn check_doors(connection: &mut AsyncPgConnection) -> Result<(), DbError> {
    let wide: bool = diesel::select(
        sql::<Bool>(
            "EXISTS (SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls OR rolcanlogin) AND rolname = ANY(",
        )
        .bind::<Array<Text>, _>(DOORS.as_slice())
        .sql("))"),
    )
    .get_result(connection)
    .await?;
    if wide {
        return Err(DbError::Refused(format!(
            "One of the roles {} may log in, is a superuser or bypasses row-level security. ALTER ROLE ... NOLOGIN \
             NOSUPERUSER NOBYPASSRLS takes that back.",
            DOORS.join(", ")
        )));
    }
    Ok(())
}

/// What PostgreSQL says about the role that is logged in.
#[derive(QueryableByName)]
struct Login {
    #[diesel(sql_type = Text)]
    name: String,
    /// The worst of the rights that it should not have.
    #[diesel(sql_type = Nullable<Text>)]
    flaw: Option<String>,
    /// The door that it may not take.
    #[diesel(sql_type = Nullable<Text>)]
    missing: Option<String>,
    /// Other roles that it is a member of.
    #[diesel(sql_type = Nullable<Text>)]
    others: Option<String>,
}

const LOGIN: &str = "
    WITH doors AS (SELECT oid, rolname FROM pg_roles
                   WHERE rolname IN ('tessera_brand', 'tessera_public', 'tessera_system'))
    SELECT r.rolname::text AS name,
           CASE WHEN r.rolsuper THEN 'superuser'
                WHEN r.rolbypassrls THEN 'bypassrls'
                WHEN r.rolcreaterole THEN 'createrole'
                WHEN r.rolreplication THEN 'replication'
                WHEN EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                             AND pg_has_role(r.oid, c.relowner, 'MEMBER'))
                  OR EXISTS (SELECT FROM pg_database d WHERE d.datname = current_database()
                             AND pg_has_role(r.oid, d.datdba, 'MEMBER')) THEN 'owner'
                WHEN EXISTS (SELECT FROM doors WHERE pg_has_role(r.oid, doors.oid, 'USAGE')) THEN 'inherits'
           END AS flaw,
           (SELECT min(wanted) FROM unnest(ARRAY['tessera_brand', 'tessera_public', 'tessera_system']) AS wanted
            WHERE NOT EXISTS (SELECT FROM doors WHERE rolname = wanted AND pg_has_role(r.oid, doors.oid, 'MEMBER'))
           ) AS missing,
           (SELECT string_agg(o.rolname, ', ') FROM pg_roles o
            WHERE o.oid <> r.oid AND o.oid NOT IN (SELECT oid FROM doors) AND pg_has_role(r.oid, o.oid, 'MEMBER')
           ) AS others
    FROM pg_roles r WHERE r.rolname = session_user";

/// Refuses a login role that could go around the doors, each time with the remedy. The program asks at its start.
pub async fn check_login_role(login_url: &str) -> Result<(), DbError> {
    let mut connection = Connector::parse(login_url)?.connect().await?;
    let login: Login = diesel::sql_query(LOGIN).get_result(&mut connection).await?;
    match login.objection() {
        None => Ok(()),
        Some(objection) => {
            let name = &login.name;
            Err(DbError::Refused(format!(
                "The database role \"{name}\" that Tessera logs in with {objection}"
            )))
        }
    }
}

impl Login {
    fn objection(&self) -> Option<String> {
        let take = |what: &str| {
            format!(
                "Take that from it (ALTER ROLE \"{}\" {what}), or use another role.",
                self.name
            )
        };
        let flaw = self.flaw.as_deref().map(|flaw| match flaw {
            "superuser" => format!("is a superuser, so row-level security would not hold. {}", take("NOSUPERUSER")),
            "bypassrls" => format!("bypasses row-level security. {}", take("NOBYPASSRLS")),
            "createrole" => format!("may create roles, and so give itself any right. {}", take("NOCREATEROLE")),
            "replication" => format!("may replicate, and so read everything. {}", take("NOREPLICATION")),
            "owner" => "owns the database or its tables, or is a member of the owner. Migrate as the owner and log in with \
                        another role; `tessera migrate` lets it through the doors."
                .to_owned(),
            _ => format!("inherits the rights of the doors without opening one. {}", take("NOINHERIT")),
        });
        let missing = || {
            let door = self.missing.as_ref()?;
            Some(format!(
                "may not take the role {door}. Run `tessera migrate` with this login role named."
            ))
        };
        let others = || {
            Some(format!(
                "is also a member of {}. Revoke that.",
                self.others.as_ref()?
            ))
        };
        flaw.or_else(missing).or_else(others)
    }
}

/// `server_version_num`: 150004 is PostgreSQL 15.4.
pub(crate) async fn server_version(connection: &mut AsyncPgConnection) -> Result<i32, DbError> {
    let query = diesel::select(sql::<Integer>("current_setting('server_version_num')::int4"));
    Ok(query.get_result(connection).await?)
}

fn identifier(name: &str) -> Result<String, DbError> {
    sane(name)?;
    Ok(format!("\"{}\"", name.replace('"', "\"\"")))
}

// Backslashes mean themselves: `standard_conforming_strings` is on.
fn literal(text: &str) -> Result<String, DbError> {
    sane(text)?;
    Ok(format!("'{}'", text.replace('\'', "''")))
}

fn sane(text: &str) -> Result<(), DbError> {
    if text.is_empty() || text.contains('\0') {
        return Err(DbError::Refused(
            "A database role needs a name and a password.".to_owned(),
        ));
    }
    Ok(())
}
