//! Saved passports as a stranger gets them: sound ones, and every way to tamper with them.
#![cfg(test)]

mod credential;
mod history;
mod issuer;
mod pack;
mod sample;
mod tampering;
mod vectors;
