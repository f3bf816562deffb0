"""What becomes of a gap is said of the slice, whatever becomes of everything else."""

import numpy as np
import pytest

from ft_data.gaps.outcomes import CANNOT_TELL, CLOSED, NARROWED, OPEN, judged

OF, ELSEWHERE = 40, 160


@pytest.mark.parametrize(
    ("before", "after", "rest_before", "rest_after", "said"),
    [
        (0.9, 0.05, 0.06, 0.06, CLOSED),
        (0.9, 0.4, 0.06, 0.06, NARROWED),
        (0.9, 0.9, 0.06, 0.06, OPEN),
        (
            0.9,
            0.5,
            0.06,
            0.5,
            NARROWED,
        ),  # everything else fails as often by now: half of the slice fails all the same
        (0.9, 0.9, 0.06, 0.9, OPEN),
        (0.5, 0.5, 0.06, 0.5, OPEN),
        (0.9, 0.05, 0.3, 0.05, CLOSED),
    ],
)
def test_it_is_said_of_the_slice_whatever_happens_elsewhere(before, after, rest_before, rest_after, said):
    found = judged(
        (round(before * OF), OF), (round(after * OF), OF), (round(rest_after * ELSEWHERE), ELSEWHERE), (round(rest_before * ELSEWHERE), ELSEWHERE)
    )  # fmt: skip
    assert found.name == said


@pytest.mark.parametrize(("of", "most"), [(3, 0.1), (10, 0.06), (40, 0.05)])
def test_where_nothing_changed_few_are_told_closed_or_narrowed(of, most):
    drawn = np.random.default_rng(0)
    counts = drawn.binomial(
        [[of], [of], [ELSEWHERE], [ELSEWHERE]], [[0.3], [0.3], [0.06], [0.06]], (4, 1000)
    ).T
    names = [judged((b, of), (a, of), (r, ELSEWHERE), (w, ELSEWHERE)).name for b, a, r, w in counts.tolist()]
    assert sum(name in (CLOSED, NARROWED) for name in names) <= most * len(names)
    assert CANNOT_TELL in names
