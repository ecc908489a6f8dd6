//! One passport: its findings, its proofs, and storing one.

use super::{frame, fresh, refused, show, show_error};
use crate::{app::App, context::Person, http::page::private, services::registry};
use app::{
    account::FormState,
    desk::{Tab, registry_passport_page},
    routes::Route,
};
use axum::{
    Extension,
    extract::{FromRequest, Multipart, Path, Query, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Error, PassportId, Permission, ProofId, registry::UploadProof};

/// `GET /registry/{id}`
pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    Query(query): Query<super::super::reply::Query>,
) -> Response {
    let state = FormState {
        notice: notice(query.notice.as_deref()),
        ..fresh(&app)
    };
    match body(&app, &person, &state, id).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

fn notice(word: Option<&str>) -> Option<&'static str> {
    Some(match word? {
        "stored" => "The proof is stored.",
        "removed" => "The proof is removed.",
        _ => return None,
    })
}

async fn body(app: &App, person: &Person, state: &FormState<'_>, id: PassportId) -> Result<String, Error> {
    let detail = registry::get(app, &person.op()?, id).await?;
    let frame = frame(app, person, Tab::Registry).await?;
    Ok(registry_passport_page(&frame, state, &detail))
}

/// `POST /registry/{id}`: who may not is refused before what they sent is read.
pub(super) async fn store(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    request: Request,
) -> Response {
    let op = match person
        .op()
        .and_then(|op| op.require(Permission::Publish).map(|()| op))
    {
        Ok(op) => op,
        Err(error) => return refused(&app, &person, error).await,
    };
    let cmd = match typed(request).await {
        Ok(cmd) => cmd,
        Err(error) => return again(&app, &person, id, &UploadProof::default(), &error).await,
    };
    match registry::store(&app, &op, id, cmd.clone()).await {
        Ok(_) => back(id, "stored"),
        Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => {
            again(&app, &person, id, &cmd, &error).await
        }
        Err(error) => refused(&app, &person, error).await,
    }
}

fn back(id: PassportId, word: &str) -> Response {
    Redirect::to(&format!("{}?notice={word}", Route::RegistryPassport(id).href())).into_response()
}

/// The fields of the form. The texts are short; the layer before sees to the size of the whole.
async fn typed(request: Request) -> Result<UploadProof, Error> {
    let unreadable = || {
        Error::invalid(
            "file",
            "The form did not arrive as it was sent. The document may have 1 MB at most.",
        )
    };
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| unreadable())?;
    let mut cmd = UploadProof::default();
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            cmd.file_name = field.file_name().unwrap_or_default().to_owned();
            cmd.bytes = field.bytes().await.map_err(|_| unreadable())?.to_vec();
            continue;
        }
        let text = field.text().await.map_err(|_| unreadable())?;
        match name.as_str() {
            "registration" => cmd.registration = text,
            "issued" => cmd.issued = text,
            "expires" => cmd.expires = text,
            "hash" => cmd.hash = text,
            _ => {}
        }
    }
    Ok(cmd)
}

/// The page with what is wrong with the form.
async fn again(app: &App, person: &Person, id: PassportId, cmd: &UploadProof, error: &Error) -> Response {
    let values = [
        ("registration", cmd.registration.as_str()),
        ("issued", &cmd.issued),
        ("expires", &cmd.expires),
        ("hash", &cmd.hash),
    ];
    let state = FormState {
        values: &values,
        error: Some(error),
        ..fresh(app)
    };
    match body(app, person, &state, id).await {
        Ok(body) => show_error(body, error),
        Err(error) => refused(app, person, error).await,
    }
}

/// `GET /registry/{id}/proofs/{proof}`: the document, to be saved and never opened here, whatever it is.
pub(super) async fn document(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path((id, proof)): Path<(PassportId, ProofId)>,
) -> Response {
    let answer = async { registry::file(&app, &person.op()?, id, proof).await };
    match answer.await {
        Ok((name, bytes)) => download(&name, bytes),
        Err(error) => refused(&app, &person, error).await,
    }
}

fn download(name: &str, bytes: Vec<u8>) -> Response {
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let name = format!("attachment; filename=\"proof\"; filename*=UTF-8''{encoded}");
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut response = (headers, bytes).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    private(response)
}

/// `POST /registry/{id}/proofs/{proof}/remove`
pub(super) async fn remove(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path((id, proof)): Path<(PassportId, ProofId)>,
) -> Response {
    let answer = async { registry::remove(&app, &person.op()?, id, proof).await };
    match answer.await {
        Ok(()) => back(id, "removed"),
        Err(error) => refused(&app, &person, error).await,
    }
}
