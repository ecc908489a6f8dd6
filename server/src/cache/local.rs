//! Things that only this process keeps: shared, bounded by weight, dropped when unused.

use moka::future::Cache;
use std::sync::Arc;

/// A bounded map from text to shared values.
#[derive(Clone)]
pub struct Local<V: Send + Sync + 'static>(Cache<String, Arc<V>>);

impl<V: Send + Sync + 'static> Local<V> {
    /// Holds at most `weight_max` in all, as `weigh` counts it.
    pub fn new(weight_max: u64, weigh: fn(&V) -> u32) -> Self {
        Self(
            Cache::builder()
                .max_capacity(weight_max)
                .weigher(move |_, value: &Arc<V>| weigh(value))
                .build(),
        )
    }

    /// The value, where there is one.
    pub async fn get(&self, key: &str) -> Option<Arc<V>> {
        self.0.get(key).await
    }

    /// Keeps a value.
    pub async fn put(&self, key: String, value: Arc<V>) {
        self.0.insert(key, value).await;
    }

    /// Forgets a value.
    pub async fn forget(&self, key: &str) {
        self.0.invalidate(key).await;
    }
}
