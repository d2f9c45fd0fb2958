"""How well a score tells two kinds apart, whatever the threshold."""
import numpy as np


def roc(negatives, positives):
    """False and true rates for every threshold: "yes" from the threshold on.

    Parameters
    ----------
    negatives, positives : array_like, shape (n,), (m,)
        Scores of those to be refused and of those to be accepted; a higher
        score speaks for "yes".

    Returns
    -------
    tuple of three ndarrays, shape (thresholds + 1,)
        The share of negatives and of positives at or above each threshold,
        and the thresholds, from infinity (nobody) down to the lowest score
        (everybody); scores that are equal share one threshold.

    Raises
    ------
    ValueError
        If there are no scores of one kind, or one is not a number.

    Notes
    -----
    The receiver operating characteristic. Source: :cite:t:`fawcett2006introduction`.

    Examples
    --------
    >>> false, true, thresholds = roc([1, 2], [2, 3])
    >>> false.tolist(), true.tolist(), thresholds.tolist()
    ([0.0, 0.0, 0.5, 1.0], [0.0, 0.5, 1.0, 1.0], [inf, 3.0, 2.0, 1.0])
    """
    negatives, positives = _sorted(negatives), _sorted(positives)
    steps = np.unique(np.concatenate([negatives, positives]))[::-1]
    thresholds = np.concatenate([[np.inf], steps])
    false, true = (1 - np.searchsorted(scores, thresholds) / len(scores)
                   for scores in (negatives, positives))
    return false, true, thresholds


def auc(negatives, positives):
    """The chance that a positive scores above a negative; a tie counts half.

    It is the area under the curve that `roc` returns.

    Parameters
    ----------
    negatives, positives : array_like, shape (n,), (m,)
        As for `roc`.

    Returns
    -------
    float
        1 if the two kinds never mix, 0.5 if the score says nothing.

    Raises
    ------
    ValueError
        As `roc`.

    Notes
    -----
    Source: :cite:t:`fawcett2006introduction`, section 7.

    Examples
    --------
    >>> auc([1, 2], [2, 3])
    0.875
    """
    false, true, _ = roc(negatives, positives)
    return float((np.diff(false) * (true[1:] + true[:-1]) / 2).sum())


def _sorted(scores):
    """Scores in ascending order, as doubles."""
    scores = np.sort(np.asarray(scores, dtype=float).ravel())
    if len(scores) == 0 or np.isnan(scores[-1]):
        raise ValueError("scores are needed, and each a number; got "
                         f"{len(scores)}, {np.isnan(scores).sum()} of them NaN")
    return scores
