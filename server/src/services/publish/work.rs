//! The work on a publication. Whatever happens to the worker, nothing is done twice: the versions of a chunk of products stand
//! in the same transaction as their lines in the report, and products with a result are passed over.

use super::{
    batch::{self, Chunk},
    plan::Plan,
    store::{self, Entry, Held},
    version::digest,
};
use crate::{
    app::App,
    services::{
        catalog::product_key,
        connections::{Live, in_words},
        mapping::Mapped,
    },
};
use db::queries::{
    jobs::{self, Claimed, Line, Pending, Step, Walk},
    templates,
};
use domain::{Error, catalog::ProductKey, job::PublishResult, record::Content, text::Labels};
use pim::{PimError, Product, ProductPage};
use std::collections::HashMap;

/// Products that are fetched and stored at once.
const CHUNK: i64 = 100;

/// How the work on a job ended.
pub(in crate::services) enum Ending {
    /// All of it is done.
    Done,
    /// The walk cannot go on; why.
    GivenUp(String),
    /// It was stopped, or another worker has it.
    Lost,
    /// The process ends.
    Shutdown,
    /// Others wait for the worker.
    TurnOver,
}

/// Works on a job as far as it goes.
pub(super) async fn work(app: &App, job: &Claimed) -> Result<Ending, Error> {
    match plan(app, job).await {
        Ok(plan) => {
            let work = Work {
                app,
                job,
                plan: &plan,
            };
            match work.named().await? {
                Ending::Done => work.walk().await,
                ending => Ok(ending),
            }
        }
        Err(Error::Internal) => Err(Error::Internal),
        Err(why) => nothing_works(app, job, why.to_string()).await,
    }
}

async fn plan(app: &App, job: &Claimed) -> Result<Plan, Error> {
    let mut tx = app.db.brand(job.brand).await?;
    let template = templates::by_id(&mut tx, job.template).await?;
    tx.commit().await?;
    let template = template.ok_or_else(|| Error::conflict("The template was deleted meanwhile."))?;
    let live = Live::open(app, job.brand, template.connection).await?.patient();
    let plan = Plan::open(live, template.design, &template.family).await?;
    let plan = plan.following(job.template).await?.demanding();
    Ok(if plan.design.live {
        plan.without_files()
    } else {
        plan
    })
}

/// Fails whatever is left.
pub(in crate::services) async fn nothing_works(
    app: &App,
    job: &Claimed,
    why: String,
) -> Result<Ending, Error> {
    let Some(mut tx) = store::begin(app, job).await? else {
        return Ok(Ending::Lost);
    };
    let mut step = Step::default();
    step.counts.failed = jobs::fail_pending(&mut tx, job, &why).await?;
    jobs::advance(&mut tx, job, &step).await?;
    tx.commit().await?;
    Ok(match job.walk {
        Some(_) => Ending::GivenUp(why),
        None => Ending::Done,
    })
}

/// A job with what is needed to work on it.
#[derive(Clone, Copy)]
struct Work<'a> {
    app: &'a App,
    job: &'a Claimed,
    plan: &'a Plan,
}

/// A product that the job names, and what the PIM answered.
type Asked = (Pending, Option<Product>);

impl Work<'_> {
    /// Deals with the products that have a line without a result.
    async fn named(self) -> Result<Ending, Error> {
        loop {
            let mut tx = self.app.db.brand(self.job.brand).await?;
            let asked = jobs::pending(&mut tx, self.job, CHUNK).await?;
            tx.commit().await?;
            if asked.is_empty() {
                return Ok(Ending::Done);
            }
            if self.app.shutdown.is_requested() {
                return Ok(Ending::Shutdown);
            }
            let keys: Vec<ProductKey> = asked.iter().map(|asked| asked.key.clone()).collect();
            let held = match self.plan.live.products_now(&keys).await {
                Ok(products) => self.deal(paired(asked, products), None).await?,
                Err(error) => self.fail(asked, &in_words(&error).to_string()).await?,
            };
            if held == Held::No {
                return Ok(Ending::Lost);
            }
        }
    }

    /// Goes through the products of the family from where the job stopped; the next page is fetched while one is stored.
    async fn walk(self) -> Result<Ending, Error> {
        let Some(walk) = &self.job.walk else {
            return Ok(Ending::Done);
        };
        let mut tx = self.app.db.brand(self.job.brand).await?;
        let mut position = jobs::next_position(&mut tx, self.job).await?;
        tx.commit().await?;
        let mut page = match self.page(walk.cursor.clone()).await {
            // The PIM or its list is not what it was. What has a line is passed over.
            Err(PimError::Invalid { .. } | PimError::NotFound { .. }) if walk.cursor.is_some() => {
                self.page(None).await
            }
            page => page,
        };
        loop {
            if self.app.shutdown.is_requested() {
                return Ok(Ending::Shutdown);
            }
            let found = match page {
                Ok(found) => found,
                Err(error) => return Ok(Ending::GivenUp(in_words(&error).to_string())),
            };
            let next = found.next.map(|cursor| cursor.0);
            let dealt = self.deal_page(found.products, &mut position, next.clone());
            let (held, following) = tokio::join!(dealt, async {
                match next {
                    Some(cursor) => Some(self.page(Some(cursor)).await),
                    None => None,
                }
            });
            if held? == Held::No {
                return Ok(Ending::Lost);
            }
            match following {
                Some(following) => page = following,
                None => return Ok(Ending::Done),
            }
        }
    }

    async fn page(self, cursor: Option<String>) -> Result<ProductPage, PimError> {
        let (family, attributes) = (&self.plan.family.code, self.plan.attribute_codes());
        self.plan.live.family_page(family, attributes, cursor).await
    }

    /// Deals with a page of the walk, which goes on behind `next`.
    async fn deal_page(
        self,
        products: Vec<Product>,
        position: &mut u32,
        next: Option<String>,
    ) -> Result<Held, Error> {
        let keys: Vec<ProductKey> = products.iter().map(product_key).collect();
        let names: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
        let mut tx = self.app.db.brand(self.job.brand).await?;
        let known = jobs::known(&mut tx, self.job, &names).await?;
        tx.commit().await?;
        let fresh = keys
            .into_iter()
            .zip(products)
            .filter(|(key, _)| !known.contains(&key.0));
        let asked = fresh.map(|(key, product)| {
            let asked = Pending {
                position: *position,
                key,
            };
            *position += 1;
            (asked, Some(product))
        });
        let walk = next.map(|cursor| Walk { cursor: Some(cursor) });
        self.deal(asked.collect(), Some(walk)).await
    }

    /// Deals with products; only a failure of ours is an error.
    #[expect(
        clippy::option_option,
        reason = "no page, the last page, and a page that another follows are three things"
    )]
    async fn deal(self, asked: Vec<Asked>, page: Option<Option<Walk>>) -> Result<Held, Error> {
        let mut chunk = Chunk {
            page,
            ..Chunk::default()
        };
        let (mut fitting, mut products) = (Vec::new(), Vec::new());
        for (asked, product) in asked {
            match self.fitting(product) {
                Ok(product) => {
                    fitting.push((asked, product_key(&product), label(&product)));
                    products.push(product);
                }
                Err((label, why)) => {
                    let label = label.unwrap_or_else(|| asked.key.0.clone());
                    chunk.failed.push(failed(asked, label, why));
                }
            }
        }
        let mapped = Box::pin(self.plan.map_all(products)).await?;
        for ((asked, key, label), mapped) in fitting.into_iter().zip(mapped) {
            let mapped = match mapped {
                Ok(mapped) => mapped,
                Err(Error::Internal) => return Err(Error::Internal),
                Err(why) => {
                    chunk.failed.push(failed(asked, label, why.to_string()));
                    continue;
                }
            };
            match self.entry(asked, key, mapped) {
                Ok(entry) => chunk.entries.push(entry),
                Err(asked) => {
                    let why = "A value of this product cannot be published exactly as it is.";
                    chunk.failed.push(failed(asked, label, why.to_owned()));
                }
            }
        }
        self.store(chunk).await
    }

    /// What is stored of a product; what the job asked for where its content has no canonical form.
    fn entry(self, asked: Pending, key: ProductKey, mapped: Mapped) -> Result<Entry, Pending> {
        if self.plan.design.live {
            return Ok(Entry {
                asked,
                key,
                mapped: bare(mapped),
                content_hash: Vec::new(),
                live: true,
            });
        }
        match formats::canonical_content(&mapped.content) {
            Ok(bytes) => Ok(Entry {
                asked,
                key,
                mapped,
                content_hash: digest(&bytes),
                live: false,
            }),
            Err(error) => {
                tracing::error!(%error, "a product cannot be made canonical");
                Err(asked)
            }
        }
    }

    async fn store(self, chunk: Chunk) -> Result<Held, Error> {
        let Some(left) = batch::store(self.app, self.job, chunk).await? else {
            return Ok(Held::No);
        };
        for entry in left {
            if entry.store(self.app, self.job).await? == Held::No {
                return Ok(Held::No);
            }
        }
        Ok(Held::Yes)
    }

    /// A product that the template can describe; else what it is called, as far as that is known, and why not.
    fn fitting(self, product: Option<Product>) -> Result<Product, (Option<String>, String)> {
        let Some(product) = product else {
            let why = "Akeneo no longer has this product, or does not show it to this connection.";
            return Err((None, why.to_owned()));
        };
        let family = &self.plan.family.code;
        if product.family.as_ref() == Some(family) {
            return Ok(product);
        }
        let other = product.family.as_deref().unwrap_or("none");
        let why = format!(
            "This product is of the family \u{201c}{other}\u{201d}, but the template describes \u{201c}{family}\u{201d}."
        );
        Err((Some(label(&product)), why))
    }

    async fn fail(self, asked: Vec<Pending>, why: &str) -> Result<Held, Error> {
        let Some(tx) = store::begin(self.app, self.job).await? else {
            return Ok(Held::No);
        };
        let line = |asked: Pending| {
            let label = asked.key.0.clone();
            failed(asked, label, why.to_owned())
        };
        let lines: Vec<Line> = asked.into_iter().map(line).collect();
        store::finish(tx, self.job, &lines, None).await
    }
}

/// A product of which nothing is stored but the identifier, and the GTIN that its address is made of.
fn bare(mapped: Mapped) -> Mapped {
    let content = Content {
        name: Labels::new(),
        description: Labels::new(),
        image: None,
        sections: Vec::new(),
        ..mapped.content
    };
    Mapped {
        content,
        // They quote what the product says.
        warnings: Vec::new(),
        ..mapped
    }
}

/// Each product that was asked for with what was found: by UUID, or by identifier.
fn paired(asked: Vec<Pending>, products: Vec<Product>) -> Vec<Asked> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, product) in products.iter().enumerate() {
        for name in [&product.uuid, &product.identifier].into_iter().flatten() {
            places.entry(name.clone()).or_default().push(place);
        }
    }
    let mut products: Vec<Option<Product>> = products.into_iter().map(Some).collect();
    let mut found = |key: &ProductKey| {
        let places = places.get(&key.0)?;
        // One that was asked for by both names is there twice.
        places.iter().find_map(|place| products.get_mut(*place)?.take())
    };
    asked
        .into_iter()
        .map(|asked| {
            let product = found(&asked.key);
            (asked, product)
        })
        .collect()
}

fn label(product: &Product) -> String {
    product
        .identifier
        .clone()
        .unwrap_or_else(|| product_key(product).0)
}

fn failed(asked: Pending, label: String, why: String) -> Line {
    Line {
        asked,
        label,
        result: Some(PublishResult::Failed { why }),
    }
}
