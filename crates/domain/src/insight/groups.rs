//! Which numbers may be told: none that is about fewer than [`LEAST`] scans, and none from which such a one follows.
//!
//! Sums are told, too, so a single number that is missing would be the sum without the others. Where numbers are hidden, there
//! are therefore at least two of them; and where they are told together, as "Other", they are [`LEAST`] scans or more, unless
//! there are no more in all. To get there the next smallest number is hidden with them.

use std::collections::HashMap;
use std::hash::Hash;

/// The least number of scans that is told by itself.
pub const LEAST: u64 = 5;

/// Which of these groups may be told by themselves, where their sum is known.
pub fn told_groups(values: &[u64]) -> Vec<bool> {
    let is_there = |value: u64| value > 0;
    told(values, is_there, |hidden, sum| hidden > 1 && sum >= LEAST)
}

/// Which of these points in time may be told, where their sum is known. Which they are is known of these, too, so that those
/// without any scan are hidden like those with few.
pub fn told_points(values: &[u64]) -> Vec<bool> {
    told(values, |_| true, |hidden, _| hidden > 1)
}

/// `counts` says which values make others uncertain by being hidden, `is_enough` how many and how much has to be hidden.
fn told(values: &[u64], counts: impl Fn(u64) -> bool, is_enough: impl Fn(usize, u64) -> bool) -> Vec<bool> {
    let mut told: Vec<bool> = values.iter().map(|value| *value >= LEAST).collect();
    let small = values.iter().copied().filter(|value| *value < LEAST);
    let (mut hidden, mut sum) = (
        small.clone().filter(|value| counts(*value)).count(),
        small.sum::<u64>(),
    );
    // Where nobody scanned there is nobody to protect.
    if sum == 0 {
        return told;
    }
    let mut left: Vec<usize> = (0..values.len()).filter(|at| told[*at]).collect();
    left.sort_by_key(|at| values[*at]);
    for at in left {
        if is_enough(hidden, sum) {
            break;
        }
        told[at] = false;
        (hidden, sum) = (hidden + 1, sum.saturating_add(values[at]));
    }
    told
}

/// The same for parts of groups: a part of what is hidden is hidden, and within each group that is told its parts are told as
/// [`told_groups`] says. `parts` are the group and the number of each.
pub fn told_parts<G: Hash + Eq + Copy>(parts: &[(G, u64)], is_told: impl Fn(G) -> bool) -> Vec<bool> {
    let mut by_group: HashMap<G, Vec<usize>> = HashMap::new();
    for (at, (group, _)) in parts.iter().enumerate() {
        by_group.entry(*group).or_default().push(at);
    }
    let mut told = vec![false; parts.len()];
    for (group, places) in by_group {
        if !is_told(group) {
            continue;
        }
        let values: Vec<u64> = places.iter().map(|at| parts[*at].1).collect();
        for (at, yes) in places.into_iter().zip(told_groups(&values)) {
            told[at] = yes;
        }
    }
    told
}

/// A single number: whether it may be told.
pub fn is_told(value: u64) -> bool {
    value >= LEAST || value == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_groups_are_hidden_and_never_one_alone() {
        assert_eq!(told_groups(&[100, 50, 5]), [true, true, true]);
        assert_eq!(told_groups(&[100, 3, 2]), [true, false, false]);
        assert_eq!(told_groups(&[100, 50, 3]), [true, false, false], "3 = 153 - 150");
        assert_eq!(
            told_groups(&[100, 7, 1, 1]),
            [true, false, false, false],
            "2 is too small"
        );
        assert_eq!(told_groups(&[3]), [false]);
        assert_eq!(told_groups(&[9, 3]), [false, false]);
        assert!(told_groups(&[]).is_empty());
    }

    #[test]
    fn a_day_without_scans_hides_those_with_few() {
        assert_eq!(told_points(&[0, 20, 3, 0]), [false, true, false, false]);
        assert_eq!(told_points(&[30, 20, 3]), [true, false, false]);
        assert_eq!(told_points(&[0, 20, 0]), [false, true, false]);
    }

    #[test]
    fn parts_of_a_hidden_group_are_hidden_and_parts_of_a_told_one_hold_the_rule() {
        let parts = [
            ('a', 9),
            ('a', 2),
            ('b', 7),
            ('c', 8),
            ('c', 6),
            ('c', 5),
            ('c', 1),
        ];
        let told = told_parts(&parts, |group| group != 'b');
        assert_eq!(told, [false, false, false, true, true, false, false]);
    }

    proptest! {
        #[test]
        fn nothing_small_is_told_and_nothing_small_follows(values in prop::collection::vec(1_u64..40, 0..30)) {
            let told = told_groups(&values);
            let hidden: Vec<u64> = values.iter().zip(&told).filter(|(_, t)| !**t).map(|(v, _)| *v).collect();
            for (value, told) in values.iter().zip(&told) {
                prop_assert!(!told || *value >= LEAST);
            }
            let all_hidden = hidden.len() == values.len();
            prop_assert!(hidden.is_empty() || all_hidden || (hidden.len() > 1 && hidden.iter().sum::<u64>() >= LEAST));
            if values.iter().all(|value| *value >= LEAST) {
                prop_assert!(hidden.is_empty(), "nothing is hidden without need");
            }
            // What is told is larger than what is hidden: nobody misses a large group.
            let largest_hidden = hidden.iter().max().copied().unwrap_or(0);
            for (value, told) in values.iter().zip(&told) {
                prop_assert!(!told || *value >= largest_hidden);
            }
        }

        #[test]
        fn no_day_with_few_scans_is_told_or_follows(values in prop::collection::vec(0_u64..12, 0..40)) {
            let told = told_points(&values);
            let hidden: Vec<u64> = values.iter().zip(&told).filter(|(_, t)| !**t).map(|(v, _)| *v).collect();
            for (value, told) in values.iter().zip(&told) {
                prop_assert!(!told || *value >= LEAST);
            }
            prop_assert!(hidden.iter().sum::<u64>() == 0 || hidden.len() > 1 || values.len() == 1);
        }
    }
}
