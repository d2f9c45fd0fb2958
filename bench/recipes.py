"""The slides' recipes, step by step as they have them, and ours.

`ROWS` has both for each row of the bench. Making a recipe loads the data and
builds the network; its `train` is what the clock sees.
"""
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

# First: it keeps Triton, which torchvision loads, away from TensorFlow.
from utils.augment import random_flip, random_shift
from utils.data import FACTS, load
from utils.models import (
    cifar_large,
    cifar_small,
    convnet_5x5,
    mlp,
    small_resnet,
)
from utils.train import accuracy, fit, has_bfloat16

# isort: split
import torch
from torch import nn
from torchvision import datasets, transforms

from utils.architectures import conv_bn_relu

SETS = {"mnist": datasets.MNIST, "fashion_mnist": datasets.FashionMNIST,
        "cifar10": datasets.CIFAR10}
HALF = (0.5,) * 3, (0.5,) * 3


@dataclass
class Recipe:
    """One way to train: what it is called, how long, and the two steps.

    Attributes
    ----------
    network : str
        Sizes of its layers.
    parameters, epochs, n_images : int
        Trainable numbers; times each image is seen; images seen in all.
    train, test : callable
        `test` returns the accuracy on the test images, from 0 to 1.
    """

    network: str
    parameters: int
    epochs: int
    n_images: int
    train: Callable
    test: Callable


def slide_keras(network, *layers, optimizer, batch_size, flat=False):
    """E: a Keras network with one-hot labels, 5 epochs."""
    import keras
    keras.utils.set_random_seed(0)
    shape = (784,) if flat else (28, 28, 1)

    def digits(split):
        data = load("mnist", split, "full")
        images = data.channels_last().reshape(-1, *shape) / 255
        return images.astype("float32"), keras.utils.to_categorical(
            data.labels.numpy())

    model = keras.Sequential([
        keras.Input(shape), *(layer() for layer in layers),
        keras.layers.Dense(10, activation="softmax")])
    model.compile(loss="categorical_crossentropy", optimizer=optimizer,
                  metrics=["accuracy"])
    images, labels = digits("train")
    return Recipe(
        network, model.count_params(), 5, 5 * len(images),
        lambda: model.fit(images, labels, batch_size=batch_size, epochs=5,
                          verbose=0),
        lambda: model.evaluate(*digits("test"), verbose=0)[1])


def keras_dense(size):
    """A layer of Keras, made when its network is."""
    def make():
        import keras
        return keras.layers.Dense(size, activation="relu")
    return make


def keras_convolutions():
    """The layers of the 34,826-parameter network before the last."""
    def make(name, *sizes, **options):
        import keras
        return getattr(keras.layers, name)(*sizes, **options)
    return [partial(make, "Conv2D", 32, 3, activation="relu"),
            partial(make, "MaxPooling2D"),
            partial(make, "Conv2D", 64, 3, activation="relu"),
            partial(make, "MaxPooling2D"), partial(make, "Flatten")]


def slide_torch(name, network, build, *, epochs, batch_size, lr, momentum=0,
                norm=None, flip=False, **loader):
    """D: a DataLoader that fetches images one by one, SGD at one rate."""
    torch.manual_seed(777)
    before = [transforms.RandomHorizontalFlip()] if flip else []
    after = [transforms.Normalize(*norm)] if norm else []
    data, batches = one_by_one(
        name, *before, transforms.ToTensor(), *after, batch_size=batch_size,
        **loader)
    model = build()
    test = load(name, "test", "full")
    return Recipe(
        network, sum(p.numel() for p in model.parameters()), epochs,
        epochs * len(data),
        lambda: _descend(model, batches, epochs, lr, momentum),
        lambda: accuracy(model, transforms.Compose(after)(test.scaled()),
                         test.labels))


def one_by_one(name, *steps, **loader):
    """The training images as PIL pictures, each transformed when its turn comes."""
    data = SETS[name](os.environ["COURSE_DATA"], train=True,
                      transform=transforms.Compose(steps))
    return data, torch.utils.data.DataLoader(data, shuffle=True, **loader)


def _descend(model, batches, epochs, lr, momentum):
    """The loop of the slides."""
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    for _ in range(epochs):
        for images, labels in batches:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()


def ours(name, network, build, *, epochs, batch_size, lr, **options):
    """The book's loop over slices of a resident tensor, in bfloat16."""
    torch.manual_seed(0)
    model, data, test = build(), load(name, "train", "full"), load(
        name, "test", "full")
    images = data.normalized()
    return Recipe(
        network, sum(p.numel() for p in model.parameters()), epochs,
        epochs * len(data),
        lambda: fit(model, images, data.labels, epochs=epochs,
                    batch_size=batch_size, lr=lr,
                    mixed_precision=has_bfloat16(),
                    generator=torch.Generator().manual_seed(0), **options),
        lambda: accuracy(model, test.normalized(), test.labels))


def dropout_mlp():
    """784-256-128-10 with a fifth of the hidden neurons dropped (D)."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(256, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))


def wide_resnet():
    """Chapter 13's network, wider by half; (batch, 3, 32, 32) → (batch, 10)."""
    return small_resnet(48, load("cifar10", "train", "full").normalized()[:500])


def flip_and_shift(images, generator):
    """Mirrored at random, and moved by up to two pixels."""
    return random_shift(random_flip(images, generator), 2, generator)


def strided(n_in, *widths):
    """A 5×5 convolution of stride 2, then 3×3 ones with pooling: small, quick.

    (batch, n_in, 28 or 32, as high) → (batch, 10) logits; three widths.
    """
    first, *rest = widths
    parts, channels = conv_bn_relu(n_in, first, 5, 2), first
    for width in rest:
        parts += [*conv_bn_relu(channels, width), nn.MaxPool2d(2)]
        channels = width
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(
        channels * (16 if n_in == 3 else 9), 10))


MNIST = FACTS["mnist"][1:]
ROWS = {
    "mnist-softmax": (
        lambda: slide_keras("784-10", flat=True, optimizer="sgd",
                            batch_size=100),
        lambda: ours("mnist", "784-10", lambda: mlp(784, 10), epochs=1,
                     batch_size=2000, lr=0.02)),
    "mnist-dnn-keras": (
        lambda: slide_keras("784-256-256-10", *[keras_dense(256)] * 2,
                            flat=True, optimizer="sgd", batch_size=100),
        lambda: ours("mnist", "784-64-10", lambda: mlp(784, 64, 10), epochs=1,
                     batch_size=500, lr=0.01)),
    "mnist-mlp": (
        lambda: slide_torch("mnist", "784-100-100-10",
                            lambda: mlp(784, 100, 100, 10), epochs=15,
                            batch_size=100, lr=0.1, drop_last=True),
        lambda: ours("mnist", "784-100-100-10",
                     lambda: mlp(784, 100, 100, 10), epochs=4,
                     batch_size=250, lr=0.006)),
    "mnist-cnn": (
        lambda: slide_torch("mnist", "5×5: 10, 20; 50-10", convnet_5x5,
                            epochs=40, batch_size=64, lr=0.01, momentum=0.5,
                            norm=MNIST),
        lambda: ours("mnist", "5×5: 24; 3×3: 48, 96; 10",
                     lambda: strided(1, 24, 48, 96), epochs=2, batch_size=250,
                     lr=0.01)),
    "mnist-cnn-keras": (
        lambda: slide_keras("3×3: 32, 64; 10", *keras_convolutions(),
                            optimizer="adam", batch_size=32),
        lambda: ours("mnist", "5×5: 16; 3×3: 32, 64; 10",
                     lambda: strided(1, 16, 32, 64), epochs=1, batch_size=128,
                     lr=0.01)),
    "fashion-mlp": (
        lambda: slide_torch("fashion_mnist", "784-256-128-10",
                            lambda: mlp(784, 256, 128, 10), epochs=30,
                            batch_size=64, lr=0.01),
        lambda: ours("fashion_mnist", "784-128-10", lambda: mlp(784, 128, 10),
                     epochs=3, batch_size=250, lr=0.006)),
    "fashion-mlp-drop": (
        lambda: slide_torch("fashion_mnist", "784-256-128-10, dropout",
                            dropout_mlp, epochs=50, batch_size=64, lr=0.01,
                            norm=MNIST, flip=True),
        lambda: ours("fashion_mnist", "5×5: 16; 3×3: 32, 64; 10",
                     lambda: strided(1, 16, 32, 64), epochs=2, batch_size=128,
                     lr=0.01)),
    "cifar-small": (
        lambda: slide_torch("cifar10", "5×5: 6, 16; 120-84-10", cifar_small,
                            epochs=2, batch_size=4, lr=0.001, momentum=0.9,
                            norm=HALF, num_workers=2),
        lambda: ours("cifar10", "5×5: 8; 3×3: 16, 32; 10",
                     lambda: strided(3, 8, 16, 32), epochs=1, batch_size=128,
                     lr=0.01)),
    "cifar-large": (
        lambda: slide_torch("cifar10", "5×5: 32, 64, 128; 256-128-84-10",
                            cifar_large, epochs=20, batch_size=4, lr=0.001,
                            momentum=0.9, norm=HALF, num_workers=2),
        lambda: ours("cifar10", "5×5: 32; 3×3: 64, 128; 10",
                     lambda: strided(3, 32, 64, 128), epochs=3,
                     batch_size=128, lr=0.01)),
    "cifar-90": (
        None,
        lambda: ours("cifar10", "residual, 48-96-192", wide_resnet, epochs=15,
                     batch_size=128, lr=0.02, weight_decay=0.05,
                     augment=flip_and_shift)),
}
