//! Who is connected, and how often.

use crate::cache::place;
use ipnet::IpNet;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// The connections of each address, which is one /64 in IPv6.
#[derive(Clone, Default)]
pub(super) struct Guests(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One connection of somebody.
pub(super) struct Guest {
    guests: Guests,
    of: Option<IpAddr>,
}

impl Guests {
    /// One more connection of an address, unless it has `most` already. Proxies, which are `unbounded`, bring everybody's.
    pub(super) fn admit(&self, ip: IpAddr, most: usize, unbounded: &[IpNet]) -> Option<Guest> {
        let guests = self.clone();
        if unbounded.iter().any(|net| net.contains(&ip.to_canonical())) {
            return Some(Guest { guests, of: None });
        }
        let place = place(ip);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(place).or_insert(0);
        if *count >= most {
            return None;
        }
        *count += 1;
        drop(all);
        Some(Guest {
            guests,
            of: Some(place),
        })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let Some(place) = self.of else { return };
        let mut all = self.guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&place) {
            *count -= 1;
            if *count == 0 {
                all.remove(&place);
            }
        }
    }
}
