"""The slides' recipes beside ours: accuracy, epochs, and the ratio of times.

    COURSE_DATA=FOLDER python bench/training.py [ROW …]

Both recipes of a row train in one run, one after the other, on the full data.
Times are compared, not kept: a ratio travels between machines, seconds do
not. The result goes to bench/training.json; the results page shows it.
"""
import json
import os
import pathlib
import sys
import time

# First: it keeps Triton, which torchvision loads, away from TensorFlow.
from utils.data import load
from utils.models import mlp
from utils.train import accuracy, fit

# isort: split
import keras
import torch
import torchvision
from torch import nn

KEPT = pathlib.Path(__file__).with_suffix(".json")


def flat(split):
    """Images as rows of numbers from 0 to 1, and their labels."""
    data = load("mnist", split, edition="full")
    return data.scaled().flatten(1), data.labels


def slide_keras(*hidden):
    """E: a Keras network, SGD, batches of 100, 5 epochs."""
    keras.utils.set_random_seed(0)
    images, labels = (each.numpy() for each in flat("train"))
    model = keras.Sequential([
        keras.Input((784,)),
        *(keras.layers.Dense(size, activation="relu") for size in hidden),
        keras.layers.Dense(10, activation="softmax")])
    model.compile(loss="categorical_crossentropy", optimizer="sgd",
                  metrics=["accuracy"])
    model.fit(images, keras.utils.to_categorical(labels), batch_size=100,
              epochs=5, verbose=0)
    images, labels = (each.numpy() for each in flat("test"))
    return (784, *hidden, 10), 5, lambda: model.evaluate(
        images, keras.utils.to_categorical(labels), verbose=0)[1]


def slide_mlp():
    """D: 784-100-100-10, SGD 0.1, batches of 100, 15 epochs, a DataLoader."""
    torch.manual_seed(777)
    data = torchvision.datasets.MNIST(
        os.environ["COURSE_DATA"], train=True,
        transform=torchvision.transforms.ToTensor())
    batches = torch.utils.data.DataLoader(
        data, batch_size=100, shuffle=True, drop_last=True)
    model = mlp(784, 100, 100, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(15):
        for images, labels in batches:
            loss = nn.functional.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return (784, 100, 100, 10), 15, lambda: accuracy(model, *flat("test"))


def ours(*sizes, epochs=1, batch_size=250, lr=0.01):
    """The book's loop over slices of a resident tensor."""
    torch.manual_seed(0)
    model = mlp(*sizes)
    fit(model, *flat("train"), epochs=epochs, batch_size=batch_size, lr=lr,
        generator=torch.Generator().manual_seed(0))
    return sizes, epochs, lambda: accuracy(model, *flat("test"))


# A row of claims.yml: the slides' recipe, and ours.
ROWS = {
    "mnist-softmax": (slide_keras,
                      lambda: ours(784, 10, batch_size=2000, lr=0.05)),
    "mnist-dnn-keras": (lambda: slide_keras(256, 256),
                        lambda: ours(784, 64, 10, batch_size=500)),
    "mnist-mlp": (slide_mlp, lambda: ours(784, 100, 100, 10, epochs=4)),
}


def measure(recipe):
    """Network, epochs and test accuracy; the seconds that training took."""
    start = time.perf_counter()
    sizes, epochs, test = recipe()
    seconds = time.perf_counter() - start
    return {"network": "-".join(map(str, sizes)), "epochs": epochs,
            "accuracy": round(test(), 4)}, seconds


def main(names):
    if not os.environ.get("COURSE_DATA"):
        sys.exit("bench: say COURSE_DATA=folder; it compares on the full data")
    if unknown := set(names) - set(ROWS):
        sys.exit(f"bench: no row {sorted(unknown)}; there are {list(ROWS)}")
    results = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    flat("train")  # read once, before any clock runs
    for name in names or ROWS:
        (slide, slide_seconds), (our, our_seconds) = map(measure, ROWS[name])
        ratio = round(slide_seconds / our_seconds, 1)
        results[name] = {"slide": slide, "ours": our, "ratio": ratio}
        print(f"{name}: slide {slide}, ours {our}, {ratio} times sooner",
              flush=True)
    part = KEPT.with_suffix(".part")
    part.write_text(json.dumps(results, indent=1) + "\n")
    part.replace(KEPT)


if __name__ == "__main__":
    main(sys.argv[1:])
