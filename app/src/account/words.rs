//! The words of the account pages. English is the source; a further language is a further file of the same names.

pub(super) const PRODUCT: &str = "Tessera";
pub(super) const SKIP: &str = "Skip to the content";
pub(super) const ERROR_PREFIX: &str = "Error: ";
pub(super) const PROBLEM: &str = "There is a problem";

pub(super) const EMAIL: &str = "E-mail address";
pub(super) const PASSWORD: &str = "Password";
pub(super) const NEW_PASSWORD: &str = "New password";
pub(super) const BRAND: &str = "Brand name";
pub(super) const BRAND_HELP: &str = "As your customers know it. You can change it later.";
pub(super) const EMAIL_HELP: &str = "We send one mail there, to confirm that it is yours.";
pub(super) const PASSWORD_HELP: &str = "At least 15 characters. A few unrelated words are strong and easy to remember. Spaces and every other character are fine, and you may paste it from a password manager.";

pub(super) const SIGN_IN: &str = "Sign in";
pub(super) const SIGN_IN_TO: &str = "Sign in to Tessera";
pub(super) const OR: &str = "Or without a password:";
pub(super) const CONTINUE_WITH: &str = "Continue with";
pub(super) const PASSKEY_SIGN_IN: &str = "Sign in with a passkey";
pub(super) const PASSKEY_USE: &str = "Use a passkey";
pub(super) const PASSKEY_NEEDS_SCRIPT: &str =
    "Passkeys need JavaScript, which is switched off in your browser. Everything else works without it.";
pub(super) const FORGOT: &str = "Forgot your password?";
pub(super) const NO_ACCOUNT: &str = "New here?";
pub(super) const TO_SIGN_UP: &str = "Create an account";

pub(super) const SIGN_UP: &str = "Create your account";
pub(super) const SIGN_UP_LEAD: &str =
    "One account, one brand to begin with. No payment details are asked for.";
pub(super) const SIGN_UP_ACTION: &str = "Create account";
pub(super) const HAVE_ACCOUNT: &str = "Already have an account?";

pub(super) const FORGOT_TITLE: &str = "Set a new password";
pub(super) const FORGOT_LEAD: &str =
    "Enter the address of your account. If there is one, we send a link that lets you choose a new password.";
pub(super) const FORGOT_ACTION: &str = "Send the link";
pub(super) const REMEMBERED: &str = "Remembered it?";

pub(super) const RESET_TITLE: &str = "Choose a new password";
pub(super) const RESET_LEAD: &str =
    "It replaces the old one at once, and every signed-in device is signed out.";
pub(super) const RESET_ACTION: &str = "Save the new password";
pub(super) const RESET_EXPIRED: &str = "Has the link expired?";
pub(super) const RESET_AGAIN: &str = "Ask for a new one";

pub(super) const VERIFY_TITLE: &str = "Confirm your address";
pub(super) const VERIFY_LEAD: &str =
    "Enter the password that you chose when you signed up, and your account is ready.";
pub(super) const VERIFY_HELP: &str =
    "We ask for it because anybody can sign up with your address, but only you know your password.";
pub(super) const VERIFY_ACTION: &str = "Confirm and sign in";
pub(super) const VERIFY_FORGOT: &str = "Forgot it?";
pub(super) const VERIFY_SET_NEW: &str = "Set a new password";
pub(super) const VERIFY_EXPIRED: &str = "Does the link no longer work?";
pub(super) const VERIFY_AGAIN: &str = "Sign up again to get a fresh one";

pub(super) const CHECK_TITLE: &str = "Check your mail";
pub(super) const CHECK_LEAD: &str = "We have sent you a mail with a link. Open it to continue.";
pub(super) const CHECK_HELP: &str = "Nothing there after a few minutes? Look into the spam folder, and check that the address was typed correctly.";
pub(super) const CHECK_BACK: &str = "Back to sign-in";

pub(super) const DEV_HINT: &str =
    "This server sends no mail: it keeps it in a local outbox, because no mail service is configured.";
pub(super) const DEV_LINK: &str = "Open the local outbox";
pub(super) const OUTBOX_TITLE: &str = "Local outbox";
pub(super) const OUTBOX_LEAD: &str =
    "Mail that this server would have sent. It exists only while no mail service is configured.";
pub(super) const OUTBOX_EMPTY: &str =
    "No mail yet. Sign up or ask for a new password, and the mail stands here at once.";
pub(super) const OUTBOX_TO: &str = "To";
pub(super) const OUTBOX_SENT: &str = "Written";
pub(super) const OUTBOX_HTML: &str = "Show the HTML version as source";

pub(super) const INVITATION_TITLE: &str = "You are invited";
pub(super) const INVITATION_UNTIL: &str = "The invitation works until";
pub(super) const INVITATION_ACCEPT: &str = "Accept the invitation";
pub(super) const INVITATION_JOIN: &str = "Create my account and accept";
pub(super) const INVITATION_SIGN_OUT: &str = "Sign out";
pub(super) const INVITATION_NEW: &str =
    "Choose a password for your account. Your address is confirmed by the link that you opened.";
pub(super) const INVITATION_GONE_TITLE: &str = "This invitation does not work";
pub(super) const INVITATION_GONE: &str = "It was accepted or withdrawn, it has expired, or a newer one was sent to you since. Look for a newer mail, or ask for a new invitation.";

/// What somebody with this role may do, said to them.
pub(super) fn role_means(role: domain::Role) -> &'static str {
    use domain::Role;
    match role {
        Role::Viewer => "You can read everything there.",
        Role::Editor => "You can design templates and publish passports there.",
        Role::Admin | Role::Owner => "You can manage everything there.",
    }
}

pub(super) const SECOND_TITLE: &str = "Your second factor";
pub(super) const SECOND_LEAD: &str = "Your password was right. Now show that it is you.";
pub(super) const CODE: &str = "Code";
pub(super) const CODE_HELP: &str =
    "The six digits that your authenticator app shows now, or one of your backup codes.";
pub(super) const SECOND_ACTION: &str = "Go on";
pub(super) const SECOND_LOST: &str = "I have lost my device";
pub(super) const SECOND_LOST_HELP: &str = "Enter one of your backup codes instead of the six digits; each works once. Without any of them nobody can let you in by mail, because then whoever reads your mail could get in too: ask an owner of your brand to invite another address of yours.";
pub(super) const SECOND_CANCEL: &str = "Cancel and sign out";
