//! Loading data into a page.
//!
//! Every kind of resource, suspense and keyed list is compiled anew by leptos, about ten kilobytes each. So there is one
//! of each, with its types erased; what is left per page is the decoding of its data.

use super::Skeleton;
use crate::AppError;
use domain::Error;
use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};
use std::{any::Any, marker::PhantomData, pin::Pin, sync::Arc};

/// A value that a page loads, or its text as the server wrote it into the document.
#[derive(Clone)]
enum Value {
    Loaded {
        value: Arc<dyn Any + Send + Sync>,
        encode: fn(&dyn Any) -> String,
    },
    Written(Arc<str>),
}

impl Value {
    fn new<T: Serialize + Send + Sync + 'static>(value: T) -> Self {
        Self::Loaded {
            value: Arc::new(value),
            // A browser never writes what it loaded, so it need not know how.
            encode: if cfg!(target_family = "wasm") {
                unwritten
            } else {
                written::<T>
            },
        }
    }

    fn read<T: DeserializeOwned + Clone + 'static>(self) -> Result<T, AppError> {
        match self {
            Self::Loaded { value, .. } => value.downcast_ref::<T>().cloned(),
            Self::Written(text) => serde_json::from_slice(text.as_bytes()).ok(),
        }
        .ok_or(AppError(Error::Internal))
    }
}

fn unwritten(_: &dyn Any) -> String {
    String::new()
}

fn written<T: Serialize + 'static>(value: &dyn Any) -> String {
    value
        .downcast_ref::<T>()
        .and_then(|v| serde_json::to_string(v).ok())
        .unwrap_or_default()
}

type Answer = Result<Value, AppError>;
type Loading<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// How an answer is written into the document: a sign, then JSON.
struct Wire;

impl Encoder<Answer> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(answer: &Answer) -> Result<String, Self::Error> {
        Ok(match answer {
            Ok(Value::Loaded { value, encode }) => format!("+{}", encode(value.as_ref())),
            Ok(Value::Written(text)) => format!("+{text}"),
            Err(error) => format!("-{}", serde_json::to_string(error)?),
        })
    }
}

impl Decoder<Answer> for Wire {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<Answer, Self::Error> {
        Ok(match text.strip_prefix('+') {
            Some(json) => Ok(Value::Written(json.into())),
            None => Err(serde_json::from_slice(
                text.get(1..).unwrap_or_default().as_bytes(),
            )?),
        })
    }
}

/// Data that is loaded on the server with the page, and in the browser when it is needed anew.
pub struct Loader<T> {
    resource: Resource<Answer, Wire>,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loader<T> {}

impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> Loader<T> {
    /// Loads once.
    pub fn once<F>(load: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        Self::new(String::new, move |_| load())
    }

    /// Loads for a key, and again whenever the key is another one.
    pub fn new<F>(
        key: impl Fn() -> String + Send + Sync + 'static,
        load: impl Fn(String) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let load = move |key| -> Loading<Answer> {
            let answer = load(key);
            Box::pin(async move { answer.await.map(Value::new) })
        };
        Self {
            resource: resource(Box::new(key), Box::new(load)),
            value: PhantomData,
        }
    }

    /// Loads again.
    pub fn refetch(self) {
        self.resource.refetch();
    }

    /// The answer, where it is there already.
    pub fn now(self) -> Option<Result<T, AppError>> {
        Some(self.resource.get_untracked()?.and_then(Value::read))
    }
}

fn resource(
    key: Box<dyn Fn() -> String + Send + Sync>,
    load: Box<dyn Fn(String) -> Loading<Answer> + Send + Sync>,
) -> Resource<Answer, Wire> {
    Resource::new_with_options(key, load, false)
}

impl<T: DeserializeOwned + Clone + Send + 'static> IntoFuture for Loader<T> {
    type Output = Result<T, AppError>;
    type IntoFuture = Loading<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let answer = self.resource.into_future();
        Box::pin(async move { answer.await.and_then(Value::read) })
    }
}

/// A part of the page that waits for its data: grey rows at first, the old content while new data is on its way.
pub fn pending<F>(rows: usize, body: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = AnyView> + Send + 'static,
{
    let body = move || -> Loading<AnyView> { Box::pin(body()) };
    suspended(rows, Box::new(body))
}

fn suspended(rows: usize, body: Box<dyn Fn() -> Loading<AnyView> + Send + Sync>) -> AnyView {
    let fallback = move || (rows > 0).then(|| view! { <Skeleton rows /> }.into_any());
    view! { <Transition fallback>{move || Suspend::new(body())}</Transition> }.into_any()
}

/// A list whose items keep their elements, and so focus and typed text, while the list changes. An item is named by a key.
pub fn keyed(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    item: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    each(Arc::new(keys), Arc::new(item))
}

fn each(
    keys: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
    item: Arc<dyn Fn(String) -> AnyView + Send + Sync>,
) -> AnyView {
    view! { <For each=move || keys() key=Clone::clone children=move |key| item(key) /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_reads_what_the_server_wrote() {
        let value: Answer = Ok(Value::new(vec![1_u32, 2]));
        let text = Wire::encode(&value).unwrap();
        assert_eq!(text, "+[1,2]");
        let read = Wire::decode(&text).unwrap().unwrap().read::<Vec<u32>>();
        assert_eq!(read, Ok(vec![1, 2]));
        let error: Answer = Err(AppError(Error::Forbidden));
        let read = Wire::decode(&Wire::encode(&error).unwrap()).unwrap();
        assert_eq!(read.err(), Some(AppError(Error::Forbidden)));
    }
}
