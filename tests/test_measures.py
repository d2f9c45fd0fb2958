"""ROC curves and areas, against counting pairs and against SciPy."""
import doctest
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

import utils.measures
from utils.measures import auc, roc

# Few different values, so that there are ties.
SCORES = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=15)


def test_examples_in_docstrings():
    result = doctest.testmod(utils.measures)
    assert result.attempted and not result.failed


@settings(deadline=None)
@given(SCORES, SCORES)
def test_roc_counts_who_reaches_the_threshold(negatives, positives):
    false, true, thresholds = roc(negatives, positives)
    assert thresholds[0] == math.inf
    assert thresholds[1:].tolist() == sorted({*negatives, *positives})[::-1]
    for f, t, threshold in zip(false, true, thresholds):
        assert f == pytest.approx(np.mean([s >= threshold for s in negatives]))
        assert t == pytest.approx(np.mean([s >= threshold for s in positives]))


@settings(deadline=None)
@given(SCORES, SCORES)
def test_auc_counts_the_pairs_and_half_the_ties(negatives, positives):
    wins = [(p > n) + 0.5 * (p == n)
            for n, p in itertools.product(negatives, positives)]
    assert auc(negatives, positives) == pytest.approx(np.mean(wins))
    u = mannwhitneyu(positives, negatives).statistic
    assert auc(negatives, positives) == pytest.approx(
        u / len(negatives) / len(positives))


@settings(deadline=None)
@given(SCORES, SCORES)
def test_auc_is_the_area_under_the_curve(negatives, positives):
    false, true, _ = roc(negatives, positives)
    assert auc(negatives, positives) == pytest.approx(
        np.trapezoid(true, false))
    assert auc(positives, negatives) == pytest.approx(
        1 - auc(negatives, positives))


def test_scores_stay_as_they_were_whatever_their_kind():
    scores = np.array([3, 1, 2], dtype=np.uint8)
    roc(scores, scores)
    assert scores.tolist() == [3, 1, 2]
    assert auc(np.float32([[1], [2]]), scores) == auc([1, 2], [1, 2, 3])


@pytest.mark.parametrize("measure", [roc, auc])
@pytest.mark.parametrize("bad", [([], [1.0]), ([1.0], []),
                                 ([1.0, math.nan], [2.0])])
def test_scores_that_are_none_are_refused(measure, bad):
    with pytest.raises(ValueError, match="each a number"):
        measure(*bad)
