"""`fit` against a plain loop, and what it says when it cannot train."""
import pathlib
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from utils import augment, models, progress, train
from utils.grad import numerical_gradient

ROOT = pathlib.Path(__file__).resolve().parents[1]


def small_set(n=60, classes=10, size=28, seed=0):
    generator = torch.Generator().manual_seed(seed)
    images = torch.rand(n, 1, size, size, generator=generator)
    return images, torch.randint(classes, (n,), generator=generator)


def new(build, seed=0):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build()


def weights(model):
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def same(one, other):
    return all(torch.equal(one[name], other[name]) for name in one | other)


def plain_loop(model, images, labels, *, epochs, batch_size, lr, seed,
               augment=None, one_cycle=True):
    """The same training written out, with nothing of the project in it."""
    model = model.to(memory_format=torch.channels_last).train()
    steps = epochs * -(-len(images) // batch_size)
    adam = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=0.01)
    if one_cycle:
        cycle = torch.optim.lr_scheduler.OneCycleLR(adam, lr, total_steps=steps)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        for i in range(0, len(images), batch_size):
            rows = order[i:i + batch_size]
            shown = augment(images[rows], generator) if augment \
                else images[rows]
            adam.zero_grad()
            nn.CrossEntropyLoss()(model(shown), labels[rows]).backward()
            adam.step()
            if one_cycle:
                cycle.step()
    return model


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU(),
                         nn.Linear(20, 10))


def normed():
    return nn.Sequential(nn.Conv2d(1, 4, 3, stride=3), nn.BatchNorm2d(4),
                         nn.ReLU(), nn.Flatten(), nn.Linear(324, 10))


@pytest.mark.parametrize("build", [mlp, normed, models.convnet])
@pytest.mark.parametrize("batch_size", [16, 60, 100])
def test_fit_is_the_plain_loop(build, batch_size):
    images, labels = small_set()
    fitted, plain = new(build), new(build)
    before = weights(fitted)
    train.fit(fitted, images, labels, epochs=3, batch_size=batch_size,
              lr=0.01, generator=torch.Generator().manual_seed(5))
    plain_loop(plain, images, labels, epochs=3, batch_size=batch_size,
               lr=0.01, seed=5)
    assert same(weights(fitted), weights(plain))
    assert not same(before, weights(fitted))


@pytest.mark.parametrize("change", [
    augment.random_flip, lambda x, g: augment.random_shift(x, 2, g),
    lambda x, g: augment.add_noise(x, 0.3, g),
    lambda x, g: augment.random_flip(augment.random_shift(x, 1, g, -0.4), g)])
def test_fit_trains_on_what_augment_makes_of_each_batch(change):
    images, labels = small_set()
    kept = images.clone()
    fitted, plain, without = new(mlp), new(mlp), new(mlp)
    given = dict(epochs=3, batch_size=16, lr=0.01)
    train.fit(fitted, images, labels, augment=change, **given,
              generator=torch.Generator().manual_seed(5))
    plain_loop(plain, images, labels, augment=change, seed=5, **given)
    plain_loop(without, images, labels, seed=5, **given)
    assert same(weights(fitted), weights(plain))
    assert not same(weights(fitted), weights(without))
    assert torch.equal(images, kept)


def test_augment_sees_each_image_once_an_epoch_and_no_validation():
    images, labels = small_set(n=50)
    seen, generator = [], torch.Generator()

    def watch(batch, chance):
        assert chance is generator
        seen.append(batch)
        return batch

    watched, plain = new(mlp), new(mlp)
    train.fit(watched, images, labels, epochs=2, batch_size=16,
              augment=watch, validation=small_set(seed=1),
              generator=generator.manual_seed(5))
    assert [len(batch) for batch in seen] == [16, 16, 16, 2] * 2
    for epoch in (seen[:4], seen[4:]):
        means = torch.cat(epoch).mean((1, 2, 3)).sort().values
        assert torch.allclose(means, images.mean((1, 2, 3)).sort().values)
    train.fit(plain, images, labels, epochs=2, batch_size=16,
              generator=torch.Generator().manual_seed(5))
    assert same(weights(watched), weights(plain))


@pytest.mark.parametrize("build", [models.convnet, models.convnet_dropout,
                                   models.convnet_5x5])
def test_same_generator_same_weights_whatever_else_was_drawn(build):
    images, labels = small_set()
    trained = []
    for seed in (1, 1, 2):
        torch.rand(7)
        model = new(build)
        generator = torch.Generator().manual_seed(seed)
        train.fit(model, images, labels, epochs=2, generator=generator)
        trained.append(weights(model))
    assert same(trained[0], trained[1])
    assert not same(trained[0], trained[2])


def test_fit_leaves_the_global_generator_alone():
    images, labels = small_set()
    torch.manual_seed(3)
    expected = torch.rand(3)
    torch.manual_seed(3)
    train.fit(new(models.convnet_dropout), images, labels, epochs=1,
              generator=torch.Generator())
    assert torch.equal(torch.rand(3), expected)


def test_without_a_generator_fit_follows_manual_seed():
    images, labels = small_set()
    trained = []
    for _ in range(2):
        torch.manual_seed(9)
        model = mlp()
        train.fit(model, images, labels, epochs=1)
        train.fit(model, images, labels, epochs=1)
        trained.append(weights(model))
    assert same(*trained)


def test_history_and_schedule():
    images, labels = small_set(n=50)
    history = train.fit(new(mlp), images, labels, epochs=10, batch_size=16,
                        lr=0.02, validation=small_set(seed=1))
    assert {len(values) for values in history.values()} == {10}
    assert set(history) == {"loss", "accuracy", "lr", "seconds", "validation"}
    assert max(history["lr"]) <= 0.02 and history["lr"][-1] < 1e-5
    assert history["lr"].index(max(history["lr"])) in (2, 3)
    assert history["loss"][-1] < history["loss"][0]
    assert history["accuracy"][-1] > history["accuracy"][0]


def test_without_a_cycle_the_rate_stays():
    images, labels = small_set(n=50)
    fitted, plain = new(mlp), new(mlp)
    given = {"epochs": 7, "batch_size": 16, "lr": 0.01, "one_cycle": False}
    history = train.fit(fitted, images, labels, **given,
                        generator=torch.Generator().manual_seed(5))
    plain_loop(plain, images, labels, seed=5, **given)
    assert history["lr"] == [0.01] * 7
    assert same(weights(fitted), weights(plain))


def test_bfloat16_is_what_the_processor_says(monkeypatch):
    for able, expected in (({"avx512_bf16": True}, True), ({}, False),
                           ({"avx512_bf16": False, "amx_bf16": True}, True),
                           ({"avx512_f": True, "amx_tile": True}, False)):
        monkeypatch.setattr(torch.cpu, "get_capabilities",
                            lambda able=able: able)
        assert train.has_bfloat16() is train.has_bfloat16("cpu") is expected
    monkeypatch.setattr(torch.cuda, "is_bf16_supported",
                        lambda including_emulation: not including_emulation)
    assert train.has_bfloat16("cuda") and not train.has_bfloat16("mps")


def test_the_last_batch_counts_by_its_size():
    """The mean loss is over images, not over batches of unequal size."""
    images, labels = small_set(n=33)
    model = new(mlp)
    with torch.no_grad():
        expected = nn.functional.cross_entropy(model(images), labels).item()
    history = train.fit(model, images, labels, epochs=1, batch_size=32,
                        lr=1e-12, weight_decay=0)
    assert history["loss"][0] == pytest.approx(expected, rel=1e-5)


def test_mixed_precision_is_asked_for_on_a_cpu():
    images, labels = small_set()
    kept, given, mixed = new(mlp), new(mlp), new(mlp)
    for model, wanted in ((kept, None), (given, False), (mixed, True)):
        train.fit(model, images, labels, epochs=2, mixed_precision=wanted,
                  generator=torch.Generator().manual_seed(0))
    assert same(weights(kept), weights(given))
    assert not same(weights(kept), weights(mixed))
    assert all(t.dtype == torch.float32 for t in weights(mixed).values())


@pytest.mark.parametrize("device, backend", [
    ("cuda", torch.cuda), ("mps", torch.backends.mps)])
def test_other_devices(device, backend):
    if not backend.is_available():
        pytest.skip(f"no {device} here")
    images, labels = small_set()
    model = new(models.convnet_dropout)
    train.fit(model, images, labels, epochs=30, device=device)
    assert next(model.parameters()).device.type == device
    assert train.predict_logits(model, images).device.type == "cpu"
    assert train.accuracy(model, images, labels) > 0.5


def test_meta_device_sees_every_tensor_moved(monkeypatch):
    """No second device is needed to see that data and model are sent to it."""
    seen = []

    def watch(model, optimizer, schedule, images, labels, *_):
        seen.append((next(model.parameters()).device.type,
                     images.device.type, labels.device.type))
        return {"loss": 0.0, "accuracy": 0.0, "seconds": 0.0}

    monkeypatch.setattr(train, "_run_epoch", watch)
    images, labels = small_set()
    train.fit(new(mlp), images, labels, epochs=1, device="meta")
    assert seen == [("meta", "meta", "meta")]


IMAGES, LABELS = small_set()
MISTAKES = {
    "uint8 images": (TypeError, "normalized", {
        "images": (IMAGES * 255).to(torch.uint8)}),
    "integer images": (TypeError, "floating", {"images": IMAGES.long()}),
    "an array": (TypeError, "torch.Tensor; got ndarray", {
        "images": IMAGES.numpy()}),
    "a label too many": (ValueError, r"\(60, 1, 28, 28\).*\(61,\)", {
        "labels": torch.zeros(61, dtype=torch.int64)}),
    "one-hot labels": (ValueError, r"\(60, 10\)", {
        "labels": nn.functional.one_hot(LABELS, 10)}),
    "float labels": (TypeError, "float32", {"labels": LABELS.float()}),
    "a list of labels": (TypeError, "list", {"labels": LABELS.tolist()}),
    "label out of range": (ValueError, "0 to 10.*10 outputs.*0 to 9", {
        "labels": LABELS.clone().index_fill_(0, torch.tensor([3]), 10)}),
    "negative label": (ValueError, "-100 to", {
        "labels": LABELS.clone().index_fill_(0, torch.tensor([3]), -100)}),
    "nothing to learn": (ValueError, r"no images.*\(0, 1, 28, 28\)", {
        "images": IMAGES[:0], "labels": LABELS[:0]}),
    "no epochs": (ValueError, "epochs", {"epochs": 0}),
    "half an epoch": (ValueError, "epochs", {"epochs": 0.5}),
    "empty batches": (ValueError, "batch_size", {"batch_size": 0}),
    "negative rate": (ValueError, "lr", {"lr": -0.1}),
    "rate is not a number": (ValueError, "lr", {"lr": float("nan")}),
    "maps, not logits": (ValueError, r"\(1, 4, 26, 26\)", {
        "model": nn.Conv2d(1, 4, 3)}),
    "bad validation": (ValueError, r"\(60, 1, 28, 28\).*\(59,\)", {
        "validation": (IMAGES, LABELS[:59])}),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named_before_training(mistake):
    error, message, change = MISTAKES[mistake]
    given = {"model": new(mlp), "images": IMAGES, "labels": LABELS,
             "epochs": 1} | change
    before = weights(given["model"])
    with pytest.raises(error, match=message):
        train.fit(given.pop("model"), given.pop("images"),
                  given.pop("labels"), **given)
    assert same(before, weights(change.get("model", new(mlp))))


@pytest.mark.parametrize("spoil", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_stops_with_advice(spoil):
    images, labels = small_set()
    images[17, 0, 3, 3] = spoil
    with pytest.raises(FloatingPointError, match="epoch 1.*lower lr"):
        train.fit(new(mlp), images, labels, epochs=2)


def test_a_rate_too_high_stops_too():
    images, labels = small_set()
    with pytest.raises(FloatingPointError, match="step"):
        train.fit(new(mlp), images * 1e30, labels, epochs=5, lr=1e30)


def test_accuracy_is_measured_in_evaluation_mode_and_modes_come_back():
    images, labels = small_set()
    model = new(models.convnet_dropout)
    train.fit(model, images, labels, epochs=1)
    assert not model.training
    model.train()
    model[0].eval()                     # a frozen part stays frozen
    first = train.predict_logits(model, images, batch_size=7)
    assert torch.equal(first, train.predict_logits(model, images, batch_size=7))
    assert model.training and not model[0].training and model[7].training
    answers = first.numpy().argmax(axis=1)
    assert train.accuracy(model, images, labels) == np.mean(
        answers == labels.numpy())
    assert model.training


def test_modes_come_back_after_an_error_too():
    model = new(mlp).train()
    with pytest.raises(RuntimeError):
        train.predict_logits(model, torch.zeros(2, 3))
    assert model.training


def test_no_gradients_are_kept_for_predictions():
    assert not train.predict_logits(new(mlp), IMAGES).requires_grad


def test_accuracy_against_counting():
    logits = torch.tensor([[1., 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]])
    labels = torch.tensor([0, 2, 2, 0])
    for batch_size in (1, 3, 100):
        assert train.accuracy(nn.Identity(), logits, labels,
                              batch_size=batch_size) == 0.75


def test_fit_learns_to_tell_bright_from_dark():
    images, _ = small_set(n=200)
    labels = (torch.arange(200) % 2).long()
    images = images * 0.4 + labels.view(-1, 1, 1, 1) * 0.5
    model = new(models.convnet)
    train.fit(model, images, labels, epochs=5, batch_size=20)
    assert train.accuracy(model, images, labels) == 1.0


def test_progress_is_silent_unless_watched(capsys, monkeypatch):
    images, labels = small_set()
    train.fit(new(mlp), images, labels, epochs=2)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(progress, "is_live", lambda: True)
    train.fit(new(mlp), images, labels, epochs=2)
    out, err = capsys.readouterr()
    assert out == "" and "epoch 2 of 2: loss" in err and err.endswith("\n")


@pytest.mark.parametrize("asks", [True, False])
def test_a_kernel_is_watched_if_it_can_ask(monkeypatch, asks):
    class Kernel:
        _allow_stdin = asks

    class Shell:
        kernel = Kernel()

    class Fake:
        get_ipython = staticmethod(Shell)

    monkeypatch.setitem(sys.modules, "IPython", Fake)
    assert progress.is_live() is asks


def test_numerical_gradient_against_autograd():
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    before = x.copy()

    def f(x):
        return np.log(np.exp(x @ w).sum(axis=1)).sum()

    given = torch.tensor(x, requires_grad=True)
    torch.logsumexp(given @ torch.tensor(w), dim=1).sum().backward()
    np.testing.assert_allclose(numerical_gradient(f, x), given.grad, atol=1e-8)
    assert np.array_equal(x, before)


@pytest.mark.parametrize("x", [2.0, [2], np.float32(2), np.ones((2, 0))])
def test_numerical_gradient_takes_any_shape(x):
    gradient = numerical_gradient(lambda x: np.sum(x ** 3), x)
    assert gradient.shape == np.shape(x) and gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, 12 * np.ones(np.shape(x)), rtol=1e-8)


def test_numerical_gradient_wants_one_number():
    with pytest.raises(ValueError, match=r"\(3,\)"):
        numerical_gradient(lambda x: x, np.ones(3))


@pytest.mark.parametrize("order", [
    "import keras, torch, utils.train", "import utils.train, torch, keras",
    "import torch, keras, utils.train"])
def test_tensorflow_and_an_optimizer_live_in_one_process(order):
    """Triton, loaded behind TensorFlow, ends the process: see utils."""
    program = f"{order}; torch.optim.AdamW([torch.ones(1)]); print('alive')"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT,
                          capture_output=True, text=True)
    assert done.returncode == 0 and "alive" in done.stdout
