//! The exit pack: what it is, how to have one made, and the latest ones.

use super::{
    exports::export_state,
    layout::{Frame, page},
};
use crate::{
    account::FormState,
    routes::Route,
    ui::{Look, badge::Badge, time::exact},
};
use domain::export::ExportView;
use leptos::prelude::*;

/// What a pack holds, the form that has one made, and the latest packs.
pub fn exit_pack_page(frame: &Frame, state: &FormState<'_>, packs: &[ExportView]) -> String {
    page(frame, state, "Exit pack", &[], || {
        view! {
            <p>
                "Everything that your brand has published, in one signed archive: every version of every passport in all formats, "
                "a web site of files that any file host can serve under your addresses, the public keys, and what a new "
                "installation needs to take over. Anyone can check it without this site."
            </p>
            <form class="card" method="post" action=Route::ExitPack.href() aria-labelledby="make">
                <h2 id="make">"Make an exit pack"</h2>
                <p>
                    "It also holds what not everybody may read, and the addresses and roles of your members, in folders of their own that no "
                    "web site serves. Keep it as you keep your other confidential files. It can be downloaded for seven days."
                </p>
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        "Make an exit pack"
                    </button>
                </div>
            </form>
            {(!packs.is_empty()).then(|| list(packs))}
            <p>
                <a href=Route::Settings.href()>"Back to the settings"</a>
            </p>
        }
    })
}

fn list(packs: &[ExportView]) -> impl IntoView + use<> {
    let rows = packs.iter().map(row).collect_view();
    view! {
        <div class="table-box">
            <table class="table">
                <caption class="visually-hidden">"The latest exit packs"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Asked for"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Kept until"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(pack: &ExportView) -> impl IntoView + use<> {
    let (tone, words) = export_state(pack.state);
    view! {
        <tr>
            <th scope="row">
                <a href=Route::Export(pack.id).href()>{exact(pack.created_at)}</a>
            </th>
            <td data-label="State">
                <Badge tone text=words />
            </td>
            <td data-label="Kept until">{exact(pack.expires_at)}</td>
        </tr>
    }
}
