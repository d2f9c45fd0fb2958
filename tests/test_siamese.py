"""Pairs, losses and measures of chapter 19 against PyTorch and brute force."""
import doctest
import itertools
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from torch import nn
from torch.nn import functional as F

import utils.siamese
from utils.measures import auc, roc
from utils.plots import COLORS
from utils.plots_siamese import (
    plot_distances,
    plot_one_shot,
    plot_pull_and_push,
    plot_roc,
    plot_two_errors,
    show_growth,
    show_pairs,
)
from utils.siamese import (
    ByContrast,
    ByDifference,
    ByTriplets,
    balanced_pairs,
    contrastive_loss,
    distance,
    embed,
    equal_error_rate,
    fit_twins,
    hard_triplets,
    one_shot_accuracy,
    pair_scores,
    threshold_for,
    triplet_loss,
)

SEEDS = st.integers(0, 2**32 - 1)
LABELS = st.lists(st.integers(0, 3), min_size=4, max_size=12).filter(
    lambda some: 1 < len(set(some)) < len(some)).map(torch.tensor)
# Few different values, so that there are ties.
SCORES = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=15)


def chance(seed=0):
    return torch.Generator().manual_seed(seed)


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=chance(seed))


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_examples_in_docstrings():
    result = doctest.testmod(utils.siamese)
    assert result.attempted and not result.failed


# --- measures ----------------------------------------------------------------

@settings(deadline=None)
@given(SCORES, SCORES)
def test_the_equal_error_rate_lies_on_the_curve_where_errors_meet(
        negatives, positives):
    rate, threshold = equal_error_rate(negatives, positives)
    false, true, thresholds = roc(negatives, positives)
    k = thresholds.tolist().index(threshold)
    assert false[k] >= 1 - true[k] and false[k - 1] < 1 - true[k - 1]
    assert false[k - 1] - 1e-9 <= rate <= false[k] + 1e-9
    assert 1 - true[k] - 1e-9 <= rate <= 1 - true[k - 1] + 1e-9
    # 20,001 points along the curve: the one nearest to equal errors.
    path = np.linspace(0, len(false) - 1, 20_001)
    f, t = (np.interp(path, range(len(false)), r) for r in (false, true))
    assert rate == pytest.approx(f[abs(f - (1 - t)).argmin()], abs=1e-3)


def test_equal_error_rates_by_hand():
    assert equal_error_rate([0, 1], [2, 3])[0] == 0
    assert equal_error_rate([2, 3], [0, 1])[0] == 1
    assert equal_error_rate([1, 1], [1, 1])[0] == 0.5
    assert equal_error_rate([0, 1, 2, 3], [2.5, 4, 5, 6]) == (0.25, 3.0)


def test_a_threshold_for_single_precision_keeps_the_best_stranger_out():
    scores = np.random.default_rng(0).normal(size=99).astype(np.float32)
    assert (scores >= threshold_for(scores, 0)).sum() == 0
    assert (scores >= threshold_for(scores, 0.1)).sum() == 9


@settings(deadline=None)
@given(SCORES, st.floats(0, 1))
def test_the_threshold_is_the_lowest_that_lets_few_enough_pass(scores, rate):
    threshold = threshold_for(scores, rate)

    def passing(from_):
        return np.mean([s >= from_ for s in scores])

    assert passing(threshold) <= rate + 1e-9
    lower = max((s for s in scores if s < threshold), default=None)
    assert lower is None or passing(lower) > rate


# --- pairs -------------------------------------------------------------------

@settings(deadline=None)
@given(LABELS, SEEDS)
def test_pairs_are_balanced_and_different_and_truly_labelled(labels, seed):
    i, j, same = balanced_pairs(labels, chance(seed))
    pairs = list(zip(i.tolist(), j.tolist()))
    assert len(set(pairs)) == len(pairs) and (i < j).all()
    assert torch.equal(same, labels[i] == labels[j])
    every = list(itertools.combinations(range(len(labels)), 2))
    like = {(a, b) for a, b in every if labels[a] == labels[b]}
    assert {pair for pair, s in zip(pairs, same) if s} == like
    assert (~same).sum() == min(len(like), len(every) - len(like))
    again = balanced_pairs(labels, chance(seed))
    assert all(torch.equal(a, b) for a, b in zip((i, j, same), again))


@pytest.mark.parametrize("labels, counts", [([1, 2, 3], "0 pairs.* 3 that"),
                                            ([1, 1], "1 pairs.* 0 that")])
def test_labels_without_both_sorts_of_pairs_are_refused(labels, counts):
    with pytest.raises(ValueError, match=counts):
        balanced_pairs(torch.tensor(labels), chance())


def test_unlike_pairs_are_drawn_evenly():
    labels = torch.tensor([0, 0, 1, 1])
    seen = torch.zeros(4, 4)
    for seed in range(400):
        i, j, same = balanced_pairs(labels, chance(seed))
        seen[i[~same], j[~same]] += 1
    assert seen.sum() == 800
    assert ((seen > 150) & (seen < 250)).sum() == 4


# --- losses ------------------------------------------------------------------

SIZES = st.tuples(st.integers(1, 9), st.integers(1, 5))


@settings(deadline=None)
@given(SIZES, st.floats(0.1, 4), SEEDS)
def test_the_contrastive_loss_equals_pytorchs_hinge(sizes, margin, seed):
    a, b = normal(2, *sizes, seed=seed).double()
    same = torch.rand(sizes[0], generator=chance(seed)) < 0.5
    d = distance(a, b)
    torch.testing.assert_close(d, F.pairwise_distance(a, b, eps=0))
    # PyTorch's hinge is x where y is 1 and max(0, margin − x) where it is −1:
    # with its values squared it is this loss.
    y = torch.where(same, 1, -1)
    hinge = F.hinge_embedding_loss(d, y, margin=margin, reduction="none")
    torch.testing.assert_close(contrastive_loss(d, same, margin),
                               (hinge ** 2).mean())


@settings(deadline=None)
@given(SIZES, st.floats(0.1, 4), SEEDS)
def test_the_triplet_loss_equals_pytorchs_with_its_gradients(
        sizes, margin, seed):
    ours = normal(3, *sizes, seed=seed).double().requires_grad_()
    theirs = ours.detach().clone().requires_grad_()
    triplet_loss(*ours, margin).backward()
    loss = nn.TripletMarginLoss(margin=margin, eps=0)(*theirs)
    loss.backward()
    torch.testing.assert_close(triplet_loss(*ours, margin), loss)
    torch.testing.assert_close(ours.grad, theirs.grad)


def test_the_worked_examples():
    d = torch.tensor([0.5, 0.4, 1.6])
    same = torch.tensor([True, False, False])
    assert contrastive_loss(d, same).item() == pytest.approx(0.61 / 3)
    a, p, n = torch.tensor([[[0.0, 0]], [[0.3, 0.4]], [[0.8, 0.6]]])
    assert triplet_loss(a, p, n).item() == pytest.approx(0.5)


def test_answers_that_do_not_fit_the_distances_are_refused():
    with pytest.raises(ValueError, match=r"\(3,\).*\(2,\)"):
        contrastive_loss(torch.zeros(3), torch.zeros(2, dtype=torch.bool))


def test_like_embeddings_give_a_finite_gradient():
    z = torch.zeros(4, 3, requires_grad=True)
    for loss in (ByContrast(), ByTriplets()):
        loss(z, torch.tensor([0, 0, 1, 1]), chance()).backward()
        assert torch.isfinite(z.grad).all()


@settings(deadline=None)
@given(LABELS, SEEDS)
def test_hard_triplets_are_those_of_a_brute_search(labels, seed):
    z = normal(len(labels), 3, seed=seed)
    found = set(zip(*(part.tolist() for part in hard_triplets(z, labels))))
    n, expected = len(labels), set()
    for a, p in itertools.permutations(range(n), 2):
        if labels[a] == labels[p]:
            strangers = [k for k in range(n) if labels[k] != labels[a]]
            nearest = min(strangers, key=lambda k: (z[a] - z[k]).norm())
            expected.add((a, p, nearest))
    assert found == expected


# --- deciding ----------------------------------------------------------------

def test_the_difference_is_judged_alike_in_both_orders():
    judge = ByDifference(4)
    a, b = normal(2, 5, 4)
    expected = (a - b).abs() @ judge.dense.weight[0] + judge.dense.bias
    torch.testing.assert_close(judge.similarity(a, b), expected)
    assert torch.equal(judge.similarity(a, b), judge.similarity(b, a))
    labels = torch.tensor([0, 0, 1, 1, 2])
    i, j, same = balanced_pairs(labels, chance(3))
    torch.testing.assert_close(
        judge(a, labels, chance(3)),
        nn.BCEWithLogitsLoss()(judge.similarity(a[i], a[j]), same.float()))


@pytest.mark.parametrize("make", [lambda: ByDifference(8), ByContrast,
                                  ByTriplets])
def test_training_brings_friends_together_and_leaves_images_alone(make):
    torch.manual_seed(0)
    judge = make()
    images = F.one_hot(torch.arange(12)).float()
    labels = torch.arange(4).repeat_interleave(3)
    kept, network = images.clone(), nn.Linear(12, 8)
    losses = fit_twins(network, images, labels, judge, steps=150, classes=4,
                       each=3, lr=0.05, generator=chance())
    assert len(losses) == 150 and losses[-1] < losses[0] / 2
    assert not network.training and torch.equal(images, kept)
    scores = pair_scores(judge.similarity, embed(network, images), labels)
    assert auc(*scores) > 0.95


def test_the_same_generator_trains_the_same_weights():
    def trained(seed):
        torch.manual_seed(0)
        network = nn.Linear(6, 2)
        fit_twins(network, torch.eye(6), torch.tensor([0, 0, 1, 1, 2, 2]),
                  ByContrast(), steps=5, classes=2, each=2,
                  generator=chance(seed))
        return network.weight

    assert torch.equal(trained(1), trained(1))
    assert not torch.equal(trained(1), trained(2))


def test_a_batch_has_so_many_classes_and_so_many_of_each():
    members = [torch.arange(5 * k, 5 * k + 5) for k in range(6)]
    batch = utils.siamese._draw(members, 4, 3, chance())
    counts = torch.bincount(batch // 5, minlength=6)
    assert sorted(counts.tolist()) == [0, 0, 3, 3, 3, 3]
    assert len(set(batch.tolist())) == 12


def test_scores_of_all_pairs():
    z, labels = normal(7, 3), torch.tensor([0, 1, 0, 2, 2, 1, 0])
    strangers, friends = pair_scores(ByContrast().similarity, z, labels)
    every = {True: [], False: []}
    for i, j in itertools.combinations(range(7), 2):
        every[bool(labels[i] == labels[j])].append(-(z[i] - z[j]).norm().item())
    np.testing.assert_allclose(strangers, every[False], rtol=1e-5)
    np.testing.assert_allclose(friends, every[True], rtol=1e-5)


# --- one shot ----------------------------------------------------------------

def test_without_knowledge_one_shot_is_chance_and_ties_are_mistakes():
    z = normal(30, 4, 8)
    for n in (2, 5, 20):
        share = one_shot_accuracy(ByContrast().similarity, z, n, chance(n),
                                  trials=4000)
        assert share == pytest.approx(1 / n, abs=0.03)
    assert one_shot_accuracy(ByContrast().similarity, torch.zeros(9, 2, 3), 5,
                             chance()) == 0


def test_one_shot_finds_fingers_that_stand_apart():
    z = 9 * torch.arange(20.0)[:, None, None] + normal(20, 3, 1)
    judge = ByContrast()
    assert one_shot_accuracy(judge.similarity, z, 20, chance()) > 0.99
    assert one_shot_accuracy(lambda a, b: -judge.similarity(a, b), z, 20,
                             chance()) < 0.01


def test_the_probe_is_another_impression_than_the_example():
    """Impressions that only fit themselves are never found."""
    z = torch.eye(24).reshape(8, 3, 24)
    assert one_shot_accuracy(ByContrast().similarity, z, 4, chance()) == 0


@pytest.mark.parametrize("shape", [(4, 3, 2), (9, 1, 2)])
def test_too_few_fingers_or_impressions_are_refused(shape):
    with pytest.raises(ValueError, match="5 candidates.*"
                       + re.escape(str(shape))):
        one_shot_accuracy(ByContrast().similarity, torch.zeros(shape), 5,
                          chance())


# --- figures -----------------------------------------------------------------

def test_pairs_are_drawn_side_by_side():
    first, second = torch.rand(2, 5, 12, 12, generator=chance())
    axes = show_pairs(first, second, list("abcde"), columns=3)
    assert [ax.texts[0].get_text() for ax in axes] == list("abcde")
    drawn = np.asarray(axes[3].images[0].get_array())
    np.testing.assert_allclose(drawn[:, :12], first[3], rtol=1e-6)
    np.testing.assert_allclose(drawn[:, -12:], second[3], rtol=1e-6)
    assert axes[0].images[0].get_clim() == (0, 1)


def test_pull_and_push_are_the_two_halves_of_the_loss():
    ax = plot_pull_and_push(margin=2.0)
    like, unlike, edge = ax.lines
    d = torch.as_tensor(like.get_xdata())
    for line, same in ((like, True), (unlike, False)):
        expected = [contrastive_loss(one[None], torch.tensor([same]), 2.0)
                    for one in d]
        np.testing.assert_allclose(line.get_ydata(), expected, rtol=1e-6)
    assert edge.get_xdata()[0] == 2.0


def test_distances_have_one_scale_and_the_threshold():
    rng = np.random.default_rng(0)
    panels = {"seen": (rng.normal(5, 1, 500), rng.normal(1, 0.2, 300)),
              "new": (rng.normal(4, 1, 500), rng.normal(2, 0.5, 300))}
    axes = plot_distances(panels, 2.5)
    assert [ax.get_xlabel() for ax in axes] == ["distance, seen",
                                               "distance, new"]
    assert axes[0].get_xlim() == axes[1].get_xlim()
    assert all(ax.lines[0].get_xdata()[0] == 2.5 for ax in axes)
    assert [t.get_text() for t in axes[1].get_legend().get_texts()] == [
        "same", "different"]
    heights = [patch.get_height() for patch in axes[0].patches[:-1]]
    middle = axes[0].patches[int(np.argmax(heights))]
    assert middle.get_x() == pytest.approx(1, abs=0.3)


def test_growth_shows_directions_points_and_stages():
    theta = torch.zeros(32, 32)
    pictures = {"noise": torch.zeros(32, 32), "8 passes": torch.ones(32, 32)}
    axes = show_growth(theta, pictures, torch.tensor([0.2 + 0.3j]),
                       torch.tensor([0.5 - 0.7j]))
    assert [ax.get_xlabel() for ax in axes] == ["directions", "noise",
                                               "8 passes"]
    core, delta = axes[0].lines
    assert core.get_marker() != delta.get_marker()
    assert core.get_xydata()[0].tolist() == pytest.approx([0.2, 0.3])
    assert delta.get_xydata()[0].tolist() == pytest.approx([0.5, -0.7])
    assert axes[2].images[0].get_clim() == (-1, 1)
    assert (axes[2].images[0].get_array() == 1).all()


def test_roc_curves_stand_on_a_logarithmic_axis():
    curves = {"ours": roc([0, 1, 2], [1.5, 3, 4])[:2], "chance": ([0, 1], [0, 1])}
    ax = plot_roc(curves, lowest=0.01)
    assert ax.get_xscale() == "log"
    assert [line.get_label() for line in ax.lines[:2]] == list(curves)
    assert ax.lines[0].get_xdata()[0] == 0.01
    np.testing.assert_allclose(ax.lines[0].get_ydata(), curves["ours"][1])
    equal = ax.lines[2]
    np.testing.assert_allclose(equal.get_xdata() + equal.get_ydata(), 1)


def test_two_errors_cross_and_thresholds_are_marked():
    false, true, thresholds = roc([0, 1, 2], [1.5, 3, 4])
    sets = {name: (thresholds, false, 1 - true)
            for name in ("validation", "test")}
    ax = plot_two_errors(sets, {"door": 1.5, "bank": 2.5})
    assert len(ax.lines) == 6 and ax.get_yscale() == "log"
    weak, strong = ax.lines[0], ax.lines[2]
    assert weak.get_linewidth() < strong.get_linewidth()
    assert to_hex(strong.get_color()) == COLORS["orange"].lower()
    assert [(t.get_text().strip(), t.get_ha()) for t in ax.texts] == [
        ("door", "right"), ("bank", "left")]  # away from each other
    assert [line.get_xdata()[0] for line in ax.lines[4:]] == [1.5, 2.5]


def test_one_shot_is_drawn_beside_chance():
    ax = plot_one_shot([5, 20], {"ours": [0.9, 0.8], "pixels": [0.4, 0.2]})
    np.testing.assert_allclose(ax.lines[-1].get_ydata(), [0.2, 0.05])
    assert [t.get_text() for t in ax.texts] == ["ours", "pixels", "chance"]
    assert ax.lines[0].get_marker() != ax.lines[1].get_marker()
