"""Dropout and changed copies of images, against PyTorch and SciPy."""
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import shift as scipy_shift
from scipy.stats import chisquare, ks_2samp, kstest

import utils.augment
import utils.regularization
from utils.augment import add_noise, random_flip, random_shift, shift
from utils.plots_regularization import (
    plot_by_heart,
    plot_classes,
    plot_recipes,
    plot_removal,
    plot_sums,
    plot_votes,
    show_rows,
)
from utils.regularization import dropout

SHAPES = st.lists(st.integers(1, 6), min_size=1, max_size=4).map(tuple)
SEEDS = st.integers(0, 2**32 - 1)
IMAGES = st.tuples(*[st.integers(1, 3)] * 2, *[st.integers(1, 7)] * 2)
RANDOM = {
    "random_shift": lambda x, g: random_shift(x, 2, g),
    "random_flip": random_flip,
    "add_noise": lambda x, g: add_noise(x, 0.5, g),
}


def chance(seed=0):
    return torch.Generator().manual_seed(seed)


def pictures(shape, seed=0, dtype=torch.float32):
    """All pixels different and none of them 0."""
    n = int(np.prod(shape))
    order = torch.randperm(n, generator=chance(seed)) + 1
    return order.reshape(shape).to(dtype)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("module", [utils.regularization, utils.augment])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@settings(deadline=None)
@given(SHAPES, st.floats(0, 0.99), SEEDS)
def test_a_value_is_silenced_or_divided_by_the_keep_probability(
        shape, p, seed):
    x = np.random.default_rng(seed).normal(size=shape) + 10
    kept = x.copy()
    out = dropout(x, p, np.random.default_rng(seed))
    assert out.shape == shape
    np.testing.assert_array_equal(x, kept)
    np.testing.assert_allclose(out[out != 0], (x / (1 - p))[out != 0])
    again = dropout(x, p, np.random.default_rng(seed))
    np.testing.assert_array_equal(out, again)


@pytest.mark.parametrize("p", [0, 0.2, 0.5, 0.9])
def test_the_distribution_is_pytorchs(p):
    x = np.full(200_000, 3.0)
    torch.manual_seed(0)
    ours = dropout(x, p, np.random.default_rng(0))
    theirs = F.dropout(torch.from_numpy(x), p).numpy()
    assert set(ours.round(9)) == set(theirs.round(9))
    for out in (ours, theirs):
        assert (out == 0).mean() == pytest.approx(p, abs=0.005)
        assert out.mean() == pytest.approx(3, rel=0.03)
        assert out.var() == pytest.approx(9 * p / (1 - p), rel=0.03)


def test_masks_of_neighbours_are_independent():
    x, w = np.ones((20_000, 30)), np.linspace(-1, 2, 30)
    torch.manual_seed(1)
    ours = dropout(x, 0.3, np.random.default_rng(1)) @ w
    theirs = F.dropout(torch.from_numpy(x), 0.3).numpy() @ w
    assert ks_2samp(ours, theirs).pvalue > 1e-3


@pytest.mark.parametrize("p", [-0.1, 1, 1.5, float("nan")])
def test_what_is_no_share_to_drop_is_refused(p):
    with pytest.raises(ValueError, match=f"got {p}"):
        dropout(np.ones(3), p, np.random.default_rng(0))


def scipys(images, down, right, fill):
    return scipy_shift(images.numpy(), (0, 0, down, right), order=0,
                       mode="constant", cval=fill)


@settings(deadline=None)
@given(IMAGES, st.data(), st.integers(-3, 3),
       st.sampled_from([torch.float32, torch.float64, torch.int64]))
def test_shift_equals_scipy(shape, data, fill, dtype):
    down, right = (data.draw(st.integers(-side, side)) for side in shape[2:])
    images = pictures(shape, dtype=dtype)
    kept = images.clone()
    out = shift(images, down, right, fill=fill)
    assert out.dtype == dtype and torch.equal(images, kept)
    np.testing.assert_array_equal(out, scipys(images, down, right, fill))


@pytest.mark.parametrize("down, right", [(5, 0), (0, -4)])
def test_a_move_beyond_the_image_is_refused(down, right):
    with pytest.raises(RuntimeError):
        shift(torch.ones(1, 1, 4, 3), down, right)


def moves(images, moved, pixels, fill):
    """Where each image went, found by trying every shift of it."""
    steps = range(-pixels, pixels + 1)
    tried = {(down, right): scipys(images, down, right, fill)
             for down in steps for right in steps}
    return [[step for step, copies in tried.items()
             if np.array_equal(copies[i], moved[i])]
            for i in range(len(images))]


@settings(deadline=None)
@given(IMAGES, st.integers(0, 3), st.floats(-1, 0, width=32), SEEDS)
def test_every_image_is_shifted_whole_by_a_step_of_its_own(
        shape, pixels, fill, seed):
    images = pictures(shape, seed)
    moved = random_shift(images, pixels, chance(seed), fill)
    assert moved.shape == images.shape and moved.dtype == images.dtype
    assert all(moves(images, moved, pixels, fill))


def test_all_steps_are_alike():
    images = pictures((9000, 1, 3, 3))
    found = moves(images, random_shift(images, 1, chance()), 1, 0)
    assert all(len(steps) == 1 for steps in found)
    counts = np.unique([steps[0] for steps in found], axis=0,
                       return_counts=True)[1]
    assert len(counts) == 9 and chisquare(counts).pvalue > 1e-3


def test_about_half_of_the_images_are_mirrored_left_to_right():
    images = pictures((2000, 2, 3, 4))
    out = random_flip(images, chance())
    turned = (out == images.flip(-1)).flatten(1).all(1)
    assert ((out == images).flatten(1).all(1) | turned).all()
    assert turned.double().mean() == pytest.approx(0.5, abs=0.05)


def test_noise_is_normal_in_every_pixel():
    images = pictures((50, 2, 20, 30))
    noise = (add_noise(images, 0.5, chance()) - images).flatten()
    assert kstest(noise.numpy() / 0.5, "norm").pvalue > 1e-3
    assert abs(np.corrcoef(noise[1:], noise[:-1])[0, 1]) < 0.02


@pytest.mark.parametrize("name", RANDOM)
def test_all_chance_comes_from_the_generator(name):
    images, change = pictures((20, 2, 6, 5)), RANDOM[name]
    kept = images.clone()
    first = change(images, chance(3))
    torch.rand(5)
    assert torch.equal(first, change(images, chance(3)))
    assert not torch.equal(first, change(images, chance(4)))
    assert torch.equal(images, kept)


@pytest.mark.parametrize("name", RANDOM)
def test_images_may_be_on_another_device_than_the_generator(name):
    out = RANDOM[name](torch.ones(4, 3, 8, 8, device="meta"), chance())
    assert out.device.type == "meta" and out.shape == (4, 3, 8, 8)


@pytest.mark.parametrize("name", ["random_shift", "random_flip"])
@pytest.mark.parametrize("shape", [(28, 28), (5, 28, 28), (2, 2, 1, 8, 8)])
def test_images_without_four_axes_are_refused_with_their_shape(name, shape):
    with pytest.raises(ValueError) as error:
        RANDOM[name](torch.ones(shape), chance())
    assert str(shape) in str(error.value)


def test_own_and_new_digits_are_drawn_in_per_cent():
    history = {"accuracy": [0.5, 0.9], "validation": [0.4, 0.3]}
    axes = plot_by_heart({"one": history, "two": history})
    assert [ax.get_xlabel() for ax in axes] == ["epoch, one", "epoch, two"]
    for ax in axes:
        own, new = (line.get_xydata().tolist() for line in ax.lines)
        assert own == [[1, 50], [2, 90]] and new == [[1, 40], [2, 30]]
        assert [text.get_text() for text in ax.texts] \
            == ["its own: 90 %", "new ones: 30 %"]


def test_sums_are_counted_and_factors_marked():
    values = np.linspace(5, 15, 500)
    ax = plot_sums({"a": values, "b": values, "c": values * 0.8}, 10,
                   {"all": 1, "slide": 0.2})
    assert [line.get_xdata()[0] for line in ax.lines] == [10, 2]
    assert [text.get_text() for text in ax.texts] == ["all", "slide"]
    assert [text.get_text() for text in ax.get_legend().texts] \
        == ["a", "b", "c"]


@pytest.mark.parametrize("cross", [True, False])
def test_rows_of_pictures(cross):
    a, b = pictures((3, 4, 6)), pictures((3, 4, 6), seed=1)
    axes = show_rows({"a": a, "b": b}, limits={"b": (-9, 9)}, cross=cross)
    assert axes.shape == (2, 3)
    assert [line[0].get_ylabel() for line in axes] == ["a", "b"]
    assert axes[0, 0].images[0].get_clim() == (0, 1)
    assert axes[1, 2].images[0].get_clim() == (-9, 9)
    np.testing.assert_array_equal(axes[1, 2].images[0].get_array(), b[2])
    lines = axes[0, 0].lines
    assert len(lines) == (2 if cross else 0)
    if cross:
        assert (lines[0].get_ydata()[0], lines[1].get_xdata()[0]) == (1.5, 2.5)
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        show_rows({"a": a, "b": b[:2]})


def test_votes_are_drawn_beside_the_one_network():
    votes = {"mean": {1: (0.5, 2.0), 4: (0.7, 1.0)},
             "other": {1: (0.5, 2.0), 4: (0.6, 1.5)}}
    axes = plot_votes(votes, (0.65, 1.25))
    assert [line.get_ydata()[-1] for line in axes[0].lines] == [70, 60, 65]
    assert [line.get_ydata()[-1] for line in axes[1].lines] == [1, 1.5, 1.25]
    assert {text.get_text() for text in axes[1].texts} == {"1.25", "1.00", "1.50"}
    assert [text.get_text() for text in axes[0].get_legend().texts] \
        == ["mean", "other", "one network, nothing dropped"]


def test_removal_shows_every_draw_and_the_mean():
    draws = [[0.9, 0.9], [0.8, 0.6], [0.4, 0.2]]
    ax = plot_removal([0, 0.5, 0.9], {"plain": draws, "dropout": draws})
    means = [line for line in ax.lines if line.get_marker() in "so"]
    assert [line.get_ydata().round(6).tolist() for line in means] \
        == [[90, 70, 30]] * 2
    dots = [line for line in ax.lines if line.get_marker() == "."]
    assert len(dots) == 4
    assert {text.get_text() for text in ax.texts} \
        == {"90", "plain", "dropout", "30"}


def test_classes_have_a_bar_for_the_mean_and_a_dot_for_each_run():
    shares = np.array([[0.2] * 10, [0.4] * 10])
    first, second = plot_classes({"kept (%)": shares, "gain": -shares})
    assert [bar.get_height() for bar in first.patches] \
        == pytest.approx([30] * 10)
    assert [bar.get_height() for bar in second.patches] \
        == pytest.approx([-30] * 10)
    dots = [line for line in first.lines if line.get_marker() == "o"]
    assert [line.get_ydata()[0] for line in dots] == pytest.approx([20, 40])


def test_recipes_have_their_seeds_and_the_band_of_the_baseline():
    runs = {"nothing": [[0.9, 0.5], [0.92, 0.4]],
            "shift": [[0.94, 0.2], [0.96, 0.1]]}
    axes = plot_recipes(runs, "nothing")
    assert [label.get_text() for label in axes[0].get_yticklabels()] \
        == ["nothing", "shift"]
    for ax, low, high, means in zip(axes, (90, 0.4), (92, 0.5),
                                    ([91, 95], [0.45, 0.15])):
        band = ax.patches[0].get_extents().transformed(
            ax.transData.inverted())
        assert (band.x0, band.x1) == pytest.approx((low, high))
        marks = [line.get_xdata()[0] for line in ax.lines
                 if line.get_marker() == "|"]
        assert marks == pytest.approx(means)
