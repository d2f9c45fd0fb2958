"""Siamese networks: one network reads two inputs, and the answers are compared.

A similarity is any function of two tensors (..., size) that returns a score
(...,), higher for inputs that are more alike.
"""
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from utils.architectures import conv_bn_relu
from utils.measures import roc
from utils.train import predict_logits


def digit_network(size=16):
    """(batch, 1, 28, 28) → (batch, size): an embedding of a digit.

    Examples
    --------
    >>> digit_network(16)(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 16])
    """
    return nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(16, 32, 3), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Linear(32 * 5 * 5, size))


def print_network(size=32):
    """(batch, 1, 64, 64) → (batch, size): an embedding of a print.

    Examples
    --------
    >>> print_network(32)(torch.zeros(2, 1, 64, 64)).shape
    torch.Size([2, 32])
    """
    return nn.Sequential(
        *conv_bn_relu(1, 16, 5, 2), *conv_bn_relu(16, 32, 3, 2),
        *conv_bn_relu(32, 64, 3, 2), *conv_bn_relu(64, 64), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 4 * 4, size))


def distance(a, b):
    """Euclid's distance between embeddings, d = √Σ (a_k − b_k)².

    Parameters
    ----------
    a, b : Tensors, shape (..., size)

    Returns
    -------
    Tensor, shape (...,)

    Examples
    --------
    >>> distance(torch.tensor([0.0, 0.0]), torch.tensor([3.0, 4.0])).item()
    5.0
    """
    return (a - b).norm(dim=-1)


def balanced_pairs(labels, generator):
    """All pairs of one label, and as many of two labels, drawn by chance.

    Parameters
    ----------
    labels : int64 Tensor, shape (n,)
    generator : torch.Generator
        On the CPU.

    Returns
    -------
    tuple of Tensors first, second (int64) and same (bool), shape (pairs,)
        Places in `labels`; the same half comes first. If there are fewer
        unlike pairs than like ones, all of them are taken.

    Raises
    ------
    ValueError
        If there is no pair of one of the two sorts.

    Examples
    --------
    >>> labels = torch.tensor([7, 8, 8])
    >>> first, second, same = balanced_pairs(labels, torch.manual_seed(0))
    >>> same.tolist(), first[0].item(), second[0].item()
    ([True, False], 1, 2)
    """
    first, second = torch.triu_indices(len(labels), len(labels), 1)
    same = labels[first] == labels[second]
    like, unlike = same.nonzero()[:, 0], (~same).nonzero()[:, 0]
    if len(like) == 0 or len(unlike) == 0:
        raise ValueError(f"{len(labels)} labels have {len(like)} pairs that "
                         f"are the same and {len(unlike)} that are not")
    order = torch.randperm(len(unlike), generator=generator)
    kept = torch.cat([like, unlike[order[:len(like)]]])
    return first[kept], second[kept], same[kept]


def contrastive_loss(distances, same, margin=1.0):
    """Pull like pairs together, push unlike ones apart up to a margin.

    loss = mean(d²) over like pairs and max(0, margin − d)² over unlike ones,
    all pairs alike in weight.

    Parameters
    ----------
    distances : Tensor, shape (pairs,)
    same : bool Tensor, shape (pairs,)
    margin : float

    Returns
    -------
    Tensor, shape ()

    Raises
    ------
    ValueError
        If there is not one answer for each distance.

    Notes
    -----
    Source: :cite:t:`hadsell2006dimensionality`, without its factor ½.

    Examples
    --------
    >>> d, same = torch.tensor([0.5, 0.5, 3.0]), torch.tensor([True, False, False])
    >>> round(contrastive_loss(d, same).item(), 4)    # (0.25 + 0.25 + 0) / 3
    0.1667
    """
    if distances.shape != same.shape:
        raise ValueError("one answer for each distance is needed; distances "
                         f"have shape {tuple(distances.shape)}, answers "
                         f"{tuple(same.shape)}")
    missing = (margin - distances).clamp(min=0)
    return torch.where(same, distances ** 2, missing ** 2).mean()


def triplet_loss(anchor, positive, negative, margin=1.0):
    """Ask that the stranger be farther away than the friend, by a margin.

    loss = mean(max(0, d(anchor, positive) − d(anchor, negative) + margin))

    Parameters
    ----------
    anchor, positive, negative : Tensors, shape (triplets, size)
    margin : float

    Returns
    -------
    Tensor, shape ()

    Notes
    -----
    Source: :cite:t:`schroff2015facenet`, who square the distances; as in
    PyTorch's `nn.TripletMarginLoss` they are not squared here.

    Examples
    --------
    >>> a, p, n = torch.tensor([[[0.0]], [[2.0]], [[2.5]]])
    >>> triplet_loss(a, p, n).item()
    0.5
    """
    too_near = distance(anchor, positive) - distance(anchor, negative) + margin
    return too_near.clamp(min=0).mean()


def hard_triplets(embeddings, labels):
    """Each pair of one label in both orders, with the nearest stranger.

    Parameters
    ----------
    embeddings : Tensor, shape (n, size)
    labels : int64 Tensor, shape (n,)

    Returns
    -------
    tuple of three int64 Tensors, shape (triplets,)
        Places of anchor, positive and negative.

    Notes
    -----
    Source: :cite:t:`hermans2017defense`, who keep the farthest friend only.

    Examples
    --------
    >>> near = torch.tensor([[0.0], [1.0], [3.0], [4.5]])
    >>> hard_triplets(near, torch.tensor([5, 5, 6, 7]))
    (tensor([0, 1]), tensor([1, 0]), tensor([2, 2]))
    """
    same = labels[:, None] == labels
    with torch.no_grad():
        apart = torch.cdist(embeddings, embeddings)
    nearest = apart.masked_fill(same, math.inf).argmin(1)
    same = same.fill_diagonal_(False)
    anchor, positive = same.nonzero(as_tuple=True)
    return anchor, positive, nearest[anchor]


class ByDifference(nn.Module):
    """Decide by one dense layer on the size of the differences.

    Parameters
    ----------
    size : int
        Numbers in an embedding.

    Notes
    -----
    Source: :cite:t:`koch2015siamese`; the slides (E) have the same plan.

    Examples
    --------
    >>> judge = ByDifference(3)
    >>> judge.similarity(torch.ones(5, 1, 3), torch.zeros(4, 3)).shape
    torch.Size([5, 4])
    """

    def __init__(self, size):
        super().__init__()
        self.dense = nn.Linear(size, 1)

    def similarity(self, a, b):
        """The logit of "the same"."""
        return self.dense((a - b).abs())[..., 0]

    def forward(self, embeddings, labels, generator):
        """Mean binary cross-entropy over balanced pairs of a batch."""
        i, j, same = balanced_pairs(labels, generator)
        return F.binary_cross_entropy_with_logits(
            self.similarity(embeddings[i], embeddings[j]), same.float())


class ByContrast(nn.Module):
    """The contrastive loss over balanced pairs of a batch.

    Parameters
    ----------
    margin : float

    Examples
    --------
    >>> ByContrast().similarity(torch.zeros(2), torch.tensor([3.0, 4.0])).item()
    -5.0
    """

    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin

    def similarity(self, a, b):
        """Less than 0, and the more so the farther apart."""
        return -distance(a, b)

    def forward(self, embeddings, labels, generator):
        """The mean loss over balanced pairs of a batch."""
        i, j, same = balanced_pairs(labels, generator)
        return contrastive_loss(distance(embeddings[i], embeddings[j]), same,
                                self.margin)


class ByTriplets(ByContrast):
    """The triplet loss with the nearest stranger in the batch.

    Examples
    --------
    >>> ByTriplets(0.5).margin
    0.5
    """

    def forward(self, embeddings, labels, generator):
        """The mean loss over `hard_triplets` of a batch."""
        a, p, n = hard_triplets(embeddings, labels)
        return triplet_loss(embeddings[a], embeddings[p], embeddings[n],
                            self.margin)


def fit_twins(network, images, labels, loss, *, steps, classes=32, each=4,
              lr=0.01, generator):
    """Train `network`, and `loss` if it has weights, in place.

    AdamW with a one-cycle schedule, as in `utils.train.fit`. Each image of a
    batch goes through the network once, however many pairs it is part of.

    Parameters
    ----------
    network : torch.nn.Module
        (batch, …) → (batch, size).
    images : float Tensor, shape (n, …)
    labels : int64 Tensor, shape (n,)
    loss : torch.nn.Module
        Takes embeddings, labels and `generator`; returns a number.
    steps : int
        Batches.
    classes, each : int
        A batch has so many classes, and so many images of each.
    lr : float
        The learning rate at its highest.
    generator : torch.Generator
        On the CPU; it draws the batches and the pairs.

    Returns
    -------
    list of float, length steps
        The loss of each batch.

    Examples
    --------
    >>> points, kinds = torch.eye(4), torch.tensor([0, 0, 1, 1])
    >>> losses = fit_twins(nn.Linear(4, 2), points, kinds, ByContrast(),
    ...                    steps=60, classes=2, each=2, lr=0.1,
    ...                    generator=torch.manual_seed(0))
    >>> losses[-1] < 0.1 < losses[0]
    True
    """
    optimizer = torch.optim.AdamW([*network.parameters(), *loss.parameters()],
                                  lr=lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=lr, total_steps=steps)
    network.to(memory_format=torch.channels_last).train()
    members = [(labels == label).nonzero()[:, 0] for label in labels.unique()]
    losses = []
    for _ in range(steps):
        batch = _draw(members, classes, each, generator)
        value = loss(network(images[batch]), labels[batch], generator)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        schedule.step()
        losses.append(value.item())
    network.eval()
    return losses


def _draw(members, classes, each, generator):
    """Places of `each` images of `classes` classes, drawn by chance."""
    chosen = torch.randperm(len(members), generator=generator)[:classes]
    return torch.cat([members[c][torch.randperm(
        len(members[c]), generator=generator)[:each]] for c in chosen])


def embed(network, images):
    """The embeddings of all images, in evaluation mode, without gradients.

    Parameters
    ----------
    network : torch.nn.Module
    images : float Tensor, shape (n, …)

    Returns
    -------
    Tensor, shape (n, size)

    Examples
    --------
    >>> embed(nn.Flatten(), torch.zeros(2, 1, 3, 3)).shape
    torch.Size([2, 9])
    """
    return predict_logits(network, images)


def pair_scores(similarity, embeddings, labels):
    """The similarity of every pair, strangers and friends apart.

    Parameters
    ----------
    similarity : callable
    embeddings : Tensor, shape (n, size)
    labels : int64 Tensor, shape (n,)

    Returns
    -------
    tuple of two ndarrays
        Scores of all pairs with two labels, and of all pairs with one.

    Examples
    --------
    >>> z = torch.tensor([[0.0], [1.0], [5.0]])
    >>> pair_scores(ByContrast().similarity, z, torch.tensor([0, 0, 1]))
    (array([-5., -4.], dtype=float32), array([-1.], dtype=float32))
    """
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    same = labels[i] == labels[j]
    with torch.no_grad():
        scores = torch.cat([similarity(embeddings[a], embeddings[b])
                            for a, b in zip(i.split(4000), j.split(4000))])
    return scores[~same].numpy(), scores[same].numpy()


def equal_error_rate(negatives, positives):
    """Where as many strangers pass as friends are refused.

    Between the last threshold with fewer strangers and the first with more,
    both rates are taken to be straight lines.

    Parameters
    ----------
    negatives, positives : array_like, shape (n,), (m,)
        Scores of strangers and of friends, as for `utils.measures.roc`.

    Returns
    -------
    tuple of two floats
        The rate, and the threshold at the first point where strangers are
        not fewer.

    Notes
    -----
    Source: :cite:t:`maltoni2009handbook`, section 1.5.

    Examples
    --------
    >>> equal_error_rate([0, 1, 2, 3], [2.5, 4, 5, 6])
    (0.25, 3.0)
    """
    false, true, thresholds = roc(negatives, positives)
    missed = 1 - true
    k = int(np.argmax(false >= missed))
    gap = (missed - false)[k - 1:k + 1]
    share = gap[0] / (gap[0] - gap[1])
    rate = false[k - 1] + share * (false[k] - false[k - 1])
    return float(rate), float(thresholds[k])


def threshold_for(negatives, rate):
    """The lowest threshold at which at most this share of strangers passes.

    Parameters
    ----------
    negatives : array_like, shape (n,)
        Scores of strangers; who reaches the threshold passes.
    rate : float
        From 0 to 1.

    Returns
    -------
    float

    Examples
    --------
    >>> scores = [0.1, 0.5, 0.7, 0.9]
    >>> threshold_for(scores, 0.25) > 0.7, threshold_for(scores, 0) > 0.9
    (True, True)
    """
    ordered = np.sort(np.asarray(negatives) * 1.0)[::-1]  # its own precision
    allowed = math.floor(rate * len(ordered) + 1e-9)
    if allowed == len(ordered):
        return -math.inf
    return float(np.nextafter(ordered[allowed], math.inf))


def one_shot_accuracy(similarity, embeddings, candidates, generator,
                      trials=1000):
    """How often a new impression is most like its own finger's one example.

    In each trial fingers are drawn by chance, each shows one impression, and
    another impression of the first is to be found. A tie is a mistake.

    Parameters
    ----------
    similarity : callable
    embeddings : Tensor, shape (fingers, impressions, size)
    candidates : int
        Fingers in one trial.
    generator : torch.Generator
        On the CPU.
    trials : int

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If there are too few fingers or impressions.

    Notes
    -----
    Source: :cite:t:`koch2015siamese`, section 4.3.

    Examples
    --------
    >>> z = torch.arange(6.0).repeat_interleave(2).reshape(6, 2, 1)
    >>> one_shot_accuracy(ByContrast().similarity, z, 5, torch.manual_seed(0))
    1.0
    """
    fingers, impressions, _ = embeddings.shape
    if fingers < candidates or impressions < 2:
        raise ValueError(f"{candidates} candidates with two impressions are "
                         f"needed; embeddings have shape "
                         f"{tuple(embeddings.shape)}")
    who = torch.rand(trials, fingers, generator=generator).argsort(1)
    who = who[:, :candidates]
    shown = torch.randint(impressions, who.shape, generator=generator)
    other = torch.randint(1, impressions, (trials,), generator=generator)
    probe = embeddings[who[:, 0], (shown[:, 0] + other) % impressions]
    with torch.no_grad():
        scores = torch.cat([
            similarity(probe[some, None], embeddings[who[some], shown[some]])
            for some in torch.arange(trials).split(50)])
    return (scores[:, 0] > scores[:, 1:].amax(1)).double().mean().item()
