"""Weights carried between the two layouts compute the same convolution."""
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import layouts, models
from utils.train import predict_logits

sizes = st.integers(1, 5)


@settings(max_examples=50, deadline=None)
@given(out=sizes, channels=sizes, size=sizes, flat=st.booleans(),
       seed=st.integers(0, 99))
def test_there_and_back(out, channels, size, flat, seed):
    generator = torch.Generator().manual_seed(seed)
    weight = torch.rand(out, channels, size, size, generator=generator)
    if flat:
        weight = weight.flatten(1)
    there = layouts.to_keras(weight, size)
    assert there.shape == ((size * size * channels, out) if flat
                           else (size, size, channels, out))
    assert torch.equal(layouts.from_keras(there, size), weight)


def test_against_einsum_with_channels_last():
    """A dense layer behind Flatten, written without a transpose of weights."""
    rng = np.random.default_rng(0)
    maps = rng.normal(size=(2, 3, 4, 4)).astype(np.float32)
    weight = rng.normal(size=(5, 48)).astype(np.float32)
    expected = maps.reshape(2, -1) @ weight.T
    last = np.transpose(maps, (0, 2, 3, 1)).reshape(2, -1)
    np.testing.assert_allclose(
        last @ layouts.to_keras(torch.from_numpy(weight), 4), expected,
        rtol=1e-4, atol=1e-4)


def test_weights_that_cannot_be_cut_are_refused():
    with pytest.raises(RuntimeError):
        layouts.to_keras(torch.zeros(10, 1601), 5)


def test_a_keras_network_answers_the_same_in_pytorch():
    import keras
    keras.utils.set_random_seed(0)
    twin = keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(), keras.layers.Dense(10)])
    images = torch.rand(8, 1, 28, 28)
    expected = twin(images.permute(0, 2, 3, 1).numpy()).numpy()
    model = layouts.convnet_from_keras(twin.get_weights(), models.convnet())
    np.testing.assert_allclose(predict_logits(model, images), expected,
                               atol=1e-5)
    stages = layouts.channels_last_stages(
        images.permute(0, 2, 3, 1).numpy(), twin.get_weights())
    np.testing.assert_allclose(stages[-1], expected, atol=1e-5)
    first = keras.Sequential(twin.layers[:2])
    np.testing.assert_allclose(
        stages[0], first(images.permute(0, 2, 3, 1).numpy()), atol=1e-5)
