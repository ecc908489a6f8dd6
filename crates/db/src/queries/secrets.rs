//! The envelopes of every secret column, for the key ring's rotation; through the system door.

use crate::DbError;
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Bytea, Integer, Nullable, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::BrandId;
use uuid::Uuid;

/// A column that holds envelopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretColumn {
    /// `connections.secret`
    ConnectionSecret,
    /// `connections.password`
    ConnectionPassword,
    /// `connections.tokens`
    ConnectionTokens,
    /// `subscriptions.secret`
    SubscriptionSecret,
    /// `subscriptions.notice_secret`
    SubscriptionNoticeSecret,
    /// `outbox.body`
    OutboxBody,
    /// `totp_factors.secret`
    TotpSecret,
    /// `signing_keys.private_key`
    SigningKey,
    /// `brand_keys.private_key`
    BrandKey,
    /// `disclosure_keys.secret`
    DisclosureSecret,
}

/// An envelope and where it lies.
#[derive(Clone, PartialEq, Eq, QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    brand_id: Option<Uuid>,
    #[diesel(sql_type = Bytea)]
    envelope: Vec<u8>,
}

/// An envelope and where it lies.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The row.
    pub row: Uuid,
    /// The brand that owns the row.
    pub brand: Option<BrandId>,
    /// The envelope.
    pub envelope: Vec<u8>,
}

impl SecretColumn {
    /// Every column that holds envelopes.
    pub const ALL: [Self; 10] = [
        Self::ConnectionSecret,
        Self::ConnectionPassword,
        Self::ConnectionTokens,
        Self::SubscriptionSecret,
        Self::SubscriptionNoticeSecret,
        Self::OutboxBody,
        Self::TotpSecret,
        Self::SigningKey,
        Self::BrandKey,
        Self::DisclosureSecret,
    ];

    /// The table.
    pub fn table(self) -> &'static str {
        match self {
            Self::ConnectionSecret | Self::ConnectionPassword | Self::ConnectionTokens => "connections",
            Self::SubscriptionSecret | Self::SubscriptionNoticeSecret => "subscriptions",
            Self::OutboxBody => "outbox",
            Self::TotpSecret => "totp_factors",
            Self::SigningKey => "signing_keys",
            Self::BrandKey => "brand_keys",
            Self::DisclosureSecret => "disclosure_keys",
        }
    }

    /// The column.
    pub fn column(self) -> &'static str {
        match self {
            Self::ConnectionSecret | Self::SubscriptionSecret | Self::TotpSecret | Self::DisclosureSecret => {
                "secret"
            }
            Self::SubscriptionNoticeSecret => "notice_secret",
            Self::ConnectionPassword => "password",
            Self::ConnectionTokens => "tokens",
            Self::OutboxBody => "body",
            Self::SigningKey | Self::BrandKey => "private_key",
        }
    }

    fn brand(self) -> &'static str {
        match self.table() {
            "outbox" | "totp_factors" | "signing_keys" => "NULL::uuid",
            _ => "brand_id",
        }
    }
}

/// Envelopes after the row `after` that do not begin with `prefix`, in the order of their rows.
pub async fn stale(
    conn: &mut AsyncPgConnection,
    column: SecretColumn,
    prefix: &[u8],
    after: Uuid,
    limit: u32,
) -> Result<Vec<Sealed>, DbError> {
    let (table, name, brand) = (column.table(), column.column(), column.brand());
    // Nothing but words of this file goes into the text.
    let sql = format!(
        "SELECT id, {brand} AS brand_id, {name} AS envelope FROM {table} \
         WHERE id > $1 AND {name} IS NOT NULL AND substring({name} FROM 1 FOR $2) <> $3 ORDER BY id LIMIT $4"
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<SqlUuid, _>(after)
        .bind::<Integer, _>(i32::try_from(prefix.len()).unwrap_or(i32::MAX))
        .bind::<Bytea, _>(prefix)
        .bind::<BigInt, _>(i64::from(limit))
        .load(conn)
        .await?;
    let sealed = |row: Row| Sealed {
        row: row.id,
        brand: row.brand_id.map(BrandId),
        envelope: row.envelope,
    };
    Ok(rows.into_iter().map(sealed).collect())
}

/// Puts `new` in the place of `old`. Answers false where somebody has stored another envelope meanwhile.
pub async fn replace(
    conn: &mut AsyncPgConnection,
    column: SecretColumn,
    row: Uuid,
    old: &[u8],
    new: &[u8],
) -> Result<bool, DbError> {
    let (table, name) = (column.table(), column.column());
    let sql = format!("UPDATE {table} SET {name} = $3 WHERE id = $1 AND {name} = $2");
    let rows = sql_query(sql)
        .bind::<SqlUuid, _>(row)
        .bind::<Bytea, _>(old)
        .bind::<Bytea, _>(new)
        .execute(conn)
        .await?;
    Ok(rows == 1)
}
