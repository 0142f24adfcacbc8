//! Sorting without code of its own for each type that is sorted.

use std::cmp::Ordering;

/// Sorts like [`slice::sort_by`]: stable, by any comparison.
///
/// The standard library's sort is made anew for each type and each comparison, several kilobytes
/// every time, and browsers load all of them. This one sorts places, once for all, and then brings
/// the items there.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &|a, b| compare(&items[a], &items[b]));
    for start in 0..places.len() {
        let mut at = start;
        while places[at] != start {
            let next = places[at];
            items.swap(at, next);
            places[at] = at;
            at = next;
        }
        places[at] = at;
    }
}

fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn sorts_like_the_standard_library() {
        // A linear congruential sequence: many equal keys, in an order that shows stability.
        let mut state = 7_u32;
        let mut items: Vec<(u32, usize)> = Vec::new();
        for place in 0..500 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            items.push((state >> 28, place));
        }
        for length in [0, 1, 2, 3, 17, 500] {
            let mut ours = items[..length].to_vec();
            let mut theirs = ours.clone();
            sort_by(&mut ours, |a, b| b.0.cmp(&a.0));
            theirs.sort_by_key(|item| std::cmp::Reverse(item.0));
            assert_eq!(ours, theirs);
        }
    }
}
