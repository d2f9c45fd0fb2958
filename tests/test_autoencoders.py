"""Chapter 17: layers, measures and pictures, against independent witnesses."""
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.metrics import peak_signal_noise_ratio
from torch import nn

import utils.autoencoders
from utils.autoencoders import (
    blur,
    conv_autoencoder,
    dense_autoencoder,
    fit_pictures,
    middle_value,
    picture_errors,
    principal_components,
    psnr,
)
from utils.layers import conv2d, conv_transpose2d, convolution_matrix
from utils.models import count_parameters
from utils.plots_autoencoders import (
    draw_hourglass,
    plot_alarms,
    plot_map,
    plot_measured,
)

SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_doctests():
    result = doctest.testmod(utils.autoencoders)
    assert result.attempted and not result.failed


@st.composite
def transposed(draw):
    """Arguments of conv_transpose2d that leave something to return."""
    kernel = draw(st.tuples(*[st.integers(1, 5)] * 2))
    sides = draw(st.tuples(*[st.integers(1, 6)] * 2))
    stride = draw(st.integers(1, 4))
    size = min((m - 1) * stride + k for m, k in zip(sides, kernel))
    padding = draw(st.integers(0, (size - 1) // 2))
    batch, n_in, n_out = draw(st.tuples(*[st.integers(1, 3)] * 3))
    rng = np.random.default_rng(draw(SEEDS))
    x = rng.normal(size=(batch, n_in, *sides))
    w = rng.normal(size=(n_in, n_out, *kernel))
    b = rng.normal(size=n_out) if draw(st.booleans()) else None
    return x, w, b, stride, padding


@settings(deadline=None)
@given(transposed())
def test_transposed_convolution_equals_pytorch(layer):
    x, w, b, stride, padding = layer
    kept = x.copy(), w.copy()
    got = conv_transpose2d(x, w, b, stride=stride, padding=padding)
    expected = F.conv_transpose2d(
        torch.tensor(x), torch.tensor(w), None if b is None else
        torch.tensor(b), stride=stride, padding=padding).numpy()
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, atol=1e-12)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(w, kept[1])


@settings(deadline=None)
@given(transposed())
def test_it_is_the_transpose_of_a_convolution(layer):
    """⟨conv(y), x⟩ = ⟨y, transposed(x)⟩ for every y: that defines it."""
    x, w, _, stride, padding = layer
    back = conv_transpose2d(x, w, stride=stride, padding=padding)
    y = np.random.default_rng(0).normal(size=back.shape)
    there = conv2d(y, w, stride=stride, padding=padding)
    assert there.shape == x.shape
    np.testing.assert_allclose((there * x).sum(), (y * back).sum())


def test_its_matrix_is_the_convolution_matrix_transposed():
    kernel, x = np.array([[2, 0, 1], [0, 1, 2], [1, 0, 2]]), np.arange(1, 7)
    matrix = convolution_matrix(kernel, (4, 5))
    got = conv_transpose2d(x.reshape(1, 1, 2, 3), kernel[None, None])
    assert (got.ravel() == matrix.T @ x).all() and got.dtype == x.dtype


def test_it_refuses_what_does_not_fit_with_both_shapes():
    with pytest.raises(ValueError, match=r"\(1, 2, 3, 3\).*\(3, 2, 4, 4\)"):
        conv_transpose2d(np.ones((1, 2, 3, 3)), np.ones((3, 2, 4, 4)))
    with pytest.raises(ValueError, match="padding 2 leaves none of 4×4"):
        conv_transpose2d(np.ones((1, 1, 2, 2)), np.ones((1, 1, 3, 3)),
                         padding=2)


@pytest.mark.parametrize("build, code, parameters", [
    (lambda: dense_autoencoder(32), (32,), 944_176),
    (lambda: dense_autoencoder(2, (64,)), (2,),
     785 * 64 + 65 * 2 + 3 * 64 + 65 * 784),
    (lambda: conv_autoencoder(32), (32,), 55_441),
    (conv_autoencoder, (16, 7, 7), 17 * 8 + 129 * 16 + 2056 + 129 + 2 * 16),
    (lambda: conv_autoencoder(5, 3), (5,), None)])
def test_shapes_and_parameters(build, code, parameters):
    torch.manual_seed(0)
    model, images = build(), torch.rand(3, 1, 28, 28)
    assert model.encoder(images).shape == (3, *code)
    drawn = model(images)
    assert drawn.shape == images.shape
    assert 0 < drawn.min() and drawn.max() < 1
    assert torch.equal(drawn, model.decoder(model.encoder(images)))
    assert parameters in (None, count_parameters(model))


def test_dense_weights_start_as_hes():
    torch.manual_seed(0)
    for layer in dense_autoencoder(32).modules():
        if isinstance(layer, nn.Linear):
            wanted = (2 / layer.in_features) ** 0.5
            assert abs(layer.weight.std().item() / wanted - 1) < 0.05
            assert not layer.bias.any()


@pytest.mark.parametrize("build", [dense_autoencoder, conv_autoencoder])
def test_the_code_can_be_negative(build):
    torch.manual_seed(0)
    assert build(32).encoder(torch.rand(9, 1, 28, 28)).min() < 0


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_training_repeats_and_lowers_the_error():
    images, kept = torch.rand(40, 1, 2, 2, generator=generator(5)), []
    for _ in range(2):
        torch.manual_seed(1)
        model = nn.Conv2d(1, 1, 3, padding=1)
        before = picture_errors(model, images).mean()
        assert fit_pictures(model, images, epochs=30, batch_size=8, lr=0.03,
                            generator=generator()) is model
        assert picture_errors(model, images).mean() < before / 5
        kept.append(model.weight.detach().clone())
    assert torch.equal(*kept)


def test_a_model_is_shown_the_corrupted_and_asked_for_the_clean():
    """Half of the number is hidden: the right answer to x is 2x."""
    images = torch.rand(64, 1, 1, 1, generator=generator(2))
    seen = []

    def halve(batch, generator):
        seen.append((len(batch), generator))
        return batch / 2

    source = generator()
    model = fit_pictures(nn.Conv2d(1, 1, 1), images, epochs=150, lr=0.1,
                         batch_size=20, corrupt=halve, generator=source)
    assert abs(model.weight.item() - 2) < 0.05
    assert sorted(n for n, _ in seen[:4]) == [4, 20, 20, 20]
    assert all(g is source for _, g in seen)


@settings(deadline=None)
@given(st.integers(2, 8), st.integers(1, 6), SEEDS)
def test_components_are_eigenvectors_of_the_covariance(n, inputs, seed):
    X = np.random.default_rng(seed).normal(size=(n, inputs)) \
        * np.arange(1, inputs + 1)
    kept = X.copy()
    mean, components = principal_components(X)
    np.testing.assert_array_equal(X, kept)
    np.testing.assert_allclose(mean, X.mean(axis=0))
    assert components.shape == (min(n, inputs), inputs)
    np.testing.assert_allclose(components @ components.T,
                               np.eye(len(components)), atol=1e-9)
    covariance = (X - mean).T @ (X - mean)
    spread = np.diag(components @ covariance @ components.T)
    np.testing.assert_allclose(
        spread, np.linalg.eigvalsh(covariance)[::-1][:len(spread)], atol=1e-8)


@given(SEEDS)
def test_psnr_equals_scikit_image(seed):
    rng = np.random.default_rng(seed)
    truth, images = rng.random((2, 3, 1, 4, 5))
    got = psnr(torch.tensor(images), torch.tensor(truth))
    expected = [peak_signal_noise_ratio(t, i, data_range=1)
                for t, i in zip(truth, images)]
    np.testing.assert_allclose(got, expected)


def test_psnr_of_equals_and_of_what_does_not_fit():
    assert psnr(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2)).isinf().all()
    with pytest.raises(ValueError, match=r"\(2, 1, 2, 2\).*\(1, 1, 2, 2\)"):
        psnr(torch.ones(2, 1, 2, 2), torch.ones(1, 1, 2, 2))


def test_errors_are_means_over_all_axes_but_the_first():
    images = torch.rand(7, 2, 3, 4, generator=generator())
    expected = [float(((0 - one) ** 2).mean()) for one in images]
    zero = nn.Conv2d(2, 2, 1)
    nn.init.zeros_(zero.weight), nn.init.zeros_(zero.bias)
    np.testing.assert_allclose(picture_errors(zero, images), expected,
                               rtol=1e-6)


def test_filters_leave_pictures_apart_and_zero_strength_alone():
    images = torch.zeros(2, 1, 9, 9)
    images[0, 0, 4, 4] = 1
    for smooth, strength, nothing in ((blur, 1.0, 0), (middle_value, 3, 1)):
        assert torch.equal(smooth(images, nothing), images)
        assert smooth(images, strength)[1].abs().max() == 0
        assert smooth(images, strength)[0].max() < 1
    assert abs(blur(images, 1.0).sum().item() - 1) < 1e-6


def test_hourglass_shows_both_pictures_and_the_code():
    picture, code = np.eye(28), np.array([-3.0, 1.0])
    ax = draw_hourglass(picture, code, 1 - picture, [784, 100, 2])
    before, after, column = (np.asarray(i.get_array()) for i in ax.images)
    assert (before == picture).all() and (after == 1 - picture).all()
    assert (column.ravel() == code).all()
    assert ax.images[2].get_clim() == (-3, 3)
    texts = {text.get_text() for text in ax.texts}
    assert {"code\n2 numbers", "encoder\n100", "decoder\n100"} <= texts


def test_inner_layers_are_named_in_the_order_they_are_passed():
    ax = draw_hourglass(np.eye(28), [1.0], np.eye(28), [784, 256, 128, 1])
    texts = {text.get_text() for text in ax.texts}
    assert {"encoder\n256, 128", "decoder\n128, 256"} <= texts


def test_every_curve_is_named_and_names_do_not_collide():
    ax = plot_measured({"a": ([1, 2], [3, 1.0]), "b": ([1, 2], [5, 1.0])},
                       xlabel="size")
    assert [line.get_ydata().tolist() for line in ax.lines] \
        == [[3, 1.0], [5, 1.0]]
    assert {text.get_text() for text in ax.texts} == {"a", "b"}
    heights = sorted(text.xyann[1] for text in ax.texts)
    assert heights[1] - heights[0] >= 15
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    assert ax.get_xlabel() == "size"


def test_the_map_puts_digits_and_drawings_into_the_same_box():
    axes = plt.subplots(1, 2)[1]
    codes = np.array([[0, 1], [1, 0], [1, 1.0]])
    drawn = np.zeros((2, 3, 4, 4))
    drawn[0, 0] = 1
    plot_map(codes, np.array([7, 7, 3]), drawn, (-1, 2, -3, 4), axes)
    assert [ax.get_xlim() + ax.get_ylim() for ax in axes] \
        == [(-1, 2, -3, 4)] * 2
    points = np.concatenate([c.get_offsets() for c in axes[0].collections])
    assert {tuple(p) for p in points.tolist()} == {tuple(c) for c in codes}
    assert {text.get_text(): text.get_position() for text in axes[0].texts} \
        == {"7": (0.5, 0.5), "3": (1, 1)}
    mosaic = axes[1].images[0]
    assert mosaic.get_extent() == [-1, 2, -3, 4]
    assert (np.asarray(mosaic.get_array())[:4, :4] == 255).all()
    assert np.asarray(mosaic.get_array()).sum() == 16 * 255


def test_roc_names_areas_and_rings_the_choice():
    alarms, hits = np.array([0, 0.5, 1]), np.array([0, 1, 1])
    ax = plot_alarms({"coats": (alarms, hits, 0.75)}, (0.5, 1))
    assert [t.get_text() for t in ax.get_legend().get_texts()] \
        == ["coats: 0.75"]
    curve, diagonal, ring = ax.lines
    assert curve.get_xydata().tolist() == list(map(list, zip(alarms, hits)))
    assert diagonal.get_xydata().tolist() == [[0, 0], [1, 1]]
    assert ring.get_xydata().tolist() == [[0.5, 1]]
    assert len(plot_alarms({"coats": (alarms, hits, 0.75)},
                        ax=plt.subplots()[1]).lines) == 2
