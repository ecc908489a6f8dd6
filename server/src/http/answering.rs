//! From a request to its answer: at hand, or worked on by those who share all work.

use crate::{
    app::App,
    http::public::quick::{self, Question},
};
use axum::{
    Router,
    body::{Body, HttpBody},
    response::Response,
};
use futures::{StreamExt, stream};
use hyper::{Request, body::Incoming};
use std::net::IpAddr;
use tokio::{
    runtime::Handle,
    sync::mpsc,
    task::{AbortHandle, JoinError},
};
use tower::ServiceExt;

/// What answers.
#[derive(Clone)]
pub(super) struct Answering {
    pub(super) router: Router,
    /// Whose answers of the last moment are given again.
    pub(super) app: Option<App>,
    /// Who looks for an answer where none is at hand.
    pub(super) workers: Handle,
}

impl Answering {
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
        peer: IpAddr,
    ) -> Result<Response, JoinError> {
        let question = self
            .app
            .as_ref()
            .and_then(|app| Some((app, Question::of(&request)?)));
        let Some((app, question)) = question else {
            return self.route(request).await;
        };
        if let Some(response) = quick::again(app, &question, &request, peer) {
            return Ok(response);
        }
        let response = self.route(request).await?;
        Ok(quick::keep(app, question, response).await)
    }

    /// Nobody works on for a client that has gone.
    async fn route(&self, request: Request<Incoming>) -> Result<Response, JoinError> {
        let answering = self.router.clone().oneshot(request);
        let work = self.workers.spawn(async move {
            let Ok(response) = answering.await;
            made_here(response)
        });
        let _end = Ending(work.abort_handle());
        work.await
    }
}

/// An answer of which nothing is left to do but to be sent: the rest of a body that is still being made is made where this is called.
fn made_here(response: Response) -> Response {
    if response.body().size_hint().exact().is_some() {
        return response;
    }
    response.map(|body| {
        let mut parts = body.into_data_stream();
        let (sender, sent) = mpsc::channel(1);
        tokio::spawn(async move {
            loop {
                let part = tokio::select! {
                    part = parts.next() => part,
                    () = sender.closed() => return,
                };
                let is_last = part.is_none();
                if sender.send(part).await.is_err() || is_last {
                    return;
                }
            }
        });
        let parts = stream::unfold(Some(sent), async |sent| {
            let mut sent = sent?;
            match sent.recv().await {
                Some(Some(part)) => Some((part, Some(sent))),
                Some(None) => None,
                // Whoever made it has panicked: what was sent is not taken for the whole.
                None => Some((Err(axum::Error::new("a body broke off")), None)),
            }
        });
        Body::from_stream(parts)
    })
}

/// Ends a piece of work when it is dropped.
struct Ending(AbortHandle);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.abort();
    }
}
