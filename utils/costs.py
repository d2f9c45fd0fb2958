"""What a network costs: parameters, activations, multiplications, memory."""
from typing import NamedTuple

import torch
from torch import nn

from utils.train import evaluating


class LayerCost(NamedTuple):
    """One layer's share, for one image.

    Attributes
    ----------
    layer : str
        The name of its class.
    shape : tuple of int
        Of its output, without the batch.
    parameters : int
    activations : int
        Numbers in its output.
    multiply_adds : int
        Multiplications followed by an addition; biases are not counted.
    """

    layer: str
    shape: tuple
    parameters: int
    activations: int
    multiply_adds: int


def layer_costs(model, shape):
    """Count parameters, activations and multiply-adds, layer by layer.

    A dense layer multiplies inputs · outputs times, a convolution
    in_channels/groups · kernel height · kernel width times for each number of
    its output; layers without weights count as none.

    Parameters
    ----------
    model : torch.nn.Module
        Left as it was.
    shape : tuple of int
        Of one input, without the batch: (channels, height, width).

    Returns
    -------
    list of LayerCost
        In the order in which the layers are used.

    Raises
    ------
    RuntimeError
        If the model does not take such an input (from PyTorch).

    Notes
    -----
    Source: K. He et al., "Deep residual learning for image recognition"
    (2016), whose "FLOPs" are multiply-adds.

    Examples
    --------
    >>> layer_costs(nn.Sequential(nn.Conv2d(1, 32, 3)), (1, 28, 28))
    [LayerCost(layer='Conv2d', shape=(32, 26, 26), parameters=320, \
activations=21632, multiply_adds=194688)]
    """
    costs = []

    def count(layer, inputs, output):
        n = output[0].numel()
        costs.append(LayerCost(
            type(layer).__name__, tuple(output.shape[1:]),
            sum(p.numel() for p in layer.parameters()), n,
            n * _products(layer)))

    leaves = [part for part in model.modules() if not [*part.children()]]
    hooks = [leaf.register_forward_hook(count) for leaf in leaves]
    try:
        with evaluating(model), torch.no_grad():
            model(torch.zeros(1, *shape))
    finally:
        for hook in hooks:
            hook.remove()
    return costs


def weighted_costs(build, shape=(3, 224, 224)):
    """Costs of the layers with weights, without making the weights.

    The network is built on PyTorch's device "meta": its tensors have shapes
    and no numbers, so that even a large one is counted in a moment.

    Parameters
    ----------
    build : callable
        Takes nothing, returns a torch.nn.Module.
    shape : tuple of int
        Of one input, without the batch.

    Returns
    -------
    list of LayerCost
        As `layer_costs`, without the layers that have no parameters.

    Examples
    --------
    >>> [cost.parameters for cost in weighted_costs(
    ...     lambda: nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU()), (3, 9, 9))]
    [224]
    """
    with torch.device("meta"):
        return [cost for cost in layer_costs(build(), shape)
                if cost.parameters]


def _products(layer):
    """Products in the sum that makes one number of the layer's output."""
    if isinstance(layer, nn.Linear):
        return layer.in_features
    if isinstance(layer, nn.Conv2d):
        return layer.weight[0].numel()
    return 0


def kept_bytes(model, images):
    """Memory that a forward pass keeps for backpropagation.

    Counted are the tensors that PyTorch saves; what lies in the same memory is
    counted once, the parameters and the images not at all.

    Parameters
    ----------
    model : torch.nn.Module
        Left as it was.
    images : float Tensor, shape (batch, ...)

    Returns
    -------
    int

    Notes
    -----
    Source: PyTorch's tutorial "Hooks for autograd saved tensors".

    Examples
    --------
    A ReLU keeps its output, here two images of three numbers of 4 bytes:

    >>> kept_bytes(nn.Sequential(nn.Linear(5, 3), nn.ReLU()), torch.ones(2, 5))
    24
    """
    known = {tensor.untyped_storage().data_ptr()
             for tensor in (*model.parameters(), images)}
    kept = {}

    def see(tensor):
        store = tensor.untyped_storage()
        if store.data_ptr() not in known:
            kept[store.data_ptr()] = store.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(see, lambda tensor: tensor):
        outputs = model(images)  # alive until all is counted
    del outputs
    return sum(kept.values())
