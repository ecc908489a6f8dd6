//! Hashing passwords with argon2id, never more at once than there are cores.

use crate::clock::Random;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::Error;
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// How long somebody may wait for their turn.
const PATIENCE: Duration = Duration::from_secs(10);
const SALT_BYTES: usize = 16;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

/// OWASP's parameters for machines with few cores, at parallelism 1.
impl Default for Cost {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
        }
    }
}

/// The result of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password, or there is no account.
    Wrong,
    /// The password; `is_outdated` where its hash was made at another cost.
    Right {
        /// Whether it should be hashed anew.
        is_outdated: bool,
    },
}

/// Hashes and compares. Clones share the turns.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new(Cost::default())
    }
}

impl Passwords {
    /// Hashes at `cost`.
    pub fn new(cost: Cost) -> Self {
        let params =
            Params::new(cost.memory_kib, cost.passes, 1, None).expect("a cost within argon2's limits");
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            turns: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The hash of `password` under a fresh salt, as a PHC string.
    pub async fn hash(&self, random: &dyn Random, password: &str) -> Result<String, Error> {
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        self.in_turn(password, move |argon, password| {
            argon
                .hash_password_with_salt(password, &salt)
                .map(|hash| hash.to_string())
        })
        .await?
        .map_err(|error| defect(&error))
    }

    /// Compares with the hash of an account. Without an account the same work is done, so the time tells nothing.
    pub async fn verify(&self, hash: Option<&str>, password: &str) -> Result<Verdict, Error> {
        let is_known = hash.is_some();
        let hash = hash.map_or_else(|| self.nobodys_hash(), str::to_owned);
        let verdict = self.in_turn(password, move |argon, password| {
            let hash = PasswordHash::new(&hash)?;
            let is_outdated = Params::try_from(&hash).is_ok_and(|params| !same_cost(&params, argon.params()));
            let is_right = argon.verify_password(password, &hash).is_ok();
            let right = Verdict::Right { is_outdated };
            Ok::<_, argon2::password_hash::phc::Error>(if is_right && is_known {
                right
            } else {
                Verdict::Wrong
            })
        });
        verdict.await?.map_err(|error| defect(&error))
    }

    /// Judges a new password, off the threads that serve requests.
    pub async fn judge(&self, password: &str, about: &[&str]) -> Result<(), Error> {
        let about: Vec<String> = about.iter().map(|text| (*text).to_owned()).collect();
        let verdict = self.in_turn(password, move |_, password| {
            let about: Vec<&str> = about.iter().map(String::as_str).collect();
            super::judge(std::str::from_utf8(password).unwrap_or_default(), &about)
        });
        verdict
            .await?
            .map_err(|message| Error::invalid("password", message))
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        password: &str,
        work: impl FnOnce(&Argon2<'static>, &[u8]) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let busy =
            || Error::unavailable("Many people are signing in at the moment. Please try again in a minute.");
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
        let (argon, password) = (self.argon.clone(), Zeroizing::new(password.as_bytes().to_vec()));
        let task = tokio::task::spawn_blocking(move || {
            let answer = work(&argon, &password);
            drop(turn);
            answer
        });
        task.await.map_err(|error| defect(&error))
    }

    /// A hash that no password has, at the usual cost.
    fn nobodys_hash(&self) -> String {
        let (memory, passes) = (self.argon.params().m_cost(), self.argon.params().t_cost());
        let (salt, output) = ("bm9ib2R5bm9ib2R5bm9ibw", "A".repeat(43));
        format!("$argon2id$v=19$m={memory},t={passes},p=1${salt}${output}")
    }
}

fn same_cost(a: &Params, b: &Params) -> bool {
    (a.m_cost(), a.t_cost(), a.p_cost()) == (b.m_cost(), b.t_cost(), b.p_cost())
}

fn defect(error: &dyn std::error::Error) -> Error {
    tracing::error!(%error, "a password could not be hashed");
    Error::Internal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;

    const CHEAP: Cost = Cost {
        memory_kib: 64,
        passes: 1,
    };

    #[test]
    fn a_new_hash_has_the_parameters_of_the_contract() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let hash = runtime
            .block_on(Passwords::default().hash(&SystemRandom, "copper lantern drifts"))
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[tokio::test]
    async fn only_the_very_password_is_right() {
        let passwords = Passwords::new(CHEAP);
        let hash = passwords.hash(&SystemRandom, " copper lantern ").await.unwrap();
        let right = Verdict::Right { is_outdated: false };
        assert_eq!(
            passwords.verify(Some(&hash), " copper lantern ").await.unwrap(),
            right
        );
        for wrong in ["copper lantern", " copper lantern", " Copper lantern ", ""] {
            assert_eq!(
                passwords.verify(Some(&hash), wrong).await.unwrap(),
                Verdict::Wrong,
                "{wrong}"
            );
        }
        assert_eq!(
            passwords.verify(None, " copper lantern ").await.unwrap(),
            Verdict::Wrong
        );
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_is_right_and_outdated() {
        let hash = Passwords::new(CHEAP)
            .hash(&SystemRandom, "copper lantern")
            .await
            .unwrap();
        let dearer = Passwords::new(Cost {
            memory_kib: 128,
            passes: 1,
        });
        let verdict = dearer.verify(Some(&hash), "copper lantern").await.unwrap();
        assert_eq!(verdict, Verdict::Right { is_outdated: true });
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        let passwords = Passwords::new(CHEAP);
        let hash = || passwords.hash(&SystemRandom, "copper lantern");
        assert_ne!(hash().await.unwrap(), hash().await.unwrap());
    }
}
