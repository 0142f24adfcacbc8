//! Which items of a list change places.

/// Which of these places stay when the fewest others move: a longest rising sequence of them, with the
/// one at the index `fixed` in it.
pub(super) fn stay(places: &[usize], fixed: Option<usize>) -> Vec<bool> {
    let may_stay = |at: usize, place: usize| {
        fixed.is_none_or(|fixed| places[fixed].cmp(&place) == fixed.cmp(&at))
    };
    // For each length, where the sequence of this length ends that ends lowest.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for (at, place) in places.iter().enumerate() {
        if !may_stay(at, *place) {
            previous.push(None);
            continue;
        }
        let length = ends.partition_point(|end| places[*end] < *place);
        previous.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stays = vec![false; places.len()];
    let mut at = ends.last().copied();
    while let Some(here) = at {
        stays[here] = true;
        at = previous[here];
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_change_places() {
        for (places, expected) in [
            (vec![], vec![]),
            (vec![0, 1, 2], vec![true, true, true]),
            // Others came before them, or have gone.
            (vec![3, 5, 9], vec![true, true, true]),
            // The last one went to the top, the first one to the end.
            (vec![3, 0, 1, 2], vec![false, true, true, true]),
            (vec![1, 2, 3, 0], vec![true, true, true, false]),
            (vec![0, 4, 2, 3], vec![true, false, true, true]),
        ] {
            assert_eq!(stay(&places, None), expected, "{places:?}");
        }
        let turned: Vec<usize> = (0..5).rev().collect();
        assert_eq!(
            stay(&turned, None).iter().filter(|stays| **stays).count(),
            1
        );
    }

    #[test]
    fn one_of_them_stays_whatever_the_others_must_do() {
        for (places, fixed, expected) in [
            (vec![3, 0, 1, 2], 0, vec![true, false, false, false]),
            (vec![1, 0, 41], 0, vec![true, false, true]),
            (vec![1, 0, 41], 1, vec![false, true, true]),
            (vec![0, 1, 2], 1, vec![true, true, true]),
        ] {
            assert_eq!(stay(&places, Some(fixed)), expected, "{places:?} {fixed}");
        }
    }
}
