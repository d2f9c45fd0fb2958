"""What is where: boxes, windows, a grid that answers in one pass, measures.

A box is left, top, right and bottom edge in pixels. Objects and detections of
many pictures stand in one list; `owner` says which picture each belongs to.
"""
import math
import pickle
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from utils import progress
from utils.architectures import conv_bn_relu
from utils.backbones import patience
from utils.train import evaluating, has_bfloat16

CLASSES = 10


class Found(NamedTuple):
    """Detections: boxes (n, 4), and a score, a label and a picture for each."""

    boxes: torch.Tensor
    scores: torch.Tensor
    labels: torch.Tensor
    owner: torch.Tensor

    def take(self, chosen):
        """Those that an index, or a mask, chooses."""
        return Found(*(part[chosen] for part in self))

    def of(self, picture):
        """Those of one picture, which gets the number 0."""
        mine = self.take(self.owner == picture)
        return mine._replace(owner=torch.zeros_like(mine.owner))

    @staticmethod
    def joined(several):
        """Several lists as one; each detection keeps its picture's number."""
        return Found(*map(torch.cat, zip(*several)))


# --- Boxes -------------------------------------------------------------------

def area(boxes):
    """Areas of boxes (…, 4); 0 for one that is turned inside out.

    Examples
    --------
    >>> area(torch.tensor([[1.0, 1.0, 4.0, 3.0], [5.0, 0.0, 2.0, 9.0]]))
    tensor([6., 0.])
    """
    sides = (boxes[..., 2:] - boxes[..., :2]).clamp(min=0)
    return sides[..., 0] * sides[..., 1]


def iou(first, second):
    """Intersection over union of all pairs of boxes.

    Parameters
    ----------
    first : Tensor, shape (n, 4)
    second : Tensor, shape (m, 4)

    Returns
    -------
    Tensor, shape (n, m)
        |A ∩ B| / |A ∪ B|, from 0 to 1; 0 for two boxes without area.

    Raises
    ------
    ValueError
        If the boxes are not four numbers each.

    Examples
    --------
    >>> iou(torch.tensor([[0.0, 0.0, 4.0, 4.0]]),
    ...     torch.tensor([[2.0, 0.0, 6.0, 4.0], [4.0, 4.0, 5.0, 5.0]]))
    tensor([[0.3333, 0.0000]])
    """
    if first.shape[-1:] != (4,) or second.shape[-1:] != (4,):
        raise ValueError("boxes are four numbers each; got shapes "
                         f"{tuple(first.shape)} and {tuple(second.shape)}")
    low = torch.maximum(first[:, None, :2], second[None, :, :2])
    high = torch.minimum(first[:, None, 2:], second[None, :, 2:])
    shared = area(torch.cat([low, high], dim=2))
    together = area(first)[:, None] + area(second)[None] - shared
    return shared / together.clamp(min=1e-12)


def to_centres(boxes):
    """Left, top, right, bottom → x and y of the middle, width, height.

    Examples
    --------
    >>> to_centres(torch.tensor([[2.0, 0.0, 6.0, 4.0]])).tolist()
    [[4.0, 2.0, 4.0, 4.0]]
    """
    low, high = boxes[..., :2], boxes[..., 2:]
    return torch.cat([(low + high) / 2, high - low], dim=-1)


def to_corners(boxes):
    """Middle, width and height → corners; undoes `to_centres`.

    Examples
    --------
    >>> to_corners(torch.tensor([[4.0, 2.0, 4.0, 4.0]])).tolist()
    [[2.0, 0.0, 6.0, 4.0]]
    """
    middle, half = boxes[..., :2], boxes[..., 2:] / 2
    return torch.cat([middle - half, middle + half], dim=-1)


def nms(boxes, scores, limit=0.5):
    """Keep the best box, drop those that overlap it, and so on.

    Parameters
    ----------
    boxes : Tensor, shape (n, 4)
    scores : Tensor, shape (n,)
    limit : float
        A box goes if its intersection over union with a kept one is larger.

    Returns
    -------
    int64 Tensor, shape (n_kept,)
        Places of the kept boxes, the best first; of two equal scores the
        earlier one counts as better.

    Examples
    --------
    >>> boxes = torch.tensor([[0.0, 0, 4, 4], [1, 0, 5, 4], [8, 8, 9, 9]])
    >>> nms(boxes, torch.tensor([0.8, 0.9, 0.3])).tolist()
    [1, 2]
    """
    waiting = scores.argsort(descending=True, stable=True)
    kept = []
    while len(waiting):
        best, waiting = waiting[0], waiting[1:]
        kept.append(best)
        overlap = iou(boxes[best][None], boxes[waiting])[0]
        waiting = waiting[overlap <= limit]
    return torch.stack(kept) if kept else waiting


def suppress(found, limit=0.5, *, across=False):
    """`nms` for each picture and, unless `across`, for each label apart.

    Parameters
    ----------
    found : Found
    limit : float
    across : bool
        Whether a box may suppress one with another label.

    Returns
    -------
    Found
        The best first.

    Examples
    --------
    >>> boxes = torch.tensor([[0.0, 0, 4, 4], [1, 0, 5, 4], [1, 0, 5, 4]])
    >>> three = Found(boxes, torch.tensor([0.8, 0.9, 0.7]),
    ...               torch.tensor([3, 3, 5]), torch.tensor([0, 0, 0]))
    >>> suppress(three).labels, suppress(three, across=True).labels
    (tensor([3, 5]), tensor([3]))
    """
    groups = found.owner if across else found.owner * CLASSES + found.labels
    kept = []
    for group in groups.unique():
        members = torch.nonzero(groups == group)[:, 0]
        kept.append(members[nms(found.boxes[members], found.scores[members],
                                limit)])
    kept = torch.cat(kept) if kept else torch.zeros(0, dtype=torch.int64)
    order = found.scores[kept].argsort(descending=True, stable=True)
    return found.take(kept[order])


# --- Windows -----------------------------------------------------------------

def cut_windows(image, side, stride):
    """All windows of one size, row by row.

    Parameters
    ----------
    image : Tensor, shape (1, height, width)
    side, stride : int

    Returns
    -------
    corners : int64 Tensor, shape (n, 2)
        Left and top edge of each window.
    windows : Tensor, shape (n, 1, side, side)

    Examples
    --------
    >>> corners, windows = cut_windows(torch.arange(16.0).reshape(1, 4, 4), 2, 2)
    >>> corners[1].tolist(), windows[1, 0].tolist()
    ([2, 0], [[2.0, 3.0], [6.0, 7.0]])
    """
    windows = image.unfold(1, side, stride).unfold(2, side, stride)
    rows, columns = windows.shape[1:3]
    top, left = torch.meshgrid(torch.arange(rows), torch.arange(columns),
                               indexing="ij")
    corners = stride * torch.stack([left, top], dim=-1).reshape(-1, 2)
    return corners, windows.reshape(-1, 1, side, side)


def read_windows(classifier, image, sides, *, stride=3, margin=4, ink=0.25,
                 owner=0, mean=0.1307, std=0.3081):
    """Ask a classifier of 28×28 pixels about every window with ink in it.

    Parameters
    ----------
    classifier : torch.nn.Module
        (n, 1, 28, 28) → (n, 10) logits.
    image : float Tensor, shape (1, height, width)
        Pixels from 0 to 1.
    sides : sequence of int
        Sizes of the windows.
    stride : int
    margin : int
        Pixels of paper put around the image, so that what lies at its edge
        can be in the middle of a window.
    ink : float
        The palest pixel that counts as ink.
    owner : int
        The number of the picture.
    mean, std : float
        What the classifier's digits were normalised with.

    Returns
    -------
    Found
        For each window the rectangle around the ink in it, its most probable
        digit and that probability.
    """
    boxes, logits = [], []
    image = F.pad(image, [margin] * 4)
    for side in sides:
        corners, windows = cut_windows(image, side, stride)
        inked = (windows >= ink).flatten(1).any(dim=1)
        corners, windows = corners[inked], windows[inked]
        if not len(windows):
            continue
        boxes.append(_around_ink(windows[:, 0] >= ink) + corners.repeat(1, 2))
        brought = F.interpolate(windows, size=28, mode="bilinear",
                                antialias=True)
        with evaluating(classifier), torch.no_grad():
            logits.append(classifier((brought - mean) / std))
    if not boxes:
        return Found(torch.zeros(0, 4), torch.zeros(0),
                     *torch.zeros(2, 0, dtype=torch.int64))
    scores, labels = torch.cat(logits).softmax(dim=1).max(dim=1)
    return Found(torch.cat(boxes).float() - margin, scores, labels,
                 torch.full_like(labels, owner))


def _around_ink(dark):
    """Boxes (n, 4) around what is True in each of n windows."""
    edges = []
    for dim in (1, 2):
        line = dark.any(dim=dim).int()                # columns, then rows
        last = line.shape[1] - line.flip(1).argmax(dim=1)
        edges.append((line.argmax(dim=1), last))
    (left, right), (top, bottom) = edges
    return torch.stack([left, top, right, bottom], dim=1)


# --- One pass ----------------------------------------------------------------

def grid_targets(scenes, cells):
    """What a grid detector is to answer for each cell of each scene.

    An object belongs to the cell that its centre lies in. Where two centres
    share a cell, the larger object has it and the other is nobody's.

    Parameters
    ----------
    scenes : utils.digit_scenes.Scenes
        With square pictures.
    cells : int
        In a row and in a column.

    Returns
    -------
    present : float32 Tensor, shape (n, cells, cells)
        1 where a cell has an object.
    geometry : float32 Tensor, shape (n, 4, cells, cells)
        The centre's place in its cell, x and y from 0 to 1, then the natural
        logarithms of width and height, measured in cells.
    labels : int64 Tensor, shape (n, cells, cells)
        −1 where there is none.

    Notes
    -----
    Source: :cite:p:`redmon2016you`; the logarithms are those of
    :cite:p:`girshick2014rich`.
    """
    n, cell = len(scenes), scenes.images.shape[-1] / cells
    order = area(scenes.boxes).argsort(stable=True)      # the larger stays
    centres = to_centres(scenes.boxes[order]).numpy() / cell
    column, row = np.floor(centres[:, :2]).astype(int).clip(0, cells - 1).T
    at = scenes.owner[order].numpy(), row, column
    present = np.zeros((n, cells, cells), np.float32)
    geometry = np.zeros((n, cells, cells, 4), np.float32)
    labels = np.full((n, cells, cells), -1)
    present[at] = 1
    geometry[at] = np.concatenate([
        centres[:, :2] - np.stack([column, row], axis=1),
        np.log(centres[:, 2:])], axis=1)
    labels[at] = scenes.labels[order]
    return (torch.from_numpy(present),
            torch.from_numpy(geometry).movedim(3, 1), torch.from_numpy(labels))


def grid_boxes(outputs, size):
    """The box that each cell answers with.

    Parameters
    ----------
    outputs : Tensor, shape (n, 5 + classes, cells, cells)
        Of each cell: the logit of "there is an object", four of the box, one
        of each class.
    size : int
        Height and width of the pictures.

    Returns
    -------
    Tensor, shape (n, cells, cells, 4)

    Examples
    --------
    >>> grid_boxes(torch.zeros(1, 15, 2, 2), 8)[0, 1, 0].tolist()
    [0.0, 4.0, 4.0, 8.0]
    """
    cells = outputs.shape[-1]
    place, sides = outputs[:, 1:3].sigmoid(), outputs[:, 3:5].exp()
    row, column = torch.meshgrid(torch.arange(cells), torch.arange(cells),
                                 indexing="ij")
    centre = place + torch.stack([column, row]).to(outputs.device)
    boxes = torch.cat([centre, sides], dim=1) * (size / cells)
    return to_corners(boxes.movedim(1, -1))


def detection_loss(outputs, present, geometry, labels):
    """Is something there? where? what? Three losses, added up.

    Parameters
    ----------
    outputs : Tensor, shape (n, 5 + classes, cells, cells)
    present, geometry, labels : Tensor
        As `grid_targets` makes them.

    Returns
    -------
    Tensor, shape (3,)
        Of objectness, box and class: all cells count in the first, those with
        an object in the other two, and each is divided by the objects' number.
    """
    here = present == 1
    n = here.sum().clamp(min=1)
    there = F.binary_cross_entropy_with_logits(
        outputs[:, 0], present, reduction="sum")
    boxes = torch.cat([outputs[:, 1:3].sigmoid(), outputs[:, 3:5]], dim=1)
    apart = (boxes - geometry).square().sum(dim=1)[here].sum()
    classes = F.cross_entropy(outputs[:, 5:].movedim(1, -1)[here],
                              labels[here], reduction="sum")
    return torch.stack([there, 5 * apart, classes]) / n


def grid_detector(width=16):
    """Convolutions only: a picture of 64×64 → 15 numbers for each cell.

    (batch, 1, height, width) → (batch, 15, height/8, width/8).

    Parameters
    ----------
    width : int
        Maps of the first convolution.

    Returns
    -------
    torch.nn.Sequential

    Examples
    --------
    >>> grid_detector()(torch.zeros(2, 1, 64, 64)).shape
    torch.Size([2, 15, 8, 8])
    """
    return nn.Sequential(
        *conv_bn_relu(1, width, 5, 2), *conv_bn_relu(width, 2 * width, 3, 2),
        *conv_bn_relu(2 * width, 4 * width, 3, 2),
        *conv_bn_relu(4 * width, 6 * width),
        *conv_bn_relu(6 * width, 6 * width),
        nn.Conv2d(6 * width, 5 + CLASSES, 1))


def fit_detector(model, scenes, *, epochs, batch_size=64, lr=0.004,
                 generator=None):
    """Train a grid detector in place: AdamW, a one-cycle schedule.

    Parameters
    ----------
    model : torch.nn.Module
        (batch, 1, size, size) → (batch, 5 + classes, cells, cells).
    scenes : utils.digit_scenes.Scenes
    epochs : int
    batch_size : int
    lr : float
        The learning rate at its highest.
    generator : torch.Generator, optional
        It shuffles the scenes.

    Returns
    -------
    list of list of float
        For each epoch the mean of the three losses, as `detection_loss` has
        them.

    Raises
    ------
    FloatingPointError
        If the loss is no longer a finite number.
    """
    cells = model(scenes.scaled()[:2]).shape[-1]
    targets = grid_targets(scenes, cells)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    steps = epochs * math.ceil(len(scenes) / batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, lr, steps)
    history = []
    model.train().to(memory_format=torch.channels_last)
    for epoch in range(epochs):
        order = torch.randperm(len(scenes), generator=generator)
        losses = torch.stack([
            _step(model, scenes, targets, batch, optimizer, schedule)
            for batch in order.split(batch_size)]).mean(dim=0)
        if not torch.isfinite(losses).all():
            raise FloatingPointError(f"the loss is {losses.tolist()} in epoch "
                                     f"{epoch + 1}; use a lower lr")
        history.append(losses.tolist())
        progress.show(f"epoch {epoch + 1} of {epochs}: loss "
                      f"{losses.sum():.3f}", done=epoch + 1 == epochs)
    model.eval()
    return history


def _step(model, scenes, targets, batch, optimizer, schedule):
    """One batch: its loss, the gradient, a step; return the three losses."""
    images = scenes.images[batch].float() / 255
    with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
        outputs = model(images)
    losses = detection_loss(outputs.float(), *(part[batch] for part in targets))
    optimizer.zero_grad()
    losses.sum().backward()
    optimizer.step()
    schedule.step()
    return losses.detach()


def answers(model, images, *, batch_size=100):
    """All outputs of a grid detector, in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
    images : float Tensor, shape (n, 1, size, size)
    batch_size : int

    Returns
    -------
    Tensor, shape (n, 5 + classes, cells, cells)
    """
    with evaluating(model), torch.no_grad():
        return torch.cat([model(batch) for batch in images.split(batch_size)])


def read_grid(outputs, size, *, threshold=0.05, objectness=True):
    """Boxes, scores and labels of the cells whose score is high enough.

    Parameters
    ----------
    outputs : Tensor, shape (n, 5 + classes, cells, cells)
    size : int
        Height and width of the pictures.
    threshold : float
        The lowest score.
    objectness : bool
        Whether the score is P(object) · P(class), or only the latter.

    Returns
    -------
    Found
        Before any suppression.
    """
    there = outputs[:, 0].sigmoid()
    likely, labels = outputs[:, 5:].softmax(dim=1).max(dim=1)
    scores = there * likely if objectness else likely
    owner, row, column = torch.nonzero(scores >= threshold, as_tuple=True)
    at = owner, row, column
    return Found(grid_boxes(outputs, size)[at], scores[at], labels[at], owner)


def detect(model, images, *, threshold=0.05, limit=0.5, across=False):
    """What a grid detector finds: one pass, then `suppress`.

    Parameters
    ----------
    model : torch.nn.Module
    images : float Tensor, shape (n, 1, size, size)
    threshold : float
        The lowest score.
    limit : float
        Of `nms`.
    across : bool
        Whether boxes of different labels suppress one another.

    Returns
    -------
    Found
        The best first.
    """
    found = read_grid(answers(model, images), images.shape[-1],
                      threshold=threshold)
    return suppress(found, limit, across=across)


# --- Measures ----------------------------------------------------------------

def match(found, truth, limit=0.5):
    """Which detections are right, each object counted once.

    The best-scored detection comes first. It looks at the object of its
    picture and label that it overlaps most; it is right if that overlap
    reaches `limit` and nobody had the object before.

    Parameters
    ----------
    found : Found
    truth : utils.digit_scenes.Scenes, or anything with boxes, labels, owner
    limit : float
        The least intersection over union.

    Returns
    -------
    int64 Tensor, shape (n_found,)
        The object that each detection has found, −1 if it is wrong.

    Notes
    -----
    Source: :cite:p:`everingham2010pascal`, section 4.2.
    """
    given = torch.full((len(found.scores),), -1)
    taken = set()
    for i in found.scores.argsort(descending=True, stable=True).tolist():
        same = torch.nonzero((truth.owner == found.owner[i])
                             & (truth.labels == found.labels[i]))[:, 0]
        if not len(same):
            continue
        overlap, place = iou(found.boxes[i][None], truth.boxes[same])[0].max(0)
        if overlap >= limit and same[place].item() not in taken:
            given[i] = same[place]
            taken.add(same[place].item())
    return given


def precision_recall(scores, right, n_objects):
    """Precision and recall as the threshold sinks, one detection at a time.

    Parameters
    ----------
    scores : Tensor, shape (n,)
    right : bool Tensor, shape (n,)
    n_objects : int

    Returns
    -------
    precision, recall : Tensor, shape (n,)
        Of the best one, of the best two, and so on.

    Examples
    --------
    >>> precision_recall(torch.tensor([0.9, 0.7, 0.8]),
    ...                  torch.tensor([True, True, False]), 4)
    (tensor([1.0000, 0.5000, 0.6667]), tensor([0.2500, 0.2500, 0.5000]))
    """
    order = scores.argsort(descending=True, stable=True)
    hits = right[order].cumsum(0)
    return hits / torch.arange(1, len(hits) + 1), hits / n_objects


def average_precision(scores, right, n_objects):
    """The area under the curve of precision against recall.

    Precision is first made to fall: at each recall it is the best that any
    lower threshold still reaches.

    Parameters
    ----------
    scores : Tensor, shape (n,)
    right : bool Tensor, shape (n,)
    n_objects : int
        Found or not.

    Returns
    -------
    float from 0 to 1
        Not a number if there are no objects.

    Notes
    -----
    Source: :cite:p:`everingham2010pascal`, in the form used from 2010 on: all
    points of the curve, not eleven.

    Examples
    --------
    >>> average_precision(torch.tensor([0.9, 0.7, 0.8]),
    ...                   torch.tensor([True, True, False]), 2)
    0.8333333730697632
    """
    if n_objects == 0:
        return float("nan")
    precision, recall = precision_recall(scores, right, n_objects)
    falling = precision.flip(0).cummax(0).values.flip(0)
    gained = recall.diff(prepend=torch.zeros(1))
    return (falling * gained).sum().item()


def mean_average_precision(found, truth, limit=0.5):
    """`average_precision` of each class, and their mean.

    Parameters
    ----------
    found : Found
    truth : utils.digit_scenes.Scenes
    limit : float
        The least intersection over union for a detection to be right.

    Returns
    -------
    mean : float
        Over the classes of which there are objects.
    of_class : list of float, length 10
    """
    right = match(found, truth, limit) >= 0
    of_class = []
    for label in range(CLASSES):
        mine = found.labels == label
        of_class.append(average_precision(
            found.scores[mine], right[mine],
            (truth.labels == label).sum().item()))
    return float(np.nanmean(of_class)), of_class


# --- A detector for photographs ----------------------------------------------

class DetectorError(RuntimeError):
    """Trained weights that are not here; the message says what to do."""


def coco_detector(*, fetch=False, seconds=10):
    """SSDlite with MobileNetV3, trained by torchvision on photographs of COCO.

    Parameters
    ----------
    fetch : bool
        Whether to fetch the weights, 13 MB, if this computer has not kept
        them from an earlier time.
    seconds : float
        How long the network may be silent before it is given up.

    Returns
    -------
    model : torch.nn.Module
        In evaluation mode. It takes a list of float images (3, height, width)
        from 0 to 1, and answers each with its boxes, labels and scores.
    names : list of str
        Of the labels.

    Raises
    ------
    DetectorError
        If the weights are not here, or cannot be fetched.
    """
    from torchvision.models.detection import (
        SSDLite320_MobileNet_V3_Large_Weights,
        ssdlite320_mobilenet_v3_large,
    )

    weights = SSDLite320_MobileNet_V3_Large_Weights.DEFAULT
    name = weights.url.rpartition("/")[2]
    kept = f"{torch.hub.get_dir()}/checkpoints/{name}"
    try:
        if fetch:
            with patience(seconds):
                state = weights.get_state_dict(progress=False, check_hash=True)
        else:
            state = torch.load(kept, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise DetectorError(
            "the weights of SSDlite, 13 MB, are not on this computer; with a "
            "connection, coco_detector(fetch=True) gets them") from error
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError) as error:
        raise DetectorError(
            f"the weights of SSDlite could not be fetched or read ({error}); "
            f"connect to the internet, delete {kept} if it is there, and try "
            "coco_detector(fetch=True) again") from error
    model = ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None)
    model.load_state_dict(state)
    return model.eval(), weights.meta["categories"]
