"""Looking into a network, against autograd, brute force and hand work."""
import copy
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import utils.looking
from utils.data import load
from utils.looking import (
    activations,
    climb,
    cut_out,
    field_of,
    forget,
    gradient,
    guided,
    logit_of,
    occlusion,
    strongest,
)
from utils.models import cifar_convnet
from utils.plots_looking import (
    filter_pictures,
    mosaic,
    plot_changes,
    plot_forgetting,
    plot_lost,
    show_grid,
    show_maps,
    show_mosaics,
    to_pixels,
)
from utils.sizes import receptive_field

SEEDS = st.integers(0, 2**32 - 1)


def chance(seed=0):
    return torch.Generator().manual_seed(seed)


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=chance(seed))


def net():
    """A network with a batch norm and a dropout, in training mode."""
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(),
        nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.ReLU(), nn.Flatten(),
        nn.Dropout(), nn.Linear(20, 3))
    model(normal(9, 3, 8, 8))
    return model


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_examples_in_docstrings():
    result = doctest.testmod(utils.looking)
    assert result.attempted and not result.failed


def test_activations_are_those_of_the_layers_one_by_one():
    model, images = net(), normal(2, 3, 8, 8)
    before = copy.deepcopy(model.state_dict())
    found = activations(model, images, [model[5], model[0], model[-1]])
    assert model.training and not any(
        layer._forward_hooks for layer in model.modules())
    assert all(torch.equal(before[name], now)
               for name, now in model.state_dict().items())
    model.eval()
    expected = [model[:6](images), model[:1](images), model(images)]
    for ours, theirs in zip(found, expected, strict=True):
        assert torch.allclose(ours, theirs) and not ours.requires_grad


def test_hooks_are_gone_even_after_an_error():
    model = net()
    with pytest.raises(RuntimeError):
        activations(model, normal(2, 1, 8, 8), [model[5]])
    with pytest.raises(KeyError):
        activations(model, normal(2, 3, 8, 8), [nn.ReLU()])
    assert model.training
    assert not any(layer._forward_hooks for layer in model.modules())


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(1, 4), st.integers(1, 5),
       st.integers(1, 6), st.integers(1, 5), SEEDS)
def test_strongest_finds_the_largest_of_each_map(n, maps, height, width,
                                                 batch_size, seed):
    images, layer = normal(n, maps, height, width, seed=seed), nn.Identity()
    [(values, rows, columns)] = strongest(layer, images, [layer],
                                          batch_size=batch_size)
    for image in range(n):
        for channel in range(maps):
            one = images[image, channel]
            assert values[image, channel] == one.max()
            assert one[rows[image, channel], columns[image, channel]] \
                == one.max()


LAYERS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3),
                            st.integers(0, 2)), min_size=1, max_size=4)


@settings(deadline=None)
@given(LAYERS, st.integers(0, 4))
def test_the_field_is_what_gets_a_gradient(layers, place):
    parts = []
    for kernel, stride, padding in layers:
        part = nn.Conv1d(1, 1, kernel, stride, padding, dtype=torch.float64)
        nn.init.ones_(part.weight)
        parts.append(part)
    line = torch.ones(1, 1, 700, dtype=torch.float64)
    slope = gradient(lambda x: nn.Sequential(*parts)(x)[:, 0, place], line)
    seen = slope[0, 0].nonzero()[:, 0]
    start, stop = field_of(place, layers)
    assert stop - start == receptive_field([pair[:2] for pair in layers])
    assert ((seen >= start) & (seen < stop)).all()
    # A stride beyond the kernel leaves pixels out, and so does the padding of
    # a later layer, whose zeros depend on none: these get no gradient.
    if start >= 0 and all(stride <= kernel for kernel, stride, _ in layers):
        assert seen.tolist() == list(range(start, stop))


@settings(deadline=None)
@given(st.integers(-3, 3), st.integers(4, 9), st.integers(-3, 3),
       st.integers(4, 9))
def test_cut_out_pixel_by_pixel(top, height, left, width):
    image = normal(2, 4, 5)
    patch = cut_out(image, (top, top + height), (left, left + width), fill=9)
    assert patch.shape == (2, height, width)
    for row in range(height):
        for column in range(width):
            inside = 0 <= top + row < 4 and 0 <= left + column < 5
            expected = image[:, top + row, left + column] if inside \
                else torch.full((2,), 9.0)
            assert torch.equal(patch[:, row, column], expected)


def test_a_logit_for_all_and_a_logit_for_each():
    logits, model = normal(3, 4), nn.Identity()
    assert torch.equal(logit_of(model, 2)(logits), logits[:, 2])
    each = logit_of(model, torch.tensor([3, 0, 1]))(logits)
    assert torch.equal(each, torch.stack([logits[0, 3], logits[1, 0],
                                          logits[2, 1]]))


def test_gradient_is_that_of_finite_differences():
    model = net().eval().double()
    images = normal(2, 3, 8, 8).double()
    kept, score = images.clone(), logit_of(model, torch.tensor([1, 2]))
    slopes = gradient(score, images)
    for image, channel, row, column in [(0, 0, 0, 0), (1, 2, 5, 7), (0, 1, 3, 3)]:
        step = torch.zeros_like(images)
        step[image, channel, row, column] = 1e-6
        tried = (score(images + step) - score(images - step)) / 2e-6
        assert tried[image].item() == pytest.approx(
            slopes[image, channel, row, column].item(), abs=1e-7)
    assert torch.equal(images, kept) and not images.requires_grad
    assert all(p.grad is None for p in model.parameters())
    with torch.no_grad():
        assert torch.equal(gradient(score, images), slopes)


def test_climbing_raises_the_score_and_repeats():
    model, grey = net().eval(), torch.zeros(3, 3, 8, 8)
    score = logit_of(model, torch.arange(3))
    first, again = (climb(score, grey, steps=30, rate=0.1, decay=0.01, moves=1,
                          generator=chance(1)) for _ in range(2))
    assert (score(first) > score(grey)).all()
    assert torch.equal(first, again) and not grey.any()
    state = torch.random.get_rng_state()
    climb(score, grey, steps=2, rate=0.1)
    assert torch.equal(state, torch.random.get_rng_state())


def test_decay_pulls_towards_grey():
    def still(pictures):
        return (0 * pictures).sum((1, 2, 3))

    ones = torch.ones(1, 1, 2, 2)
    left = climb(still, ones, steps=3, rate=1, decay=0.1)
    assert torch.allclose(left, ones * 0.9 ** 3)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(4, 7),
       st.integers(4, 7), SEEDS)
def test_occlusion_against_covering_one_by_one(size, stride, height, width,
                                               seed):
    image = normal(2, height, width, seed=seed)
    weights = normal(2, height, width, seed=seed + 1)

    def score(pictures):
        return (pictures * weights).sum((1, 2, 3)).tanh()

    kept = image.clone()
    found = occlusion(score, image, size=size, stride=stride, fill=0.5)
    for i in range(found.shape[0]):
        for j in range(found.shape[1]):
            covered = image.clone()
            covered[:, i * stride:i * stride + size,
                    j * stride:j * stride + size] = 0.5
            assert found[i, j].item() == pytest.approx(
                (score(image[None]) - score(covered[None])).item(), abs=1e-6)
    assert found.shape == ((height - size) // stride + 1,
                           (width - size) // stride + 1)
    assert torch.equal(image, kept)


def test_a_square_larger_than_the_picture_is_refused():
    with pytest.raises(ValueError, match="5×5 .* 4×6"):
        occlusion(lambda x: x.sum((1, 2, 3)), torch.zeros(1, 4, 6), size=5)


def test_guided_keeps_what_is_positive_both_ways():
    linear = nn.Linear(2, 2, bias=False)
    linear.weight.data = torch.tensor([[1.0, 0.0], [0.0, -1.0]])
    model = nn.Sequential(nn.ReLU(), linear, nn.ReLU())

    def score(pictures):
        return model(pictures).sum(1)

    # The first ReLU passes both; behind the second only the first is alive.
    images = torch.tensor([[2.0, -3.0]])
    with guided(model):
        assert gradient(score, images).tolist() == [[1.0, 0.0]]
        assert gradient(lambda x: -score(x), images).tolist() == [[0.0, 0.0]]
    assert gradient(lambda x: -score(x), images).tolist() == [[-1.0, 0.0]]
    with pytest.raises(RuntimeError, match="stop"), guided(model):
        raise RuntimeError("stop")
    assert not any(part._backward_hooks for part in model.modules())


@pytest.mark.parametrize("kept", range(5))
def test_forgetting_begins_behind_the_layers_that_are_kept(kept):
    model = net()
    before = copy.deepcopy(model.state_dict())
    other, again = forget(model, kept, seed=3), forget(model, kept, seed=3)
    for place, part in enumerate([0, 1, 4, 8]):
        if part != 1:
            same = torch.equal(model[part].weight, other[part].weight)
            assert same == (place < kept)
    assert (other[1].running_mean == 0).all() == (kept < 2)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name])
        assert torch.equal(other.state_dict()[name], again.state_dict()[name])
    assert torch.equal(normal(1), normal(1))


def test_forgetting_leaves_the_common_generator_alone():
    state = torch.random.get_rng_state()
    forget(net().eval(), 0, seed=1)
    torch.manual_seed(0)
    net()
    after_net = torch.random.get_rng_state()
    forget(net(), 0, seed=1)
    assert torch.equal(after_net, torch.random.get_rng_state())
    torch.random.set_rng_state(state)


def test_the_network_of_the_chapter():
    model = cifar_convnet().eval()
    assert sum(t.numel() for t in model.parameters()) <= 600_000
    assert model[0].kernel_size == (5, 5) and model[0].out_channels == 32
    # The mean over the places makes it take pictures of any size.
    for side in (16, 32, 50):
        assert model(torch.zeros(1, 3, side, side)).shape == (1, 10)


def test_pixels_come_back_from_their_normalised_form():
    data = load("cifar10", "test", edition="sample")
    pixels = to_pixels(data.normalized()[:5], data)
    assert pixels.shape == (5, 32, 32, 3)
    assert np.allclose(pixels, data.channels_last()[:5] / 255, atol=0.5 / 23 + 1e-6)
    assert len(np.unique(pixels)) == 24
    assert to_pixels(torch.full((3, 1, 1), 99.0), data).max() == 1


def test_filters_are_grey_at_zero_and_each_fills_its_scale():
    filters = normal(4, 3, 5, 5)
    filters[1] = 0.01 * filters[0]
    pictures = filter_pictures(filters)
    assert pictures.shape == (4, 5, 5, 3)
    assert np.allclose(pictures[0], pictures[1], atol=1e-6)
    assert pictures.min() >= 0 and pictures.max() <= 1
    assert np.isclose(np.abs(pictures - 0.5).max(axis=(1, 2, 3)), 0.5).all()


def test_a_mosaic_has_every_picture_in_reading_order():
    pictures = np.arange(6.0)[:, None, None, None] / 10 * np.ones((1, 2, 2, 3))
    whole = mosaic(pictures, 3, gap=1)
    assert whole.shape == (5, 8, 3) and (whole[2] == 1).all()
    assert np.allclose(whole[::3, ::3, 0], [[0, 0.1, 0.2], [0.3, 0.4, 0.5]])
    assert mosaic(pictures, 3, gap=0).shape == (4, 6, 3)
    with pytest.raises(ValueError, match="6 pictures .* rows of 4"):
        mosaic(pictures, 4)


def test_mosaics_have_their_names_and_no_empty_panel():
    pictures = np.zeros((4, 2, 2, 3))
    axes = show_mosaics({"a": pictures, "b": pictures, "c": pictures},
                        columns=2, across=2)
    assert [ax.get_xlabel() for ax in axes] == ["a", "b", "c"]
    assert len(axes[0].figure.axes) == 3


def test_maps_of_a_stage_share_their_limits():
    maps = torch.rand(6, 4, 4, generator=chance()) * torch.arange(
        1, 7.0)[:, None, None]
    picture = np.tile([0.1, 0.2, 0.3], (4, 4, 1))
    axes = show_maps(picture, {"one": maps, "two": 5 * maps}, columns=4)
    assert axes.shape == (3, 4)
    assert np.allclose(axes[0, 3].images[0].get_array(), 0.3)
    limits = [{ax.images[0].get_clim() for ax in row} for row in axes[1:]]
    assert all(len(some) == 1 for some in limits) and limits[0] != limits[1]
    shown = np.array(axes[1, 0].images[0].get_array())
    assert shown.std() == pytest.approx(maps.numpy().std(axis=(1, 2)).max())
    assert [row[0].get_ylabel() for row in axes] == ["", "one", "two"]


def test_a_grid_draws_signed_maps_around_zero():
    signed = np.array([[-1.0, 4.0]])
    axes = show_grid([[np.zeros((2, 2, 3)), signed], [abs(signed), signed]],
                     ["r", "s"], ["a", "b"])
    assert axes[0, 1].images[0].get_clim() == (-4, 4)
    assert axes[0, 1].images[0].get_cmap().name == "RdBu_r"
    assert axes[1, 0].images[0].get_clim()[0] == 0
    assert [ax.get_xlabel() for ax in axes[-1]] == ["a", "b"]
    assert [row[0].get_ylabel() for row in axes] == ["r", "s"]
    assert not axes[0, 0].get_xlabel()


def test_a_grid_may_have_no_names_below():
    axes = show_grid([[np.zeros((2, 2, 3))] * 3], ["r"])
    assert axes.shape == (1, 3) and not axes[0, 0].get_xlabel()
    with pytest.raises(ValueError):
        show_grid([[np.zeros((2, 2, 3))]], ["r"], ["a", "b"])


def test_controls_are_grey_and_bars_numbered():
    ax = plot_lost({"a": 0.5, "b": 0.25, "c": 0.125}, controls=2)
    assert [bar.get_width() for bar in ax.patches] == [50, 25, 12.5]
    colours = [bar.get_facecolor() for bar in ax.patches]
    assert colours[1] == colours[2] != colours[0]
    assert [text.get_text() for text in ax.texts] == ["50", "25", "12.5"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b", "c"]


@pytest.mark.parametrize("plot", [
    lambda curves: plot_forgetting(curves, ["x", "y", "z"]), plot_changes])
def test_curves_have_their_names_beside_their_ends_and_apart(plot):
    curves = {"a": [1, 0.5, 0.30], "b": [1, 0.6, 0.31], "c": [1, 1, 1]}
    ax = plot(curves)
    ends = {text.get_text(): text.xy for text in ax.texts}
    assert list(ends) == list(curves)
    assert all(x == 2 for x, _ in ends.values())
    heights = sorted(y for _, y in ends.values())
    assert min(np.diff(heights)) >= 0.08 * 0.7 - 1e-9
    assert ends["a"][1] == 0.30 and ends["c"][1] == 1
    assert len({line.get_linestyle() for line in ax.lines[:3]}) == 3


def test_forgetting_names_what_was_replaced():
    ax = plot_forgetting({"a": [1, 0]}, ["trained", "all"])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["trained", "all"]
    assert ax.get_ylabel() == "rank correlation"
