"""A training run on disk: killed at any moment, it goes on as if nothing were.

What a run has gathered besides its weights is easily forgotten: the
optimizer's running means, the place in the schedule, and the state of each
generator of random numbers. `SavedRun` keeps all of it in one file.
"""
import hashlib
import io
import pathlib
import zipfile

import torch

from utils.checkpoints import CheckpointError, write_whole

FORMAT = "a run of utils.train.fit, form 1"
REMEDY = "delete the file to train from the start, or give another path"


class SavedRun:
    """The state of a training run, in a file and out of it.

    Parameters
    ----------
    path : path-like or None
        None: nothing is kept, and every method does nothing.
    device : torch.device
        Whose own generator dropout draws from.
    given : keyword arguments
        What `describe` takes: a run goes on only with the same.

    Raises
    ------
    FileNotFoundError, IsADirectoryError
        If there can be no such file.

    Examples
    --------
    >>> SavedRun(None, torch.device("cpu")).restore(torch.Generator())
    []
    """

    def __init__(self, path, device, **given):
        self.path = None if path is None else pathlib.Path(path)
        self.device = device
        if path is not None:
            check_folder(self.path)
            self.settings = describe(device=device.type, **given)

    def restore(self, generator, *parts):
        """Put all back as it was at the end of the last whole epoch.

        Parameters
        ----------
        generator : torch.Generator
            The one that shuffles and augments.
        parts : model, optimizer, schedule
            All that has `state_dict` and `load_state_dict`.

        Returns
        -------
        list of dict
            A record of each epoch so far; empty if there is no file yet.

        Raises
        ------
        CheckpointError
            If the file is damaged or of another run; nothing is changed then.
        """
        if self.path is None or not self.path.exists():
            return []
        state = load_state(self.path)
        check_same(self.path, state, self.settings)
        for part, kept in zip(parts, state["parts"], strict=True):
            part.load_state_dict(kept)
        generator.set_state(state["generator"])
        torch.set_rng_state(state["dropout"])
        if self.device.type == "cuda":
            torch.cuda.set_rng_state(state["dropout_cuda"], self.device)
        return state["records"]

    def save(self, records, generator, *parts):
        """Write all of it, with the records: whole, or not at all."""
        if self.path is None:
            return
        state = {"format": FORMAT, "settings": self.settings,
                 "records": records, "generator": generator.get_state(),
                 "parts": [part.state_dict() for part in parts],
                 "dropout": torch.get_rng_state()}
        if self.device.type == "cuda":
            state["dropout_cuda"] = torch.cuda.get_rng_state(self.device)
        save_state(self.path, state)


def save_state(path, state):
    """Write a dictionary of tensors, numbers and text: whole, or not at all.

    Parameters
    ----------
    path : path-like
    state : dict

    Raises
    ------
    FileNotFoundError
        If the folder does not exist.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_state(folder + "/run.pt", {"epoch": 3})
    ...     load_state(folder + "/run.pt")
    {'epoch': 3}
    """
    packed = io.BytesIO()
    torch.save(state, packed)
    write_whole(pathlib.Path(path), packed.getvalue())


def load_state(path):
    """Read what `save_state` wrote, after checking every byte of it.

    Reading runs no code from the file. Tensors come to the CPU.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    dict

    Raises
    ------
    CheckpointError
        If the file is damaged, or holds more than tensors, numbers and text.

    Notes
    -----
    A file of `torch.save` is a ZIP archive with a checksum for each part.
    """
    data = io.BytesIO(pathlib.Path(path).read_bytes())
    try:
        spoilt = zipfile.ZipFile(data).testzip()
        if spoilt:
            raise ValueError(f"the checksum of {spoilt} differs")
        data.seek(0)
        return torch.load(data, map_location="cpu", weights_only=True)
    except Exception as error:  # what a reader meets in noise may be anything
        reason = str(error).partition("\n")[0]
        raise CheckpointError(
            f"{path} is damaged ({reason}); {REMEDY}") from error


def check_folder(path):
    """Raise unless a file can be made there: now, not after an epoch."""
    if path.is_dir():
        raise IsADirectoryError(f"the checkpoint {path} is a folder; give the "
                                "path of a file")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to keep "
                                f"the checkpoint {path.name} in; make it first")


def check_same(path, state, settings):
    """Raise unless `state` is of the run that `settings` describe."""
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise CheckpointError(f"{path} is not {FORMAT}; {REMEDY}")
    kept = state["settings"]
    differ = [f"{name} was {kept.get(name)}, now {settings.get(name)}"
              for name in sorted(kept.keys() | settings.keys())
              if kept.get(name) != settings.get(name)]
    if differ:
        raise CheckpointError(f"{path} is of another run: "
                              f"{'; '.join(differ)}; {REMEDY}")


def describe(*, model, images, labels, validation, augment, generator,
             **numbers):
    """What makes a run the one it is: its numbers, and hashes of the rest.

    Parameters
    ----------
    model : torch.nn.Module
        Its layers count and the shapes of its weights, not their values.
    images, labels : Tensor
    validation : tuple of Tensor, or None
    augment : callable or None
        Known by what it makes of eight images of noise.
    generator : torch.Generator or None
        By its state at the start; None if it was not given.
    numbers : int, float, bool or str

    Returns
    -------
    dict of name to number, text or None

    Examples
    --------
    >>> zeros = torch.zeros(2, 3)
    >>> described = describe(model=torch.nn.Linear(3, 2), images=zeros,
    ...                      labels=zeros, validation=None, augment=None,
    ...                      generator=None, epochs=5)
    >>> described["epochs"], described["images"] == described["labels"]
    (5, True)
    """
    shapes = [(name, tuple(tensor.shape))
              for name, tensor in model.state_dict().items()]
    if augment is not None:
        chance = torch.Generator().manual_seed(0)
        shown = torch.rand(8, *images.shape[1:], generator=chance)
        augment = digest(augment(shown.to(images.dtype), chance))
    return numbers | {
        "model": digest(f"{model} {shapes}"),
        "images": digest(images), "labels": digest(labels),
        "validation": validation and digest(*validation),
        "augment": augment,
        "generator": generator and digest(generator.get_state())}


def digest(*things):
    """Twelve hexadecimal digits that change with any bit of `things`.

    Parameters
    ----------
    things : Tensor or str

    Examples
    --------
    >>> digest("abc"), digest(torch.zeros(2)) == digest(torch.zeros(1, 2))
    ('ba7816bf8f01', False)
    """
    seen = hashlib.sha256()
    for thing in things:
        if isinstance(thing, str):
            seen.update(thing.encode())
            continue
        seen.update(f"{thing.dtype} {tuple(thing.shape)}".encode())
        for piece in thing.detach().split(1000):
            piece = piece.cpu().contiguous().view(torch.uint8)
            seen.update(piece.numpy().data)
    return seen.hexdigest()[:12]
