//! Pages by number and pages by cursor, with HAL links.

use serde_json::{Map, Value, json};

use crate::http::call::Call;
use crate::http::error::ApiError;

/// Most items a page may have.
const MAX_LIMIT: usize = 100;
/// Last page by number, with 100 items each; behind it only the cursor leads on.
const MAX_OFFSET: usize = 10_000;

/// Which kinds of paging a resource offers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Paging {
    /// Pages by number only.
    Number,
    /// Both kinds, by number unless asked otherwise, up to 10 000 items.
    Either,
    /// By cursor only.
    Cursor,
}

enum Place {
    Page(usize),
    After(Option<String>),
}

/// Cuts a page out of `items`, which are sorted by their key, and shows only those.
pub(crate) fn page<T>(
    call: &Call,
    paging: Paging,
    items: &[T],
    key: impl Fn(&T) -> String,
    show: impl Fn(&T) -> Value,
) -> Result<Value, ApiError> {
    let after = |cursor: Option<&str>| {
        let start = cursor.map_or(0, |cursor| {
            items.partition_point(|item| key(item).as_str() <= cursor)
        });
        items[start..].iter().map(Ok)
    };
    stream(call, paging, after, |item| key(item), |item| show(item))
}

/// Cuts a page out of a list that is made while it is walked: `after` gives what follows a cursor.
pub(crate) fn stream<T, I: Iterator<Item = Result<T, ApiError>>>(
    call: &Call,
    paging: Paging,
    after: impl Fn(Option<&str>) -> I,
    key: impl Fn(&T) -> String,
    show: impl Fn(&T) -> Value,
) -> Result<Value, ApiError> {
    let limit = limit(call)?;
    match place(call, paging)? {
        Place::Page(number) => by_number(call, paging, after(None), number, limit, show),
        Place::After(cursor) => {
            let items: Vec<T> = after(cursor.as_deref()).take(limit).collect::<Result<_, _>>()?;
            Ok(by_cursor(call, &items, limit, key, show))
        }
    }
}

fn limit(call: &Call) -> Result<usize, ApiError> {
    let Some(text) = call.param("limit") else {
        return Ok(10);
    };
    match text.parse() {
        Ok(limit @ 1..=MAX_LIMIT) => Ok(limit),
        Ok(0) | Err(_) => Err(ApiError::unprocessable(format!(
            "\"{text}\" is not a valid limit number."
        ))),
        Ok(_) => Err(ApiError::unprocessable("You cannot request more than 100 items.")),
    }
}

fn place(call: &Call, paging: Paging) -> Result<Place, ApiError> {
    let after = || Place::After(call.param("search_after").map(Into::into));
    match (paging, call.param("pagination_type")) {
        (Paging::Cursor, _) | (Paging::Either, Some("search_after")) => Ok(after()),
        (Paging::Number, _) | (Paging::Either, None | Some("page")) => {
            let text = call.param("page").unwrap_or("1");
            let number = text.parse().ok().filter(|number| *number > 0).map(Place::Page);
            number.ok_or_else(|| ApiError::unprocessable(format!("\"{text}\" is not a valid page number.")))
        }
        (Paging::Either, Some(_)) => Err(ApiError::unprocessable("Pagination type does not exist.")
            .documented("http://api.akeneo.com/documentation/pagination.html")),
    }
}

fn by_number<T>(
    call: &Call,
    paging: Paging,
    mut all: impl Iterator<Item = Result<T, ApiError>>,
    number: usize,
    limit: usize,
    show: impl Fn(&T) -> Value,
) -> Result<Value, ApiError> {
    if paging == Paging::Either && number.saturating_mul(limit) > MAX_OFFSET {
        return Err(too_far());
    }
    let start = number.saturating_sub(1).saturating_mul(limit);
    let mut skipped = 0;
    for item in all.by_ref().take(start) {
        item?;
        skipped += 1;
    }
    let items: Vec<T> = all.by_ref().take(limit).collect::<Result<_, _>>()?;
    let mut rest = 0;
    if call.flag("with_count") {
        for item in all {
            item?;
            rest += 1;
        }
    }
    let link = |page: usize| json!({"href": call.again(&[("page", Some(page.to_string())), ("limit", Some(limit.to_string()))])});
    let mut links = Map::from_iter([("self".to_owned(), link(number)), ("first".to_owned(), link(1))]);
    if number > 1 {
        links.insert("previous".to_owned(), link(number - 1));
    }
    // Like the real system, a full page promises a next one when it cannot know better.
    if items.len() == limit && (rest > 0 || !call.flag("with_count")) {
        links.insert("next".to_owned(), link(number + 1));
    }
    let shown: Vec<Value> = items.iter().map(show).collect();
    let mut body = json!({"_links": links, "current_page": number, "_embedded": {"items": shown}});
    if call.flag("with_count") {
        body["items_count"] = json!(skipped + items.len() + rest);
    }
    Ok(body)
}

fn too_far() -> ApiError {
    ApiError::unprocessable(
        "You have reached the maximum number of pages you can retrieve with the \"page\" pagination type. \
         Please use the search after pagination type instead",
    )
    .documented("http://api.akeneo.com/documentation/pagination.html#the-search-after-method")
}

fn by_cursor<T>(
    call: &Call,
    page: &[T],
    limit: usize,
    key: impl Fn(&T) -> String,
    show: impl Fn(&T) -> Value,
) -> Value {
    let size = ("limit", Some(limit.to_string()));
    let mut links = json!({
        "self": {"href": call.again(std::slice::from_ref(&size))},
        "first": {"href": call.again(&[size.clone(), ("search_after", None)])},
    });
    // A full last page still has a next link; the page behind it is empty and has none.
    if let Some(last) = page.last().filter(|_| page.len() == limit) {
        links["next"] = json!({"href": call.again(&[size, ("search_after", Some(key(last)))])});
    }
    let shown: Vec<Value> = page.iter().map(show).collect();
    json!({"_links": links, "_embedded": {"items": shown}})
}
