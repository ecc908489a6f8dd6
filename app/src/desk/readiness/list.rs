//! The templates of a brand, and how ready the products of each are.

use super::parts::{bar, check_words, ready_words, status};
use crate::{
    account::FormState,
    desk::layout::{Frame, page},
    routes::Route,
    ui::{Look, empty::EmptyState},
};
use domain::{Permission, readiness::TemplateReadiness};
use leptos::prelude::*;

/// The first page of readiness.
pub fn list_page(frame: &Frame, state: &FormState<'_>, templates: &[TemplateReadiness]) -> String {
    page(frame, state, "Readiness", &[], || {
        let lead = "What the law asks of your products, and how much of it each can say.";
        view! {
            <p class="lead">{lead}</p>
            {content(frame, templates)}
        }
    })
}

fn content(frame: &Frame, templates: &[TemplateReadiness]) -> AnyView {
    let may_edit = frame.role.is_some_and(|role| role.may(Permission::EditTemplates));
    if templates.is_empty() {
        let text = "A template says which products become passports. Once there is one, choose the law that it follows, and see here what its products still lack.";
        return if may_edit {
            view! {
                <EmptyState title="No template yet" text=text>
                    <a class=Look::Primary.class() href=Route::NewTemplate.href()>"Create a template"</a>
                </EmptyState>
            }
            .into_any()
        } else {
            view! { <EmptyState title="No template yet" text=text /> }.into_any()
        };
    }
    let rows = templates.iter().map(|t| row(t, may_edit)).collect_view();
    view! {
        <div class="table-box">
            <table class="table stack">
                <caption class="visually-hidden">"Templates"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Template"</th>
                        <th scope="col">"Follows"</th>
                        <th scope="col">"With a source"</th>
                        <th scope="col">"Ready"</th>
                        <th scope="col">"On average"</th>
                        <th scope="col">"Last check"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(template: &TemplateReadiness, may_edit: bool) -> impl IntoView + use<> {
    let id = template.template;
    let name = template.name.clone();
    let Some(profile) = &template.profile else {
        let choose = may_edit.then(|| {
            view! {
                " "<a href=Route::Mapping(id).href()>"Choose one"<span class="visually-hidden">{format!(" for {name}")}</span></a>
            }
        });
        return view! {
            <tr>
                <th scope="row" class="wrap-anywhere"><a href=Route::ReadinessBoard(id).href()>{name.clone()}</a></th>
                <td data-label="Follows" colspan="5">"No profile yet." {choose}</td>
            </tr>
        }
        .into_any();
    };
    let average = template
        .average
        .map_or_else(|| view! { "–" }.into_any(), |percent| bar(percent).into_any());
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere"><a href=Route::ReadinessBoard(id).href()>{name}</a></th>
            <td data-label="Follows">{profile.name.clone()} " " {status(profile.status)}</td>
            <td data-label="With a source">
                <a href=Route::Mapping(id).href()>{format!("{} of {} data points", template.mapped, template.points)}</a>
            </td>
            <td data-label="Ready">{ready_words(template)}</td>
            <td data-label="On average">{average}</td>
            <td data-label="Last check">{check_words(&template.check)}</td>
        </tr>
    }
    .into_any()
}
