"""Train the networks of the book and keep their weights in checkpoints/.

    python tools/train_checkpoints.py [NAME ...] [--device cuda]
    python tools/train_checkpoints.py NAME --seeds 0 1 2

The first form writes weights and recipe, always of the first seed: choosing
among seeds by their accuracy would make it a number that nobody can repeat.
The second form writes nothing and prints the evidence for claims.yml.
"""
import argparse
import pathlib
import statistics
import sys
import time

import torch
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from utils import augment, models, train  # noqa: E402
from utils.checkpoints import save_checkpoint  # noqa: E402
from utils.data import load  # noqa: E402
from utils.layouts import convnet_from_keras  # noqa: E402


def flip_and_shift(images, generator):
    """Mirror about half of the images, move each by up to two pixels."""
    return augment.random_shift(
        augment.random_flip(images, generator), 2, generator)


def with_fit(model, images, labels, *, seed, device, changed=None, **settings):
    """The book's own loop."""
    train.fit(model, images, labels, device=device,
              augment=changed and globals()[changed],
              generator=torch.Generator().manual_seed(seed), **settings)
    return model


def with_sgd(model, images, labels, *, epochs, batch_size, lr, momentum, seed,
             device):
    """Slide D's loop: gradient descent with momentum at a constant rate."""
    torch.manual_seed(seed)
    model.to(device).train()
    images, labels = images.to(device), labels.to(device)
    sgd = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    for _ in range(epochs):
        order = torch.randperm(len(images)).to(device)
        for batch in order.split(batch_size):
            sgd.zero_grad()
            nn.functional.cross_entropy(
                model(images[batch]), labels[batch]).backward()
            sgd.step()
    return model


def with_keras(model, images, labels, *, epochs, batch_size, seed, dropout=0,
               validation_split=0, device=None):
    """Slides E and C's recipe in Keras; the weights come back to PyTorch."""
    import keras
    from keras import layers
    keras.utils.set_random_seed(seed)
    twin = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dropout(dropout),
        layers.Dense(10, activation="softmax")])
    twin.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    twin.fit(images.permute(0, 2, 3, 1).numpy(), labels.numpy(), verbose=0,
             epochs=epochs, batch_size=batch_size,
             validation_split=validation_split)
    return convnet_from_keras(twin.get_weights(), model)


# For each: the network, how it is trained, on which data, with what.
RECIPES = {
    "mnist-convnet": (
        models.convnet, with_fit, "mnist", "normalized",
        {"epochs": 6, "batch_size": 128, "lr": 0.004}),
    "mnist-convnet-keras": (
        models.convnet, with_keras, "mnist", "scaled",
        {"epochs": 5, "batch_size": 32}),
    "mnist-convnet-dropout": (
        models.convnet_dropout, with_keras, "mnist", "scaled",
        {"epochs": 5, "batch_size": 128, "dropout": 0.5,
         "validation_split": 0.1}),
    "mnist-convnet-5x5": (
        models.convnet_5x5, with_sgd, "mnist", "normalized",
        {"epochs": 40, "batch_size": 64, "lr": 0.01, "momentum": 0.5}),
    "cifar10-convnet": (
        models.cifar_convnet, with_fit, "cifar10", "normalized",
        {"epochs": 12, "batch_size": 128, "lr": 0.008, "weight_decay": 0.05,
         "changed": "flip_and_shift", "mixed_precision": True}),
}


def run(name, seed, *, edition="full", device="cpu", epochs=None):
    """Train one network; return it, its recipe, its accuracy on the sample.

    The sample's test digits come from the full training set: a network
    trained on the full data has seen them, and the last number says so. The
    sample's photographs are drawn: they are pictures of another kind.
    """
    build, method, source, pixels, settings = RECIPES[name]
    if epochs:
        settings = settings | {"epochs": epochs}
    data, test = load(source, "train", edition), load(source, "test", edition)
    images, test_images = (getattr(d, pixels)() for d in (data, test))
    torch.manual_seed(seed)
    start = time.perf_counter()
    model = method(build(), images, data.labels, seed=seed, device=device,
                   **settings)
    seconds = time.perf_counter() - start
    accuracy = train.accuracy(model, test_images, test.labels)
    seen = load(source, "test", "sample")
    on_sample = train.accuracy(model, getattr(seen, pixels)(), seen.labels)
    recipe = {
        "network": f"utils.models.{build.__name__}",
        "data": f"{source}, {edition} edition, {len(data)} training images",
        "pixels": pixels, "trained": method.__doc__.splitlines()[0],
        "settings": settings, "seed": seed, "torch": torch.__version__,
        "command": f"python tools/train_checkpoints.py {name}",
        "accuracy": accuracy,
        "accuracy_of": f"{len(test)} test images, {edition} edition"}
    print(f"{name}, seed {seed}: {accuracy:.4f}, on the sample {on_sample:.4f}, "
          f"in {seconds:.0f} s", flush=True)
    return model, recipe, on_sample


def spread(values):
    """How evidence is written in claims.yml."""
    deviation = statistics.stdev(values) if len(values) > 1 else 0
    return f"{len(values)} seeds, {statistics.mean(values):.4f} ± {deviation:.4f}"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="of " + ", ".join(RECIPES) + "; all if none")
    parser.add_argument("--seeds", type=int, nargs="+",
                        help="print accuracies over these, write nothing")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--edition", default="full", choices=["full", "sample"])
    parser.add_argument("--epochs", type=int, help="other than the recipe's")
    parser.add_argument("--folder", type=pathlib.Path,
                        default=ROOT / "checkpoints")
    given = parser.parse_args(arguments)
    for name in given.names:
        if name not in RECIPES:
            parser.error(f"no recipe {name!r}; there are {', '.join(RECIPES)}")
    options = {"edition": given.edition, "device": given.device,
               "epochs": given.epochs}
    for name in given.names or RECIPES:
        if given.seeds:
            found = [run(name, seed, **options) for seed in given.seeds]
            print(f"{name}: {given.edition}: "
                  + spread([recipe["accuracy"] for _, recipe, _ in found])
                  + "; sample: " + spread([seen for *_, seen in found]))
        else:
            model, recipe, _ = run(name, 0, **options)
            save_checkpoint(given.folder / f"{name}.safetensors", model, recipe)


if __name__ == "__main__":
    main()
