"""What a wrong answer costs: softmax, cross-entropy and its gradient, by hand."""
import numpy as np


def softmax(logits):
    """Probabilities out of scores, along the last axis.

    p_k = exp(z_k − m) / Σ_j exp(z_j − m), with m the largest z.

    Parameters
    ----------
    logits : ndarray, shape (..., n_classes)
        The scores z.

    Returns
    -------
    ndarray, shape (..., n_classes)
        Between 0 and 1; they add up to 1.

    Notes
    -----
    Source: I. Goodfellow et al., Deep Learning (2016), section 4.1. The shift
    by m changes nothing but the size of the powers: none is above 1.

    Examples
    --------
    >>> softmax(np.array([1002., 1001., 1000.])).round(3)
    array([0.665, 0.245, 0.09 ])
    """
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def log_softmax(logits):
    """Logarithms of the probabilities, without computing these first.

    ln p_k = (z_k − m) − ln Σ_j exp(z_j − m), with m the largest z.

    Parameters
    ----------
    logits : ndarray, shape (..., n_classes)

    Returns
    -------
    ndarray, shape (..., n_classes)
        Never above 0, and finite even where the probability rounds to 0.

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.LogSoftmax`.

    Examples
    --------
    >>> log_softmax(np.array([0., -1000.]))
    array([    0., -1000.])
    """
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def cross_entropy(logits, labels):
    """The mean of −ln(probability of the right class).

    loss = −mean(ln p[i, labels[i]]), with p the softmax of the logits.

    Parameters
    ----------
    logits : ndarray, shape (n_examples, n_classes)
    labels : ndarray of int, shape (n_examples,)
        The right classes, from 0.

    Returns
    -------
    float

    Raises
    ------
    IndexError
        If a label is not one of the classes, or their number is wrong.

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.CrossEntropyLoss`.

    Examples
    --------
    >>> float(cross_entropy(np.zeros((2, 10)), np.array([3, 7])).round(4))
    2.3026
    """
    rows = np.arange(len(labels))
    return -log_softmax(logits)[rows, labels].mean()


def cross_entropy_gradient(logits, labels):
    """How the mean cross-entropy changes with each logit.

    gradient = (probs − onehot) / n_examples

    Parameters
    ----------
    logits : ndarray, shape (n_examples, n_classes)
    labels : ndarray of int, shape (n_examples,)
        The right classes, from 0.

    Returns
    -------
    ndarray, shape (n_examples, n_classes)
        Each row adds up to 0.

    Raises
    ------
    IndexError
        If a label is not one of the classes.

    Notes
    -----
    Source: C. M. Bishop, Pattern Recognition and Machine Learning (2006),
    equation 4.109.

    Examples
    --------
    >>> cross_entropy_gradient(np.zeros((1, 4)), np.array([2]))
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    n_examples, n_classes = logits.shape
    return (softmax(logits) - np.eye(n_classes)[labels]) / n_examples
