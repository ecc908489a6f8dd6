//! The only place that spells paths.

use domain::{
    ConnectionId, DomainId, ExportId, GrantId, InvitationId, JobId, PasskeyId, PassportId, ProofId,
    TemplateId, UserId, catalog::ProductKey, profile::PointId, security::Provider,
};

/// A legal page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LegalPage {
    /// What becomes of data.
    Privacy,
    /// What brands and the site promise each other.
    Terms,
    /// The agreement of Article 28 GDPR.
    Dpa,
    /// How the site is secured, and where weaknesses are reported.
    Security,
    /// Who else processes data.
    SubProcessors,
    /// Who runs the site.
    Imprint,
}

impl LegalPage {
    /// All, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::Privacy,
        Self::Terms,
        Self::Dpa,
        Self::Security,
        Self::SubProcessors,
        Self::Imprint,
    ];

    /// The word in its address and the name of its file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Privacy => "privacy",
            Self::Terms => "terms",
            Self::Dpa => "dpa",
            Self::Security => "security",
            Self::SubProcessors => "sub-processors",
            Self::Imprint => "imprint",
        }
    }

    /// Its name for a person.
    pub fn title(self) -> &'static str {
        match self {
            Self::Privacy => "Privacy",
            Self::Terms => "Terms of use",
            Self::Dpa => "Data processing agreement",
            Self::Security => "Security",
            Self::SubProcessors => "Sub-processors",
            Self::Imprint => "Imprint",
        }
    }
}

/// The pages and resources that are linked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The front page.
    Home,
    /// The page that checks saved passports.
    Verify,
    /// Which standards are implemented, and what this build answered to their vectors.
    Conformance,
    /// A legal page.
    Legal(LegalPage),
    /// Opens an account.
    SignUp,
    /// Opens a session.
    SignIn,
    /// Ends the session; POST only.
    SignOut,
    /// Asks for a link that sets a new password.
    ForgotPassword,
    /// Sets a new password.
    ResetPassword,
    /// Confirms an e-mail address.
    VerifyEmail,
    /// Asks for the second factor.
    SecondFactor,
    /// Leads to a provider that signs the visitor in.
    SignInWith(Provider),
    /// Where the provider sends the visitor back to.
    ProviderCallback(Provider),
    /// Opens an account for somebody whom a provider vouches for.
    SignUpWith(Provider),
    /// Leads to a provider whose account is to be linked.
    LinkProvider(Provider),
    /// Asks whether to link the account.
    ConfirmLink(Provider),
    /// Asks whether to unlink the account, and does it.
    UnlinkProvider(Provider),
    /// Leads to a provider that says again who the caller is.
    ConfirmWith(Provider),
    /// Asks a signed-in person to prove who they are.
    Confirm,
    /// Sets up an authenticator app.
    Authenticator,
    /// Takes the authenticator app away.
    RemoveAuthenticator,
    /// Adds a passkey.
    AddPasskey,
    /// Asks the browser for a new passkey; POST only.
    BeginPasskey,
    /// Gives a passkey another name.
    RenamePasskey(PasskeyId),
    /// Takes a passkey away.
    RemovePasskey(PasskeyId),
    /// Asks whoever is there for a passkey; POST only.
    BeginPasskeySignIn,
    /// Signs in with a passkey; POST only.
    PasskeySignIn,
    /// Asks for a passkey in the place of a code; POST only.
    BeginPasskeySecondFactor,
    /// Completes a sign-in with a passkey; POST only.
    PasskeySecondFactor,
    /// Asks for a passkey before something sensitive; POST only.
    BeginPasskeyConfirm,
    /// Proves with a passkey who one is; POST only.
    PasskeyConfirm,
    /// The script that speaks with authenticators.
    PasskeyScript,
    /// Makes new backup codes.
    BackupCodes,
    /// Backup codes as a file; POST only.
    BackupCodesFile,
    /// Whether the brand wants a second factor of its members.
    TeamSecurity,
    /// How the caller signs in: factors, sessions, linked accounts.
    Security,
    /// The caller's signed-in browsers.
    Sessions,
    /// Ends one of them; POST only.
    EndSession,
    /// Ends all but the one that asks; POST only.
    EndOtherSessions,
    /// Another address for the caller's account.
    Address,
    /// Takes it, by the mailed link.
    ConfirmAddress,
    /// The caller's brands, and a new one.
    Brands,
    /// Works for another of the caller's brands; POST only.
    SwitchBrand,
    /// The brand's members.
    Team,
    /// Changes the role of a member.
    MemberRole(UserId),
    /// Removes a member.
    RemoveMember(UserId),
    /// Sends an invitation again; POST only.
    ResendInvitation(InvitationId),
    /// Withdraws an invitation; POST only.
    RevokeInvitation(InvitationId),
    /// Hands the brand over to another member.
    TransferBrand,
    /// Ends the caller's own membership.
    LeaveBrand,
    /// The page behind the link of an invitation.
    Invitations,
    /// The keys with which programs of the brand write.
    ApiKeys,
    /// The keys that the brand signs with.
    SigningKeys,
    /// Who reads what not everybody may.
    Access,
    /// Takes a grant back; POST only.
    RevokeGrant(GrantId),
    /// Takes many grants back; POST only.
    RevokeGrants,
    /// What was read with grants.
    AccessLog,
    /// It as a table.
    AccessLogCsv,
    /// The brand's exit packs.
    ExitPack,
    /// The brand's audit log.
    Audit,
    /// It as a table.
    AuditCsv,
    /// It as data.
    AuditJson,
    /// The dashboard's first page.
    Overview,
    /// Products of the PIM.
    Products,
    /// Passports.
    Passports,
    /// One passport.
    Passport(PassportId),
    /// The batches and items below a passport.
    Units(PassportId),
    /// Creates batches or items below a passport.
    NewUnits(PassportId),
    /// The same from a file; POST only.
    UnitsFile(PassportId),
    /// An empty file of that kind.
    UnitsExample(PassportId),
    /// One batch or item, with its values.
    Unit(PassportId),
    /// The fields of batches and items that a template has.
    UnitFields(TemplateId),
    /// The versions of a passport.
    PassportVersions(PassportId),
    /// Two versions of a passport side by side.
    ComparePassport(PassportId),
    /// The state of a passport: status, recall, other lives, end. Posting there sets the status.
    PassportState(PassportId),
    /// Links the first and the second life of a product; POST only.
    PassportLives(PassportId),
    /// Recalls a product, or lifts the recall; POST only.
    PassportRecall(PassportId),
    /// Ends a passport, or takes that back; POST only.
    PassportEnd(PassportId),
    /// How ready the products of each template are.
    Readiness,
    /// The products of a template, with what each lacks.
    ReadinessBoard(TemplateId),
    /// They as a table.
    ReadinessCsv(TemplateId),
    /// Looks at all products again; POST only.
    CheckProducts(TemplateId),
    /// Publishes the chosen products; POST only.
    PublishReady(TemplateId),
    /// One product, point by point.
    ReadinessProduct(TemplateId, ProductKey),
    /// A value that is entered by hand, beside a product.
    PointEntry(TemplateId, PointId, ProductKey),
    /// Where the data points of a template come from.
    Mapping(TemplateId),
    /// Takes the suggestions that were ticked; POST only.
    TakeSuggestions(TemplateId),
    /// Where one data point comes from.
    PointMapping(TemplateId, PointId),
    /// Passports that differ from the PIM.
    Drift,
    /// How often passports are scanned.
    Insight,
    /// One of its tables as a file.
    InsightCsv,
    /// Compares all passports with the PIM; POST only.
    CheckDrift,
    /// One passport beside the PIM.
    PassportDrift(PassportId),
    /// The brand's own hosts.
    Domains,
    /// Looks for the DNS record of a host; POST only.
    CheckDomain(DomainId),
    /// Removes a host; POST only.
    RemoveDomain(DomainId),
    /// Switches the brand's sitemap on or off.
    Sitemap,
    /// The script that copies what stands in a field.
    CopyScript,
    /// How the passports stand in the EU registry.
    Registry,
    /// A file for the registry, or the files; POST only.
    RegistryFiles,
    /// One passport's findings and proofs.
    RegistryPassport(PassportId),
    /// The document of a proof.
    Proof(PassportId, ProofId),
    /// Removes a proof; POST only.
    RemoveProof(PassportId, ProofId),
    /// Templates.
    Templates,
    /// A new template.
    NewTemplate,
    /// The editor of a template.
    Template(TemplateId),
    /// Connections.
    Connections,
    /// A new connection.
    NewConnection,
    /// One connection.
    Connection(ConnectionId),
    /// The progress and report of a publication.
    Job(JobId),
    /// A file that is being made, or waits to be fetched.
    Export(ExportId),
    /// Stops it; POST only.
    CancelExport(ExportId),
    /// The file.
    ExportFile(ExportId),
    /// The script that keeps such pages up to date.
    LiveScript,
    /// The brand's and the caller's settings.
    Settings,
    /// Renders a design as the real page; POST only.
    Preview,
    /// The folder of one build of the dashboard's program: what a document began with, it goes on with.
    Program(String),
    /// Orders labels.
    Labels,
    /// A passport's label as SVG; a query says how it looks.
    LabelSvg(PassportId),
    /// A passport's QR code as SVG.
    QrSvg(PassportId),
    /// A passport's QR code as PNG.
    QrPng(PassportId),
}

impl Route {
    /// Whether the page is answered whole by the server: the router of the dashboard leaves links to it to the browser.
    pub fn is_desk(&self) -> bool {
        matches!(
            self,
            Self::Readiness
                | Self::Drift
                | Self::Insight
                | Self::Labels
                | Self::Registry
                | Self::Team
                | Self::Audit
        )
    }

    /// The path.
    pub fn href(&self) -> String {
        let fixed = match self {
            Self::Verify => "/verify",
            Self::Home => "/",
            Self::Conformance => "/conformance",
            Self::SignUp => "/sign-up",
            Self::SignIn => "/sign-in",
            Self::SignOut => "/sign-out",
            Self::ForgotPassword => "/forgot-password",
            Self::ResetPassword => "/reset-password",
            Self::VerifyEmail => "/verify-email",
            Self::SecondFactor => "/sign-in/second-factor",
            Self::Confirm => "/account/confirm",
            Self::Security => "/account/security",
            Self::Sessions => "/account/sessions",
            Self::EndSession => "/account/sessions/end",
            Self::EndOtherSessions => "/account/sessions/end-others",
            Self::Authenticator => "/account/security/authenticator",
            Self::RemoveAuthenticator => "/account/security/authenticator/remove",
            Self::AddPasskey => "/account/security/passkeys",
            Self::BeginPasskey => "/account/security/passkeys/begin",
            Self::BeginPasskeySignIn => "/sign-in/passkey/begin",
            Self::PasskeySignIn => "/sign-in/passkey",
            Self::BeginPasskeySecondFactor => "/sign-in/second-factor/passkey/begin",
            Self::PasskeySecondFactor => "/sign-in/second-factor/passkey",
            Self::BeginPasskeyConfirm => "/account/confirm/passkey/begin",
            Self::PasskeyConfirm => "/account/confirm/passkey",
            Self::LiveScript => "/assets/live.js",
            Self::PasskeyScript => "/assets/passkeys.js",
            Self::BackupCodes => "/account/security/backup-codes",
            Self::BackupCodesFile => "/account/security/backup-codes/file",
            Self::TeamSecurity => "/team/security",
            Self::Address => "/account/address",
            Self::ConfirmAddress => "/account/address/confirm",
            Self::Brands => "/account/brands",
            Self::SwitchBrand => "/account/brands/switch",
            Self::Labels => "/labels",
            Self::Team => "/team",
            Self::TransferBrand => "/team/transfer",
            Self::LeaveBrand => "/team/leave",
            Self::Invitations => "/invitations",
            Self::ApiKeys => "/settings/api-keys",
            Self::SigningKeys => "/settings/keys",
            Self::Access => "/access",
            Self::RevokeGrants => "/access/revoke",
            Self::AccessLog => "/access/reads",
            Self::AccessLogCsv => "/access/reads.csv",
            Self::RevokeGrant(id) => return format!("/access/grants/{id}/revoke"),
            Self::ExitPack => "/settings/exit-pack",
            Self::Audit => "/audit",
            Self::AuditCsv => "/audit.csv",
            Self::AuditJson => "/audit.json",
            Self::Overview => "/admin",
            Self::Products => "/admin/products",
            Self::Passports => "/admin/passports",
            Self::Readiness => "/readiness",
            Self::Drift => "/drift",
            Self::CheckDrift => "/drift/check",
            Self::Insight => "/insight",
            Self::InsightCsv => "/insight.csv",
            Self::Domains => "/settings/domains",
            Self::Sitemap => "/settings/domains/sitemap",
            Self::CopyScript => "/assets/copy.js",
            Self::Registry => "/registry",
            Self::RegistryFiles => "/registry/files",
            Self::Templates => "/admin/templates",
            Self::NewTemplate => "/admin/templates/new",
            Self::Connections => "/admin/connections",
            Self::NewConnection => "/admin/connections/new",
            Self::Settings => "/admin/settings",
            Self::Preview => "/api/admin/preview",
            Self::Legal(page) => return format!("/legal/{}", page.word()),
            Self::SignInWith(p) => return format!("/sign-in/{}", p.word()),
            Self::ProviderCallback(p) => return format!("/sign-in/{}/callback", p.word()),
            Self::SignUpWith(p) => return format!("/sign-up/{}", p.word()),
            Self::LinkProvider(p) => return format!("/account/security/link/{}", p.word()),
            Self::ConfirmLink(p) => return format!("/account/security/link/{}/confirm", p.word()),
            Self::UnlinkProvider(p) => return format!("/account/security/unlink/{}", p.word()),
            Self::ConfirmWith(p) => return format!("/account/confirm/{}", p.word()),
            Self::RenamePasskey(id) => return format!("/account/security/passkeys/{id}/rename"),
            Self::RemovePasskey(id) => return format!("/account/security/passkeys/{id}/remove"),
            Self::MemberRole(id) => return format!("/team/members/{id}/role"),
            Self::RemoveMember(id) => return format!("/team/members/{id}/remove"),
            Self::ResendInvitation(id) => return format!("/team/invitations/{id}/resend"),
            Self::RevokeInvitation(id) => return format!("/team/invitations/{id}/revoke"),
            Self::ReadinessBoard(id) => return format!("/readiness/{id}"),
            Self::ReadinessCsv(id) => return format!("/readiness/{id}/products.csv"),
            Self::CheckProducts(id) => return format!("/readiness/{id}/check"),
            Self::PublishReady(id) => return format!("/readiness/{id}/publish"),
            Self::ReadinessProduct(id, key) => {
                return format!("/readiness/{id}/product?key={}", encoded(&key.0));
            }
            Self::PointEntry(id, point, key) => {
                return format!("/readiness/{id}/product/points/{point}?key={}", encoded(&key.0));
            }
            Self::Mapping(id) => return format!("/readiness/{id}/mapping"),
            Self::TakeSuggestions(id) => return format!("/readiness/{id}/mapping/suggestions"),
            Self::PointMapping(id, point) => return format!("/readiness/{id}/mapping/points/{point}"),
            Self::Program(build) => return format!("/program/{build}"),
            Self::Passport(id) => return format!("/admin/passports/{id}"),
            Self::Units(id) => return format!("/passports/{id}/units"),
            Self::NewUnits(id) => return format!("/passports/{id}/units/new"),
            Self::UnitsFile(id) => return format!("/passports/{id}/units/file"),
            Self::UnitsExample(id) => return format!("/passports/{id}/units/example.csv"),
            Self::Unit(id) => return format!("/passports/{id}/unit"),
            Self::UnitFields(id) => return format!("/templates/{id}/unit-fields"),
            Self::PassportVersions(id) => return format!("/passports/{id}/versions"),
            Self::ComparePassport(id) => return format!("/passports/{id}/compare"),
            Self::PassportState(id) => return format!("/passports/{id}/state"),
            Self::PassportLives(id) => return format!("/passports/{id}/lives"),
            Self::PassportRecall(id) => return format!("/passports/{id}/recall"),
            Self::PassportEnd(id) => return format!("/passports/{id}/end"),
            Self::PassportDrift(id) => return format!("/drift/{id}"),
            Self::CheckDomain(id) => return format!("/settings/domains/{id}/check"),
            Self::RemoveDomain(id) => return format!("/settings/domains/{id}/remove"),
            Self::RegistryPassport(id) => return format!("/registry/{id}"),
            Self::Proof(id, proof) => return format!("/registry/{id}/proofs/{proof}"),
            Self::RemoveProof(id, proof) => return format!("/registry/{id}/proofs/{proof}/remove"),
            Self::Template(id) => return format!("/admin/templates/{id}"),
            Self::Connection(id) => return format!("/admin/connections/{id}"),
            Self::Export(id) => return format!("/exports/{id}"),
            Self::CancelExport(id) => return format!("/exports/{id}/cancel"),
            Self::ExportFile(id) => return format!("/exports/{id}/file"),
            Self::Job(id) => return format!("/admin/jobs/{id}"),
            Self::LabelSvg(id) => return format!("/api/admin/passports/{id}/label.svg"),
            Self::QrSvg(id) => return format!("/api/admin/passports/{id}/qr.svg"),
            Self::QrPng(id) => return format!("/api/admin/passports/{id}/qr.png"),
        };
        fixed.to_owned()
    }
}

/// Percent-encoded as one value of a query.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
