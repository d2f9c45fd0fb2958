"""Keep trained weights in a file that cannot run code, with their recipe."""
import hashlib
import json
import pathlib

import safetensors
import safetensors.torch

CHECKPOINTS = pathlib.Path(__file__).resolve().parents[1] / "checkpoints"


class CheckpointError(ValueError):
    """A file of weights that cannot be used."""


def save_checkpoint(path, model, recipe):
    """Write the weights to `path` and the recipe beside them.

    Parameters
    ----------
    path : path-like
        Ends in ``.safetensors``; the recipe goes to the same name with
        ``.json``.
    model : torch.nn.Module
    recipe : dict
        How the weights were made, and the accuracy they reach. The hash of
        the weights and their number are added.

    Returns
    -------
    dict
        The recipe as written.
    """
    path = _checkpoint_path(path)
    weights = {name: tensor.detach().cpu().contiguous()
               for name, tensor in model.state_dict().items()}
    data = safetensors.torch.save(weights)
    recipe = {**recipe,
              "numbers": sum(tensor.numel() for tensor in weights.values()),
              "sha256": hashlib.sha256(data).hexdigest()}
    text = json.dumps(recipe, indent=1, ensure_ascii=False) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    write_whole(path.with_suffix(".json"), text.encode())
    return recipe


def load_checkpoint(path, model):
    """Read weights into `model`, after checking that they are the right ones.

    Reading runs no code from the file, and `model` is left as it was if
    anything is wrong.

    Parameters
    ----------
    path : path-like
        As in `save_checkpoint`.
    model : torch.nn.Module
        With the names and shapes that were saved.

    Returns
    -------
    dict
        The recipe.

    Raises
    ------
    CheckpointError
        If a file is missing or damaged, or belongs to another network.
    """
    path = _checkpoint_path(path)
    try:
        data = path.read_bytes()
        recipe = json.loads(path.with_suffix(".json").read_bytes())
        weights = safetensors.torch.load(data)
    except FileNotFoundError as error:
        raise CheckpointError(f"there is no file {error.filename}") from error
    except (ValueError, safetensors.SafetensorError) as error:
        raise CheckpointError(f"{path} is damaged: {error}") from error
    digest = hashlib.sha256(data).hexdigest()
    if not isinstance(recipe, dict) or recipe.get("sha256") != digest:
        raise CheckpointError(f"{path} is not the file that its recipe, "
                              f"{path.stem}.json, describes: the hash differs")
    _check_names_and_shapes(path, weights, model.state_dict())
    model.load_state_dict(weights)
    return recipe


def _check_names_and_shapes(path, weights, expected):
    found = {name: tuple(tensor.shape) for name, tensor in weights.items()}
    wanted = {name: tuple(tensor.shape) for name, tensor in expected.items()}
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            raise CheckpointError(
                f"{path} holds another network: {name} has shape "
                f"{found.get(name, 'missing')} in the file and "
                f"{wanted.get(name, 'missing')} in the model")


def _checkpoint_path(path):
    path = pathlib.Path(path)
    if path.suffix != ".safetensors":
        raise ValueError(f"a checkpoint ends in .safetensors; got {path.name}")
    return path


def write_whole(path, data):
    """Write under another name first: a reader never sees half a file.

    Parameters
    ----------
    path : pathlib.Path
        In a folder that exists; a file of this name is replaced.
    data : bytes
    """
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)
