//! Tokens: grants, rotation, and every way to get one wrong.

use akeneo_sim::{Sim, SimConfig, credentials};
use serde_json::{Value, json};

use crate::helpers::{answer, password_grant, session, session_with, token_request};

#[tokio::test]
async fn refresh_rotates_both_tokens() {
    let session = session().await;
    let ask = |body: Value| answer(token_request(&session.sim, &session.client).json(&body));
    let (_, first) = ask(password_grant()).await;
    assert_eq!(first["token_type"], "bearer");
    assert_eq!(first["expires_in"], 3600);
    assert_eq!(first["scope"], Value::Null);
    let refresh = json!({"grant_type": "refresh_token", "refresh_token": first["refresh_token"]});
    let (status, second) = ask(refresh.clone()).await;
    assert_eq!(status, 200);
    assert_ne!(second["access_token"], first["access_token"]);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    let (status, body) = ask(refresh).await;
    assert_eq!(status, 422);
    assert_eq!(
        body,
        json!({"code": 422, "message": "Refresh token is invalid or has expired"})
    );
}

#[tokio::test]
async fn form_bodies_are_welcome() {
    let session = session().await;
    let form = token_request(&session.sim, &session.client)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!(
            "grant_type=password&username={}&password={}",
            credentials::USERNAME,
            credentials::PASSWORD
        ));
    assert_eq!(answer(form).await.0, 200);
}

#[tokio::test]
async fn mistakes_are_422_with_their_texts() {
    let session = session().await;
    let user = credentials::USERNAME;
    let cases = [
        (
            json!({}),
            "Parameter \"grant_type\", \"username\" or \"password\" is missing, empty or invalid",
        ),
        (
            json!({"grant_type": "password", "username": user, "password": ""}),
            "Parameter \"grant_type\", \"username\" or \"password\" is missing, empty or invalid",
        ),
        (
            json!({"grant_type": "password", "username": user, "password": "wrong"}),
            "No user found for the given username and password",
        ),
        (
            json!({"grant_type": "client_credentials"}),
            "This grant type is not authorized for this client",
        ),
        (
            json!({"grant_type": "refresh_token"}),
            "Parameter \"grant_type\" or \"refresh_token\" is missing or empty",
        ),
        (
            json!({"grant_type": "refresh_token", "refresh_token": "made up"}),
            "Refresh token is invalid or has expired",
        ),
    ];
    for (sent, message) in cases {
        let (status, body) = answer(token_request(&session.sim, &session.client).json(&sent)).await;
        assert_eq!(
            (status.as_u16(), &body),
            (422, &json!({"code": 422, "message": message})),
            "{sent}"
        );
    }
}

#[tokio::test]
async fn wrong_client_is_named() {
    let session = session().await;
    let url = format!("{}/api/oauth/v1/token", session.sim.base_url());
    let wrong = session
        .client
        .post(&url)
        .basic_auth(credentials::CLIENT_ID, Some("wrong"))
        .json(&password_grant());
    let missing = session.client.post(&url).json(&password_grant());
    for request in [wrong, missing] {
        let (status, body) = answer(request).await;
        assert_eq!(status, 422);
        let message = "Parameter \"client_id\" is missing or does not match any client, or secret is invalid";
        assert_eq!(body["message"], message);
    }
}

#[tokio::test]
async fn long_bodies_and_other_types_are_refused() {
    let session = session().await;
    let long = json!({"grant_type": "password", "username": "u".repeat(300), "password": "p"});
    let (status, body) = answer(token_request(&session.sim, &session.client).json(&long)).await;
    assert_eq!(status, 413);
    assert_eq!(
        body["message"],
        "Request content exceeded the maximum allowed size of 300 bytes"
    );
    let xml = token_request(&session.sim, &session.client)
        .header("content-type", "application/xml")
        .body("<a/>");
    let (status, body) = answer(xml).await;
    assert_eq!(status, 415);
    assert_eq!(
        body["message"],
        "\"application/xml\" in \"Content-Type\" header is not valid. Only \"application/json\" or \
         \"application/x-www-form-urlencoded\" are allowed."
    );
}

#[tokio::test]
async fn calls_need_a_valid_token() {
    let mut session = session().await;
    let (status, body) = answer(
        session
            .client
            .get(format!("{}/api/rest/v1/channels", session.sim.base_url())),
    )
    .await;
    assert_eq!(
        (status.as_u16(), &body["message"]),
        (401, &json!("Authentication is required"))
    );
    session.token = "made-up".to_owned();
    assert_eq!(
        session.error("channels").await,
        (401, "The access token provided is invalid.".to_owned())
    );
    for open in ["", "/system-information"] {
        let url = format!("{}/api/rest/v1{open}", session.sim.base_url());
        assert_eq!(answer(session.client.get(url)).await.0, 200);
    }
}

#[tokio::test]
async fn tokens_expire() {
    let session = session_with(SimConfig {
        token_ttl_s: 0,
        ..SimConfig::default()
    })
    .await;
    assert_eq!(
        session.error("channels").await,
        (401, "The access token provided has expired.".to_owned())
    );
}

#[tokio::test]
async fn a_simulator_can_be_stopped() {
    let session = session().await;
    session.sim.shutdown().await;
    assert!(session.call("channels").send().await.is_err());
    assert!(Sim::start(SimConfig::default()).await.is_ok());
}
