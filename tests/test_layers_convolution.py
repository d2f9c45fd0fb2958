"""Hand-written convolution against PyTorch and SciPy, on any shape."""
import doctest

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from scipy.signal import convolve2d, correlate2d
from skimage.feature import corner_harris

import utils.filters
import utils.layers
from utils.filters import (
    GAUSSIAN,
    HIGH_PASS,
    LAPLACE,
    LOW_PASS,
    SOBEL_X,
    SOBEL_Y,
    gaussian_kernel,
    harris,
)
from utils.layers import (
    conv2d,
    correlate_windows,
    cross_correlate2d,
)
from utils.sizes import output_size

SIZES = st.integers(1, 9)
DTYPES = st.sampled_from([np.float32, np.float64, np.int64])


def numbers(seed, shape, dtype):
    rng = np.random.default_rng(seed)
    return (rng.normal(size=shape) * 4).astype(dtype)


def close(got, expected):
    dtype = np.result_type(got, expected)
    loose = dict(rtol=1e-4, atol=1e-3) if dtype == np.float32 else {}
    np.testing.assert_allclose(got, expected, **loose)


@st.composite
def layers(draw):
    """Arguments of conv2d whose kernel fits into the padded image."""
    kernel = draw(st.tuples(SIZES, SIZES))
    padding = draw(st.integers(0, 3))
    sides = [draw(st.integers(max(1, k - 2 * padding), k + 9)) for k in kernel]
    batch, n_in, n_out = draw(st.tuples(*[st.integers(1, 4)] * 3))
    seed, dtype = draw(st.integers(0, 2**32 - 1)), draw(DTYPES)
    x = numbers(seed, (batch, n_in, *sides), dtype)
    w = numbers(seed + 1, (n_out, n_in, *kernel), dtype)
    b = numbers(seed + 2, n_out, dtype) if draw(st.booleans()) else None
    return x, w, b, draw(st.integers(1, 4)), padding


@settings(deadline=None)
@given(layers())
def test_conv2d_equals_pytorch(layer):
    x, w, b, stride, padding = layer
    got = conv2d(x, w, b, stride=stride, padding=padding)
    bias = None if b is None else torch.from_numpy(b)
    expected = F.conv2d(torch.from_numpy(x), torch.from_numpy(w), bias,
                        stride=stride, padding=padding).numpy()
    assert got.dtype == x.dtype and got.shape == expected.shape
    close(got, expected)


@settings(deadline=None)
@given(layers())
def test_output_size_is_the_size_of_the_output(layer):
    x, w, b, stride, padding = layer
    got = conv2d(x, w, b, stride=stride, padding=padding)
    for axis in (2, 3):
        assert got.shape[axis] == output_size(
            x.shape[axis], w.shape[axis], stride=stride, padding=padding)


@settings(deadline=None)
@given(st.tuples(SIZES, SIZES), st.tuples(SIZES, SIZES),
       st.integers(0, 2**32 - 1), DTYPES)
def test_one_channel_equals_scipy(kernel_shape, extra, seed, dtype):
    shape = np.add(kernel_shape, extra) - 1
    image = numbers(seed, shape, dtype)
    kernel = numbers(seed + 1, kernel_shape, dtype)
    expected = correlate2d(image, kernel, mode="valid")
    for function in (cross_correlate2d, correlate_windows):
        got = function(image, kernel)
        assert got.dtype == image.dtype
        close(got, expected)
    close(cross_correlate2d(image, kernel[::-1, ::-1]),
          convolve2d(image, kernel, mode="valid"))


def test_arguments_are_left_as_they_were():
    x, w = np.ones((1, 2, 4, 4)), np.ones((3, 2, 3, 3))
    kept = x.copy(), w.copy()
    conv2d(x, w, np.ones(3), padding=1)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(w, kept[1])


@pytest.mark.parametrize("function", [cross_correlate2d, correlate_windows])
@pytest.mark.parametrize("kernel_shape", [(5, 2), (2, 6)])
def test_large_kernel_is_refused_with_both_shapes(function, kernel_shape):
    with pytest.raises(ValueError) as error:
        function(np.ones((4, 5)), np.ones(kernel_shape))
    assert "(4, 5)" in str(error.value)
    assert str(kernel_shape) in str(error.value)


def test_conv2d_refuses_channels_last_with_both_shapes():
    with pytest.raises(ValueError) as error:
        conv2d(np.ones((1, 8, 8, 3)), np.ones((6, 3, 5, 5)))
    assert "(1, 8, 8, 3)" in str(error.value)
    assert "(6, 3, 5, 5)" in str(error.value)


def test_conv2d_refuses_a_kernel_that_does_not_fit():
    with pytest.raises(ValueError) as error:
        conv2d(np.ones((1, 1, 2, 9)), np.ones((1, 1, 5, 5)), padding=1)
    assert "(1, 1, 4, 11)" in str(error.value)
    assert "(1, 1, 5, 5)" in str(error.value)


@pytest.mark.parametrize("sigma", [0.5, 1, 2.3])
def test_gaussian_kernel_equals_scipy(sigma):
    radius = len(gaussian_kernel(sigma)) // 2
    impulse = np.zeros((2 * radius + 1, 2 * radius + 1))
    impulse[radius, radius] = 1
    expected = gaussian_filter(impulse, sigma, mode="constant", truncate=4)
    np.testing.assert_allclose(gaussian_kernel(sigma), expected, atol=1e-12)


def test_averages_sum_to_one_and_differences_to_zero():
    for kernel in (LOW_PASS, GAUSSIAN):
        assert kernel.sum() == pytest.approx(1)
    for kernel in (HIGH_PASS, LAPLACE, SOBEL_X, SOBEL_Y):
        assert kernel.sum() == pytest.approx(0)


@pytest.mark.parametrize("sigma", [1, 2])
def test_harris_equals_scikit_image(sigma):
    image = np.random.default_rng(7).random((30, 41))
    expected = corner_harris(image, k=0.05, sigma=sigma)
    np.testing.assert_allclose(harris(image, sigma=sigma), expected,
                               atol=1e-12)


@pytest.mark.parametrize("module", [utils.layers, utils.filters])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
