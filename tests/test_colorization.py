"""Luminance and chroma, colours as classes, and the pictures of chapter 18."""
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.stats import entropy as scipy_entropy
from skimage.color import rgb2ycbcr

import utils.colour
import utils.plots_colour
from utils.colour import (
    UNet,
    annealed_mean,
    answer_maps,
    bin_weights,
    distances,
    draw_lots,
    entropy,
    fit_maps,
    likeliest,
    measure,
    nearest_bin,
    paint,
    palette,
    split,
    to_rgb,
    to_ycc,
)
from utils.plots_colour import (
    as_heat,
    colours,
    plot_between,
    plot_palette,
    plot_tradeoff,
    show_balls,
    show_plane,
    show_rows,
)

SEEDS, SIDES = st.integers(0, 2**32 - 1), st.integers(1, 9)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("module", [utils.colour, utils.plots_colour])
def test_doctests(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def pictures(seed, n, height, width):
    rng = np.random.default_rng(seed)
    return torch.from_numpy(rng.integers(
        0, 256, (n, 3, height, width), dtype=np.uint8))


def random(seed, *shape):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


# --- luminance and chroma ----------------------------------------------------

@settings(deadline=None)
@given(SEEDS, SIDES, SIDES)
def test_ycc_is_what_pillow_and_scikit_image_compute(seed, height, width):
    images = pictures(seed, 1, height, width)
    ours = to_ycc(images.double() / 255)[0].movedim(0, -1).numpy()
    rows = images[0].movedim(0, -1).numpy()
    pillow = np.asarray(Image.fromarray(rows).convert("YCbCr"), dtype=float)
    assert np.abs(255 * ours + [0, 128, 128] - pillow).max() <= 1.01
    studio = ours * [219, 224, 224] + [16, 128, 128]
    np.testing.assert_allclose(studio, rgb2ycbcr(rows), atol=2e-3)


@settings(deadline=None)
@given(SEEDS, st.lists(SIDES, min_size=2, max_size=4))
def test_there_and_back(seed, sides):
    *batch, height, width = sides
    rgb = random(seed, *batch, 3, height, width).double()
    kept = rgb.clone()
    torch.testing.assert_close(to_rgb(to_ycc(rgb)), rgb)
    assert torch.equal(rgb, kept)


def test_greys_have_no_chroma_and_the_ends_are_half():
    greys = torch.linspace(0, 1, 5).expand(3, 1, 5)
    assert to_ycc(greys)[1:].abs().max() < 1e-6
    ends = to_ycc(torch.eye(3)[..., None])[1:]
    assert ends[0, 2].item() == pytest.approx(0.5)
    assert ends[1, 0].item() == pytest.approx(0.5)


def test_split_keeps_luminance_and_halves_chroma():
    images = pictures(1, 3, 6, 8)
    grey, chroma = split(images)
    ycc = to_ycc(images / 255)
    torch.testing.assert_close(grey[:, 0], ycc[:, 0])
    torch.testing.assert_close(
        chroma[:, :, 1, 2], ycc[:, 1:, 2:4, 4:6].mean(dim=(2, 3)))
    for wrong in (images[0], images[:, :1], images[..., :7], images[:, :, :5]):
        with pytest.raises(ValueError, match="even sides"):
            split(wrong)


def test_paint_is_the_picture_again_and_cuts_what_no_screen_shows():
    rgb = pictures(2, 2, 4, 4) / 255
    ycc = to_ycc(rgb)
    torch.testing.assert_close(paint(ycc[:, :1], ycc[:, 1:]), rgb,
                               atol=1e-6, rtol=0)
    too_much = paint(torch.full((1, 1, 2, 2), 0.9), torch.full((1, 2, 1, 1), 0.4))
    assert too_much.shape == (1, 3, 2, 2)
    assert 0 <= too_much.min() and too_much.max() == 1
    with pytest.raises(ValueError, match=r"\(2, 1, 4, 4\)"):
        paint(ycc[:, :1], ycc[:1, 1:])


def test_painting_does_not_change_the_luminance():
    grey, chroma = split(pictures(3, 2, 8, 8) // 4 + 96)
    torch.testing.assert_close(to_ycc(paint(grey, chroma))[:, :1], grey,
                               atol=1e-5, rtol=0)


# --- colours as classes ------------------------------------------------------

@settings(deadline=None)
@given(SEEDS, SIDES, SIDES, st.integers(1, 30))
def test_nearest_is_nearest(seed, height, width, bins):
    chroma, centres = random(seed, 2, 2, height, width), random(seed, bins, 2)
    found = nearest_bin(chroma, centres)
    assert found.dtype == torch.int64 and found.shape == (2, height, width)
    apart = (chroma[:, None] - centres[None, :, :, None, None]).norm(dim=2)
    torch.testing.assert_close(
        apart.gather(1, found[:, None])[:, 0], apart.min(dim=1).values,
        atol=1e-3, rtol=0)


def test_nearest_bin_beyond_one_slice():
    chroma, centres = random(4, 3, 2, 200, 200), random(5, 7, 2)
    each = torch.cat([nearest_bin(one[None], centres) for one in chroma])
    assert torch.equal(nearest_bin(chroma, centres), each)


def test_nearest_bin_names_both_shapes():
    with pytest.raises(ValueError, match=r"\(1, 2, 4, 4\).*\(5, 3\)"):
        nearest_bin(torch.zeros(1, 2, 4, 4), torch.zeros(5, 3))
    with pytest.raises(ValueError, match="centres"):
        nearest_bin(torch.zeros(1, 3, 4, 4), torch.zeros(5, 2))


def test_palette_has_what_occurs_by_frequency():
    values = torch.tensor([[0.01, 0.0]] * 5 + [[0.21, -0.1]] * 3
                          + [[-0.3, 0.3]])
    chroma = values.T.reshape(1, 2, 3, 3)
    found = palette(chroma, step=0.1, least=0.2)
    torch.testing.assert_close(found, torch.tensor([[0.0, 0.0], [0.2, -0.1]]))
    assert len(palette(chroma, step=0.1, least=0.0)) == 3
    assert len(palette(chroma, step=0.01, least=0.0)) == 3


@settings(deadline=None)
@given(SEEDS, st.integers(1, 40), st.floats(0.01, 1))
def test_weights_have_mean_one_and_favour_the_rare(seed, bins, mixed):
    shares = random(seed, bins).softmax(dim=0)
    weights = bin_weights(shares, mixed)
    assert (shares * weights).sum().item() == pytest.approx(1, abs=1e-5)
    order = shares.argsort()
    assert (weights[order].diff() <= 1e-6).all()


def test_weights_at_both_ends():
    shares = torch.tensor([0.7, 0.2, 0.1])
    torch.testing.assert_close(bin_weights(shares, 1.0), torch.ones(3))
    torch.testing.assert_close(bin_weights(shares, 0.0) * shares,
                               torch.full((3,), 1 / 3))


def test_adding_log_weights_is_what_a_weighted_loss_would_find():
    truth, weights = torch.tensor([0.6, 0.3, 0.1]), torch.tensor([0.5, 1, 3])
    logits = (truth.log() + weights.log()).requires_grad_()
    loss = -(truth * weights * logits.log_softmax(dim=0)).sum()
    loss.backward()
    assert logits.grad.abs().max() < 1e-6
    elsewhere = truth.log().requires_grad_()
    loss = -(truth * weights * elsewhere.log_softmax(dim=0)).sum()
    loss.backward()
    assert elsewhere.grad.abs().max() > 0.1


@settings(deadline=None)
@given(SEEDS, SIDES, SIDES, st.integers(1, 12))
def test_annealed_mean_between_the_mean_and_the_likeliest(seed, h, w, bins):
    logits, centres = random(seed, 2, bins, h, w), random(seed, bins, 2)
    kept = logits.clone()
    shares = logits.softmax(dim=1)
    mean = (shares[:, :, None] * centres[None, :, :, None, None]).sum(dim=1)
    torch.testing.assert_close(annealed_mean(logits, centres), mean)
    torch.testing.assert_close(
        annealed_mean(1e4 * logits, centres, 1e-3), likeliest(logits, centres),
        atol=1e-2, rtol=0)
    assert torch.equal(logits, kept)


def test_lots_follow_the_probabilities():
    shares = torch.tensor([0.5, 0.3, 0.2])
    logits = shares.log()[None, :, None, None].expand(1, 3, 100, 100)
    centres = torch.tensor([[0.0, 0.1], [0.2, 0.3], [0.4, 0.5]])
    drawn = draw_lots(logits, centres, torch.Generator().manual_seed(0))
    counts = nearest_bin(drawn, centres).flatten().bincount() / 10_000
    assert (counts - shares).abs().max() < 0.02
    again = draw_lots(logits, centres, torch.Generator().manual_seed(0))
    assert torch.equal(drawn, again)


def test_entropy_is_scipy_s():
    logits = random(6, 2, 5, 3, 4)
    expected = scipy_entropy(logits.softmax(dim=1).numpy(), base=2, axis=1)
    np.testing.assert_allclose(entropy(logits), expected, atol=1e-5)
    sure = torch.tensor([0.0, -200.0]).reshape(1, 2, 1, 1)
    assert entropy(sure).item() == 0


def test_measures_by_hand():
    truth = torch.tensor([[0.3, 0.0], [0.4, 0.1]])[None, :, None]
    answer = torch.tensor([[0.0, 0.0], [0.0, 0.06]])[None, :, None]
    found = measure(answer, truth)
    assert found["error"] == pytest.approx(((0.25 + 0.0016) / 2) ** 0.5)
    assert found["saturation"] == pytest.approx(0.06 / 0.6)
    assert found["near"] == 0.5
    one = torch.zeros(1, 2, 1, 1)
    assert measure(one, truth) == measure(one.expand_as(truth), truth)
    assert distances(truth, truth).max() == 0


def test_lots_from_the_truth_cost_twice_the_mean():
    shares, centres = random(7, 6).softmax(dim=0), random(8, 6, 2)
    truth = centres[shares.multinomial(40_000, replacement=True)]
    drawn = centres[shares.multinomial(40_000, replacement=True)]
    truth, drawn = (one.T.reshape(1, 2, 200, 200) for one in (truth, drawn))
    mean = (shares @ centres).reshape(1, 2, 1, 1)
    ratio = measure(drawn, truth)["error"] / measure(mean, truth)["error"]
    assert ratio == pytest.approx(2 ** 0.5, rel=0.02)


# --- the network and its training --------------------------------------------

@pytest.mark.parametrize("size", [(32, 32), (16, 40)])
def test_unet_answers_at_half_the_size(size):
    model = UNet(5, width=4)
    answer = model(torch.zeros(2, 1, *size))
    assert answer.shape == (2, 5, size[0] // 2, size[1] // 2)
    answer.square().sum().backward()
    assert all(p.grad is not None for p in model.parameters())


def test_unet_s_shortcuts_are_used():
    torch.manual_seed(0)
    model = UNet(2, width=4).eval()
    picture = random(9, 1, 1, 32, 32)
    with torch.no_grad():
        deep = model.down3(model.down2(model.down1(picture)))
        known = model(picture)
        model.down3 = torch.nn.Identity()
        model.down3.forward = lambda x: 0 * deep
        assert not torch.allclose(model(picture), known)
        other = model(picture + random(10, 1, 1, 32, 32))
        assert not torch.allclose(model(picture), other)


def test_fit_maps_learns_and_repeats_itself():
    grey = random(11, 64, 1, 8, 8)
    target = F.avg_pool2d(torch.cat([grey, -grey], dim=1), 2)
    runs = []
    for _ in range(2):
        torch.manual_seed(3)
        model = UNet(2, width=4)
        losses = fit_maps(model, grey, target, F.mse_loss, epochs=6,
                          batch_size=16, lr=0.01,
                          generator=torch.Generator().manual_seed(4))
        runs.append((losses, answer_maps(model, grey)))
    assert runs[0][0] == runs[1][0] and torch.equal(runs[0][1], runs[1][1])
    assert len(losses) == 6 and losses[-1] < 0.6 * losses[0]
    assert not model.training


def test_fit_maps_takes_classes_for_each_place():
    torch.manual_seed(0)
    grey = random(12, 32, 1, 8, 8)
    labels = (F.avg_pool2d(grey, 2)[:, 0] > 0).long()
    losses = fit_maps(UNet(2, width=4), grey, labels, F.cross_entropy,
                      epochs=6, batch_size=8, lr=0.01)
    assert losses[-1] < losses[0]


def test_fit_maps_refuses():
    model, grey = UNet(2, width=2), torch.zeros(4, 1, 8, 8)
    with pytest.raises(ValueError, match=r"\(4, 1, 8, 8\).*\(3, 2, 4, 4\)"):
        fit_maps(model, grey, torch.zeros(3, 2, 4, 4), F.mse_loss, epochs=1)
    with pytest.raises(ValueError, match="epochs"):
        fit_maps(model, grey, torch.zeros(4, 2, 4, 4), F.mse_loss, epochs=0)
    with pytest.raises(FloatingPointError, match="lower lr"):
        fit_maps(model, grey, torch.full((4, 2, 4, 4), torch.nan), F.mse_loss,
                 epochs=1)


def test_answer_maps_does_not_depend_on_the_batch_nor_change_the_mode():
    torch.manual_seed(0)
    model, grey = UNet(3, width=2).train(), random(13, 5, 1, 8, 8)
    torch.testing.assert_close(answer_maps(model, grey, batch_size=2),
                               answer_maps(model, grey))
    assert model.training


# --- what is drawn -----------------------------------------------------------

def test_colours_of_places_in_the_plane():
    rgb = colours([[0, 0], [0.1, -0.2]], luminance=0.4)
    ycc = to_ycc(torch.from_numpy(rgb.T[:, None])).flatten(1).T
    np.testing.assert_allclose(ycc, [[0.4, 0, 0], [0.4, 0.1, -0.2]], atol=1e-9)


def test_plane_is_grey_at_the_right():
    left, right = show_plane(0.4, size=41)
    picture, grey = (ax.images[0].get_array() for ax in (left, right))
    assert set(np.unique(grey)) == {0.4, 1.0}
    shown = grey[..., 0] < 1
    weights = [0.299, 0.587, 0.114]
    np.testing.assert_allclose(picture[shown] @ weights, 0.4, atol=1e-9)
    assert (picture[~shown] == 1).all() and shown[20, 20]
    assert np.ptp(picture[shown], axis=0).min() > 0.5


def test_curves_are_lowest_at_the_share():
    above, below = plot_between([[0, 0.2], [0.2, 0]], {"a": 0.5, "b": 0.2}, 0.5)
    dots = [line.get_xdata()[0] for line in above.lines
            if line.get_marker() == "o"]
    np.testing.assert_allclose(dots, [0.5, 0.2], atol=0.006)
    strip = below.images[0].get_array()[0]
    np.testing.assert_allclose(strip[[0, -1]],
                               colours([[0, 0.2], [0.2, 0]]), atol=1e-6)


def test_balls_have_their_colours_and_names():
    ax = show_balls(0.5, {"grey": [0, 0], "blue": [0.2, -0.1]})
    assert [text.get_text() for text in ax.texts] == ["grey", "blue"]
    np.testing.assert_allclose([ball.get_facecolor()[:3] for ball in ax.patches],
                               colours([[0, 0], [0.2, -0.1]]))


def test_palette_s_areas_follow_the_shares():
    ax = plot_palette([[0, 0], [0.1, 0], [0, -0.2]], [0.6, 0.3, 0.1])
    sizes = ax.collections[0].get_sizes() - 8
    np.testing.assert_allclose(sizes / sizes.sum(), [0.6, 0.3, 0.1])
    assert ax.texts[0].get_text() == "60 %"
    assert ax.texts[0].xy == pytest.approx([0, 0])


def test_rows_show_every_picture():
    red = torch.tensor([1.0, 0, 0]).reshape(1, 3, 1, 1).expand(2, 3, 4, 4)
    ax = show_rows({"red": red, "grey": torch.full((2, 1, 8, 8), 0.0)}, side=8)
    whole = ax.images[0].get_array()
    assert whole.shape == (8 + 1 + 8, 8 + 1 + 8, 3)
    np.testing.assert_allclose(whole[:8, :8], np.broadcast_to(
        [1.0, 0, 0], (8, 8, 3)))
    assert (whole[9:, 9:] == 0).all() and (whole[8] == 1).all()
    assert [text.get_text() for text in ax.texts] == ["red", "grey"]
    with pytest.raises(ValueError, match=r"\[2, 1\]"):
        show_rows({"a": red, "b": red[:1]}, side=8)


def test_heat_goes_from_dark_to_bright():
    heat = as_heat(torch.tensor([[[0.0, 1.0, 2.0]]]), (0, 2))
    assert heat.shape == (1, 3, 1, 3)
    brightness = to_ycc(heat)[0, 0, 0]
    assert brightness[0] < brightness[1] < brightness[2]


def test_tradeoff_draws_points_curves_and_the_truth():
    ax = plot_tradeoff({"dull": (0.5, 0.07, (0, 10))},
                       {"colder": [(0.5, 0.07), (0.9, 0.09)]})
    drawn = [line.get_xydata().tolist() for line in ax.lines]
    assert [[0.5, 0.07], [0.9, 0.09]] in drawn and [[0.5, 0.07]] in drawn
    assert any(line.get_xdata()[0] == 1 for line in ax.lines)
    assert {text.get_text() for text in ax.texts} == {"dull", "colder"}
