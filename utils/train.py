"""Train a classifier and ask it.

`fit` is the loop that the book teaches: the whole set is one tensor, a batch
is a slice of a shuffled list of indices.
"""
import contextlib
import math
import time

import torch
from torch.nn import functional as F

from utils import progress
from utils.resume import SavedRun


def fit(model, images, labels, *, epochs, batch_size=128, lr=0.003,
        weight_decay=0.01, one_cycle=True, augment=None, generator=None,
        device="cpu", validation=None, mixed_precision=None, checkpoint=None):
    """Train `model` in place: AdamW, a one-cycle schedule, cross-entropy.

    On a CPU the same model and the same state of `generator` give the same
    weights. The model is left on `device`, in evaluation mode, with the
    channels of a pixel side by side in memory: the same numbers, sooner.

    Parameters
    ----------
    model : torch.nn.Module
        (batch, ...) → (batch, classes) logits.
    images : float Tensor, shape (n, ...)
    labels : int64 Tensor, shape (n,)
        From 0 to classes - 1.
    epochs : int
        How often each image is seen.
    batch_size : int
    lr : float
        The learning rate at its highest, η; the schedule warms up to it
        during the first 30 % of the steps and then falls to nearly 0.
    weight_decay : float
    one_cycle : bool
        False: the learning rate stays where it is.
    augment : callable, optional
        Takes a batch of images and `generator`, returns the images to train
        on instead, as `utils.augment` makes them.
    generator : torch.Generator, optional
        On the CPU. It shuffles and augments; dropout draws from a copy of it.
    device : str or torch.device
        ``"cpu"``, ``"cuda"`` or ``"mps"``.
    validation : tuple (images, labels), optional
        Looked at after each epoch, never trained on.
    mixed_precision : bool, optional
        Compute in bfloat16 where that is safe. None: on CUDA devices that
        have it.
    checkpoint : path-like, optional
        A file that all is written to at the end of each epoch. If it is there
        already, training goes on from it, to the same weights as without the
        stop; if it was finished, `fit` returns at once. The weights that
        `model` comes with do not matter then, and `augment` is called once
        more, on noise, to tell whether it is the same.

    Returns
    -------
    dict of lists, one entry an epoch
        ``loss`` and ``accuracy`` while training (a mean over the epoch, with
        dropout at work), ``lr`` of its last step, ``seconds``, and
        ``validation`` (accuracy) if there is any.

    Raises
    ------
    TypeError, ValueError
        If the images, the labels and the model do not fit together.
    FloatingPointError
        If the loss is no longer a finite number.
    CheckpointError
        If the file is damaged, or of a run with other settings or data.

    Sources: I. Loshchilov and F. Hutter, "Decoupled weight decay
    regularization" (2019); L. N. Smith and N. Topin, "Super-convergence"
    (2019).

    Examples
    --------
    >>> inputs = torch.eye(4)
    >>> history = fit(torch.nn.Linear(4, 4), inputs, torch.arange(4),
    ...               epochs=40, batch_size=2, lr=0.1)
    >>> history["accuracy"][-1]
    1.0
    """
    check_settings(epochs=epochs, batch_size=batch_size, lr=lr)
    _check_sets(model, (images, labels), validation)
    device = torch.device(device)
    precision = _autocast(device, mixed_precision)
    run = SavedRun(
        checkpoint, device, model=model, images=images, labels=labels,
        validation=validation, augment=augment, generator=generator,
        epochs=epochs, batch_size=batch_size, lr=lr, weight_decay=weight_decay,
        one_cycle=one_cycle, mixed_precision=isinstance(precision, torch.autocast))
    model.to(device, memory_format=torch.channels_last)
    generator = generator or _new_generator()
    steps = epochs * math.ceil(len(images) / batch_size)
    parts = model, *_optimizer(model, lr, weight_decay, one_cycle and steps)
    data = images.to(device), labels.to(device)
    with _dropout_from(generator, device):
        records = run.restore(generator, *parts)
        for epoch in range(len(records), epochs):
            record = _run_epoch(*parts, *data, augment, generator, batch_size,
                                precision, epoch)
            records.append(record | _validate(model, validation))
            run.save(records, generator, *parts)
            _report(epoch, epochs, records[-1])
    model.eval()
    return {name: [record[name] for record in records] for name in records[0]}


def _optimizer(model, lr, weight_decay, steps):
    """AdamW and the schedule of its rate; without steps the rate stays."""
    adam = torch.optim.AdamW(
        model.parameters(), lr=lr, weight_decay=weight_decay)
    if not steps:
        return adam, torch.optim.lr_scheduler.ConstantLR(adam, factor=1)
    return adam, torch.optim.lr_scheduler.OneCycleLR(
        adam, max_lr=lr, total_steps=steps)


def _run_epoch(model, optimizer, schedule, images, labels, augment, generator,
               batch_size, precision, epoch):
    """Show every image once, in a new order; return the means."""
    start, losses, correct = time.perf_counter(), [], 0
    model.train()
    order = torch.randperm(len(images), generator=generator).to(images.device)
    for batch in order.split(batch_size):
        shown = images[batch]
        if augment is not None:
            shown = augment(shown, generator)
        with precision:
            logits = model(shown)
            loss = F.cross_entropy(logits, labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rate = schedule.get_last_lr()[0]
        schedule.step()
        losses.append(loss.detach() * len(batch))
        correct += (logits.argmax(1) == labels[batch]).sum()
    losses = torch.stack(losses).cpu()
    _check_finite(losses, epoch)
    return {"loss": losses.double().sum().item() / len(images),
            "accuracy": correct.item() / len(images),
            "lr": rate,
            "seconds": time.perf_counter() - start}


def _validate(model, validation):
    if validation is None:
        return {}
    return {"validation": accuracy(model, *validation)}


def predict_logits(model, images, *, batch_size=250):
    """Logits of all images, in evaluation mode, without gradients.

    Parameters
    ----------
    model : torch.nn.Module
        On any device; the images are taken there a batch at a time. Each of
        its modules is left in the mode it was in.
    images : float Tensor, shape (n, ...)
    batch_size : int

    Returns
    -------
    Tensor on the CPU, shape (n, classes)

    Raises
    ------
    TypeError, ValueError
        If `images` is not a floating-point tensor or is empty.

    Examples
    --------
    >>> predict_logits(torch.nn.Linear(3, 2), torch.zeros(5, 3)).shape
    torch.Size([5, 2])
    """
    check_images(images)
    device = next(model.parameters(), torch.empty(0)).device
    with evaluating(model), torch.no_grad():
        logits = [model(batch.to(device)).cpu()
                  for batch in images.split(batch_size)]
    return torch.cat(logits)


def accuracy(model, images, labels, *, batch_size=250):
    """The share of images whose largest logit stands at their label.

    Parameters
    ----------
    model : torch.nn.Module
    images : float Tensor, shape (n, ...)
    labels : int64 Tensor, shape (n,)
    batch_size : int

    Returns
    -------
    float in 0..1

    Examples
    --------
    >>> accuracy(torch.nn.Identity(), torch.eye(4), torch.tensor([0, 1, 2, 0]))
    0.75
    """
    check_data(images, labels)
    answers = predict_logits(model, images, batch_size=batch_size).argmax(1)
    return (answers == labels.cpu()).double().mean().item()


@contextlib.contextmanager
def evaluating(model):
    """Put `model` in evaluation mode, and every part back afterwards.

    Examples
    --------
    >>> model = torch.nn.Dropout()
    >>> with evaluating(model):
    ...     model.training
    False
    >>> model.training
    True
    """
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for module, training in modes:
            module.training = training


def check_images(images):
    """Raise unless `images` is a floating-point tensor with something in it."""
    if not isinstance(images, torch.Tensor):
        raise TypeError("images must be a torch.Tensor; "
                        f"got {type(images).__name__}")
    if not images.is_floating_point():
        raise TypeError(f"images are {images.dtype}; a network takes floating "
                        "point: use data.scaled() or data.normalized()")
    if len(images) == 0:
        raise ValueError(f"no images: their shape is {tuple(images.shape)}")


def check_data(images, labels):
    """Raise unless there is one integer label for each image."""
    check_images(images)
    if not isinstance(labels, torch.Tensor) or labels.dtype != torch.int64:
        kind = getattr(labels, "dtype", type(labels).__name__)
        raise TypeError(f"labels must be an int64 tensor; got {kind}")
    if labels.shape != images.shape[:1]:
        raise ValueError("one label for each image is needed; images have "
                         f"shape {tuple(images.shape)}, labels have shape "
                         f"{tuple(labels.shape)}")


def check_answer(model, images, labels):
    """Raise unless `model` answers an image with a logit for each label."""
    logits = predict_logits(model, images[:1])
    if logits.ndim != 2 or len(logits) != 1:
        raise ValueError("the model must answer (batch, classes); it answers "
                         f"images of shape {tuple(images[:1].shape)} with "
                         f"shape {tuple(logits.shape)}")
    low, high, classes = labels.min().item(), labels.max().item(), logits.shape[1]
    if low < 0 or high >= classes:
        raise ValueError(f"labels run from {low} to {high}, but the model has "
                         f"{classes} outputs: labels 0 to {classes - 1}")


def check_settings(*, epochs, batch_size, lr):
    """Raise unless each number can be used to train."""
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"{name} must be a whole number from 1; got {value}")
    if not 0 < lr < math.inf:
        raise ValueError(f"lr must be a positive number; got {lr}")


def _check_sets(model, *sets):
    """Check each pair of images and labels; None is no set."""
    for images, labels in filter(None, sets):
        check_data(images, labels)
        check_answer(model, images, labels)


def _check_finite(losses, epoch):
    bad = (~torch.isfinite(losses)).nonzero()
    if len(bad):
        raise FloatingPointError(
            f"the loss is {losses[bad[0, 0]].item()} at step "
            f"{bad[0, 0].item() + 1} of epoch {epoch + 1}; use a lower lr, "
            "check that the images hold no NaN or infinity, and build the "
            "model anew: its weights are spoilt")


def _new_generator():
    """A generator that follows `torch.manual_seed`."""
    return torch.Generator().manual_seed(torch.randint(2**62, ()).item())


@contextlib.contextmanager
def _dropout_from(generator, device):
    """Let dropout draw from a copy of `generator`; leave the global as it was."""
    seed = torch.randint(2**62, (), generator=generator.clone_state()).item()
    cuda = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=cuda):
        torch.manual_seed(seed)
        yield


def _autocast(device, wanted):
    """The context that computes in bfloat16, or in float32 as always."""
    if wanted is None:
        wanted = device.type == "cuda" and torch.cuda.is_bf16_supported()
    if not wanted:
        return contextlib.nullcontext()
    return torch.autocast(device.type, dtype=torch.bfloat16)


def has_bfloat16(device="cpu"):
    """Whether `device` has circuits for bfloat16: half the bits, more speed.

    Elsewhere the same numbers can be had, but later than in float32.

    Parameters
    ----------
    device : str or torch.device

    Returns
    -------
    bool
        True on processors with AVX-512 BF16 or AMX, and on CUDA devices from
        compute capability 8 on.

    Examples
    --------
    >>> has_bfloat16("meta")
    False
    """
    device = torch.device(device)
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    able = torch.cpu.get_capabilities() if device.type == "cpu" else {}
    return any(able.get(name, False) for name in ("avx512_bf16", "amx_bf16"))


def _report(epoch, epochs, record):
    seen = ", ".join(f"{name} {record[name]:.4f}" for name in
                     ("loss", "accuracy", "validation") if name in record)
    progress.show(f"epoch {epoch + 1} of {epochs}: {seen}, "
                  f"{record['seconds']:.1f} s", done=epoch + 1 == epochs)


def as_parameters(layers):
    """Fresh float32 copies of weights and biases, for PyTorch to train.

    Parameters
    ----------
    layers : list of (W, b)
        Arrays of NumPy or tensors of PyTorch; they are not changed.

    Returns
    -------
    list of [W, b]
        Tensors of the same shapes, on the CPU, which gather gradients.

    Examples
    --------
    >>> [[W, b]] = as_parameters([([[1.0, 2.0]], [0.5])])
    >>> W.shape, b.requires_grad
    (torch.Size([1, 2]), True)
    """
    return [[torch.as_tensor(part).detach().float().clone().requires_grad_()
             for part in pair] for pair in layers]
