//! What queues have in common: whoever works on a row holds it by its attempt, for as long as the lease lasts.

/// How a row of a table is held by the attempt that has claimed it, as a `Claimed` tells.
macro_rules! held_rows {
    ($table:ident) => {
        /// Extends the lease alone. Whether this attempt still holds the row.
        pub async fn renew(
            conn: &mut AsyncPgConnection,
            claimed: &Claimed,
            lease_until: DateTime<Utc>,
        ) -> Result<bool, DbError> {
            let changed = diesel::update(held(claimed))
                .set($table::lease_until.eq(lease_until))
                .execute(conn)
                .await?;
            Ok(changed > 0)
        }

        #[diesel::dsl::auto_type]
        fn held(claimed: &Claimed) -> _ {
            let id: Uuid = claimed.id.0;
            let attempt: i32 = claimed.attempt;
            let running: &'static str = JobState::Running.word();
            $table::table
                .find(id)
                .filter($table::attempts.eq(attempt))
                .filter($table::state.eq(running))
        }
    };
}
pub(super) use held_rows;
