//! Mail over SMTP, encrypted as the address says.

use super::transport::{Parcel, SendError, Transport};
use crate::app::StartError;
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
    transport::smtp,
};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Smtp {
    relay: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    pub(super) fn new(url: &SecretString, from: &str) -> Result<Self, StartError> {
        // What lettre says of an address may repeat its password.
        let refused = |what: &str| StartError::Client(format!("{what} is not understood"));
        let relay = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
            .map_err(|_| refused("TESSERA_SMTP_URL"))?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self {
            relay,
            from: from.parse().map_err(|_| refused("TESSERA_MAIL_FROM"))?,
        })
    }
}

#[async_trait]
impl Transport for Smtp {
    async fn send(&self, parcel: &Parcel) -> Result<(), SendError> {
        let message = message(&self.from, parcel)?;
        self.relay
            .send(message)
            .await
            .map(drop)
            .map_err(|error| sort(&error))
    }
}

fn message(from: &Mailbox, parcel: &Parcel) -> Result<Message, SendError> {
    let to = parcel
        .to
        .parse()
        .map_err(|_| SendError::never("the recipient's address is not valid"))?;
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&parcel.subject)
        // The same mail keeps its id when it is handed over again, so a mailbox can drop the second one.
        .message_id(Some(format!("<{}@{}>", parcel.id, from.email.domain())))
        .multipart(MultiPart::alternative_plain_html(
            parcel.text.clone(),
            parcel.html.clone(),
        ))
        .map_err(|_| SendError::never("the mail cannot be put together"))
}

fn sort(error: &smtp::Error) -> SendError {
    let code = error
        .status()
        .map(|code| format!(" with {code}"))
        .unwrap_or_default();
    if error.is_permanent() {
        SendError::never(format!("the mail server refused{code}"))
    } else if error.is_transient() {
        SendError::later(format!("the mail server put off{code}"))
    } else if error.is_timeout() {
        SendError::later("the mail server did not answer in time")
    } else if error.is_tls() {
        SendError::later("no encrypted connection to the mail server")
    } else {
        SendError::later("the mail server cannot be reached")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::MailId;
    use std::sync::{Arc, Mutex};
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::{TcpListener, TcpStream},
    };
    use uuid::Uuid;

    fn parcel() -> Parcel {
        Parcel {
            id: MailId(Uuid::from_u128(7)),
            to: "ada@example.com".to_owned(),
            subject: "Grüße".to_owned(),
            text: "Hello".to_owned(),
            html: "<p>Hello</p>".to_owned(),
        }
    }

    /// Speaks enough SMTP for one connection after the other; answers `RCPT` with `verdict`.
    async fn server(verdict: &'static str) -> (SecretString, Arc<Mutex<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(String::new()));
        let ear = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = talk(stream, verdict, &ear).await;
            }
        });
        (SecretString::from(url), heard)
    }

    async fn talk(stream: TcpStream, verdict: &str, heard: &Mutex<String>) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 test\r\n").await?;
        let mut in_data = false;
        while let Some(line) = lines.next_line().await? {
            heard.lock().unwrap().extend([
                line.as_str(),
                "
",
            ]);
            let answer = match (in_data, line.split([' ', ':']).next().unwrap_or_default()) {
                (true, ".") => {
                    in_data = false;
                    "250 taken"
                }
                (true, _) => continue,
                (false, "DATA") => {
                    in_data = true;
                    "354 go on"
                }
                (false, "RCPT") => verdict,
                (false, _) => "250 ok",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_mail_arrives_with_both_bodies_and_its_own_id() {
        let (url, heard) = server("250 ok").await;
        Smtp::new(&url, "Tessera <no-reply@example.com>")
            .unwrap()
            .send(&parcel())
            .await
            .unwrap();
        let heard = heard.lock().unwrap().clone();
        for part in [
            "RCPT TO:<ada@example.com>",
            "From: \"Tessera\" <no-reply@example.com>",
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.com>",
            "multipart/alternative",
            "Hello",
            "<p>Hello</p>",
        ] {
            assert!(
                heard.contains(part) || heard.contains(&part.replace('"', "")),
                "{part} in\n{heard}"
            );
        }
    }

    #[tokio::test]
    async fn refusals_are_final_and_everything_else_is_tried_again() {
        let send = |url: SecretString| async move {
            Smtp::new(&url, "no-reply@example.com")
                .unwrap()
                .send(&parcel())
                .await
                .unwrap_err()
        };
        let (refuses, _) = server("550 no such user ada@example.com").await;
        assert_eq!(
            send(refuses).await,
            SendError::never("the mail server refused with 550")
        );
        let (puts_off, _) = server("451 later").await;
        assert_eq!(
            send(puts_off).await,
            SendError::later("the mail server put off with 451")
        );
        let nobody = SecretString::from("smtp://127.0.0.1:9");
        assert_eq!(
            send(nobody).await,
            SendError::later("the mail server cannot be reached")
        );
    }

    #[tokio::test]
    async fn an_address_cannot_smuggle_a_header() {
        let from = "no-reply@example.com".parse().unwrap();
        let smuggler = Parcel {
            to: "a@example.com\r\nBcc: b@example.com".to_owned(),
            ..parcel()
        };
        assert!(matches!(message(&from, &smuggler), Err(SendError::Never { .. })));
        let text = Parcel {
            subject: "Hi\r\nBcc: b@example.com".to_owned(),
            ..parcel()
        };
        let formatted = String::from_utf8(message(&from, &text).unwrap().formatted()).unwrap();
        assert!(!formatted.contains("\r\nBcc:"), "{formatted}");
    }
}
