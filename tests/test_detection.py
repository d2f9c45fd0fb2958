"""Chapter 20: boxes against torchvision, measures against counting by hand."""
import doctest
import functools
import hashlib
import http.server
import math
import socket
import threading
import time

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import utils.detection
from utils.detection import (
    DetectorError,
    Found,
    answers,
    average_precision,
    coco_detector,
    cut_windows,
    detect,
    detection_loss,
    fit_detector,
    grid_boxes,
    grid_detector,
    grid_targets,
    iou,
    match,
    mean_average_precision,
    nms,
    precision_recall,
    read_grid,
    read_windows,
    suppress,
    to_centres,
    to_corners,
)
from utils.digit_scenes import Scenes
from utils.plots_detection import (
    LOOKS,
    draw_box,
    draw_cells,
    draw_marks,
    draw_overlaps,
    found_marks,
    plot_pairs,
    plot_precision_recall,
    show_faces,
    show_scenes,
    truth_marks,
)

seeds = st.integers(0, 2**32)
quickly = settings(max_examples=40, deadline=None)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def random_boxes(rng, n, whole=False):
    """Boxes on a canvas of 64; whole numbers make equal boxes and touches."""
    corners = rng.integers(0, 12, (n, 2, 2)) if whole else \
        rng.uniform(0, 64, (n, 2, 2))
    return torch.tensor(np.sort(corners, axis=1).reshape(n, 4),
                        dtype=torch.float32)


def random_found(rng, n, pictures=3, labels=2):
    scores = rng.permutation(n) / max(n, 1)
    return Found(random_boxes(rng, n, whole=True),
                 torch.tensor(scores, dtype=torch.float32),
                 torch.tensor(rng.integers(0, labels, n)),
                 torch.tensor(rng.integers(0, pictures, n)))


def scenes_with(boxes, labels, owner, n, size=64):
    return Scenes(torch.zeros(n, 1, size, size, dtype=torch.uint8),
                  torch.as_tensor(boxes, dtype=torch.float32).reshape(-1, 4),
                  torch.as_tensor(labels, dtype=torch.int64),
                  torch.as_tensor(owner, dtype=torch.int64))


def test_examples_in_docstrings():
    result = doctest.testmod(utils.detection)
    assert result.attempted and not result.failed


# --- boxes -------------------------------------------------------------------

@given(seed=seeds, n=st.integers(0, 7), m=st.integers(0, 7),
       whole=st.booleans())
@quickly
def test_iou_is_torchvision_s(seed, n, m, whole):
    rng = np.random.default_rng(seed)
    a, b = random_boxes(rng, n, whole), random_boxes(rng, m, whole)
    theirs = torch.nan_to_num(torchvision.ops.box_iou(a, b))   # 0/0: no area
    before = a.clone(), b.clone()
    assert torch.allclose(iou(a, b), theirs, atol=1e-6)
    assert torch.equal(a, before[0]) and torch.equal(b, before[1])


def test_boxes_turned_inside_out_share_nothing():
    inside_out = torch.tensor([[6.0, 6.0, 2.0, 2.0]])
    box = torch.tensor([[0.0, 0.0, 8.0, 8.0]])
    assert iou(inside_out, box) == 0 and iou(box, inside_out) == 0


def test_boxes_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"\(2, 5\) and \(3, 4\)"):
        iou(torch.zeros(2, 5), torch.zeros(3, 4))


@given(seed=seeds, n=st.integers(0, 6))
@quickly
def test_centres_are_torchvision_s_and_come_back(seed, n):
    boxes = random_boxes(np.random.default_rng(seed), n)
    centres = to_centres(boxes)
    assert torch.allclose(centres, torchvision.ops.box_convert(
        boxes, "xyxy", "cxcywh"))
    assert torch.allclose(to_corners(centres), boxes, atol=1e-4)


@given(seed=seeds, n=st.integers(0, 30), limit=st.floats(0, 1))
@quickly
def test_nms_is_torchvision_s(seed, n, limit):
    found = random_found(np.random.default_rng(seed), n)
    if n and (iou(found.boxes, found.boxes) - limit).abs().min() < 1e-5:
        limit += 2e-4                           # their division rounds apart
    theirs = torchvision.ops.nms(found.boxes, found.scores, limit)
    assert nms(found.boxes, found.scores, limit).tolist() == theirs.tolist()


def test_of_equal_scores_the_earlier_stays():
    boxes = torch.tensor([[0.0, 0, 4, 4], [0, 0, 4, 4], [0, 0, 4, 4]])
    assert nms(boxes, torch.tensor([0.5, 0.7, 0.7])).tolist() == [1]


def test_an_overlap_of_just_the_limit_is_allowed():
    boxes = torch.tensor([[0.0, 0, 4, 2], [0, 0, 2, 2]])        # 4 of 8
    scores = torch.tensor([0.9, 0.8])
    assert nms(boxes, scores, 0.5).tolist() == [0, 1]
    assert nms(boxes, scores, 0.49).tolist() == [0]


@given(seed=seeds, n=st.integers(0, 30), across=st.booleans())
@quickly
def test_suppression_is_torchvision_s_by_group(seed, n, across):
    found = random_found(np.random.default_rng(seed), n)
    groups = found.owner if across else 10 * found.owner + found.labels
    theirs = torchvision.ops.batched_nms(found.boxes, found.scores, groups,
                                         0.37)
    ours = suppress(found, 0.37, across=across)
    assert ours.scores.tolist() == found.scores[theirs].tolist()
    assert ours.labels.tolist() == found.labels[theirs].tolist()
    assert ours.owner.tolist() == found.owner[theirs].tolist()


@given(seed=seeds, n=st.integers(0, 20))
@quickly
def test_detections_by_picture_are_joined_again(seed, n):
    found = random_found(np.random.default_rng(seed), n)
    order = found.owner.argsort(stable=True)
    parts = [found.of(i)._replace(owner=torch.full(
        (int((found.owner == i).sum()),), i)) for i in range(3)]
    for ours, theirs in zip(Found.joined(parts), found.take(order)):
        assert torch.equal(ours, theirs)
    assert not found.of(2).owner.any()


# --- windows -----------------------------------------------------------------

@given(side=st.integers(1, 6), stride=st.integers(1, 4))
@quickly
def test_windows_are_slices(side, stride):
    image = torch.arange(9.0 * 7).reshape(1, 9, 7)
    corners, windows = cut_windows(image, side, stride)
    rows, columns = (9 - side) // stride + 1, (7 - side) // stride + 1
    assert windows.shape == (rows * columns, 1, side, side)
    for (left, top), window in zip(corners.tolist(), windows):
        assert torch.equal(window,
                           image[:, top:top + side, left:left + side])


class Sevens(nn.Module):
    """Says seven, the surer the more ink it is shown."""

    def forward(self, images):
        logits = torch.zeros(len(images), 10)
        logits[:, 7] = 5 + images.mean(dim=(1, 2, 3))
        return logits


@pytest.mark.parametrize("margin", [0, 3])
def test_windows_with_ink_are_read_and_boxed_by_it(margin):
    image = torch.zeros(1, 30, 30)
    image[0, 5:9, 12:14] = 1
    found = read_windows(Sevens(), image, (10, 20), stride=5, owner=4,
                         margin=margin)
    wide = nn.functional.pad(image, [margin] * 4)
    inked = sum((windows >= 0.25).flatten(1).any(dim=1).sum().item()
                for side in (10, 20)
                for _, windows in [cut_windows(wide, side, 5)])
    assert len(found.scores) == inked
    assert set(found.labels.tolist()) == {7} and set(found.owner.tolist()) == {4}
    best = found.boxes[iou(found.boxes, torch.tensor(
        [[12.0, 5.0, 14.0, 9.0]]))[:, 0] == 1]
    assert len(best)
    assert (found.boxes[:, 2:] > found.boxes[:, :2]).all()


def test_an_empty_picture_has_no_windows_to_read():
    found = read_windows(Sevens(), torch.zeros(1, 30, 30), (10,))
    assert found.boxes.shape == (0, 4) and len(suppress(found).scores) == 0


# --- the grid ----------------------------------------------------------------

@given(seed=seeds, cells=st.sampled_from([4, 8, 16]))
@quickly
def test_targets_are_boxes_written_otherwise(seed, cells):
    """Turned into outputs and decoded, they give the boxes back."""
    rng = np.random.default_rng(seed)
    boxes = random_boxes(rng, 5)
    boxes[:, 2:] += 1
    scenes = scenes_with(boxes, rng.integers(0, 10, 5), rng.integers(0, 3, 5), 3)
    present, geometry, labels = grid_targets(scenes, cells)
    assert present.shape == labels.shape == (3, cells, cells)
    assert geometry.shape == (3, 4, cells, cells)
    outputs = torch.cat([torch.zeros(3, 1, cells, cells),
                         geometry[:, :2].clamp(1e-6, 1 - 1e-6).logit(),
                         geometry[:, 2:]], dim=1)
    decoded = grid_boxes(outputs, 64)
    for owner, row, column in present.nonzero().tolist():
        error = (scenes.boxes - decoded[owner, row, column]).abs().amax(dim=1)
        error[scenes.owner != owner] = math.inf
        assert error.min() < 1e-2
        assert labels[owner, row, column] == scenes.labels[error.argmin()]
    assert ((labels >= 0) == (present == 1)).all()


def test_an_object_by_hand():
    """Centre (20, 44) in cells of 8: column 2, row 5, in the middle of it."""
    scenes = scenes_with([[16, 32, 24, 56]], [3], [1], 2)
    present, geometry, labels = grid_targets(scenes, 8)
    assert present.nonzero().tolist() == [[1, 5, 2]]
    assert geometry[1, :, 5, 2].tolist() == pytest.approx(
        [0.5, 0.5, 0, math.log(3)])
    assert labels[1, 5, 2] == 3 and labels[0, 5, 2] == -1


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_of_two_in_one_cell_the_larger_stays(order):
    boxes = torch.tensor([[0.0, 0, 7, 7], [1, 1, 5, 5]])[order]
    scenes = scenes_with(boxes, torch.tensor([8, 2])[order], [0, 0], 1)
    present, _, labels = grid_targets(scenes, 8)
    assert present.sum() == 1 and labels.max() == 8


def test_a_centre_on_the_last_edge_belongs_to_the_last_cell():
    scenes = scenes_with([[60, 60, 68, 68]], [1], [0], 1)
    assert grid_targets(scenes, 8)[0].nonzero().tolist() == [[0, 7, 7]]


def test_the_loss_by_hand():
    """One cell with an object, one without; the rest of the grid is sure."""
    torch.manual_seed(0)
    outputs = torch.randn(1, 15, 1, 2)
    geometry = torch.tensor([0.25, 0.5, 0.1, -0.2]).reshape(1, 4, 1, 1)
    geometry = torch.cat([geometry, torch.zeros(1, 4, 1, 1)], dim=3)
    losses = detection_loss(outputs, torch.tensor([[[1.0, 0.0]]]), geometry,
                            torch.tensor([[[6, -1]]]))
    yes, no = outputs[0, :, 0, 0].double(), outputs[0, :, 0, 1].double()
    there = -torch.log(yes[0].sigmoid()) - torch.log(1 - no[0].sigmoid())
    box = 5 * ((yes[1].sigmoid() - 0.25) ** 2 + (yes[2].sigmoid() - 0.5) ** 2
               + (yes[3] - 0.1) ** 2 + (yes[4] + 0.2) ** 2)
    label = -torch.log(yes[5:].softmax(dim=0)[6])
    assert torch.allclose(losses.double(), torch.stack([there, box, label]))


def test_empty_cells_are_asked_for_no_box_and_no_class():
    outputs = torch.zeros(1, 15, 2, 2, requires_grad=True)
    present = torch.tensor([[[1.0, 0.0], [0.0, 0.0]]])
    labels = torch.where(present == 1, 4, -1)
    detection_loss(outputs, present, torch.ones(1, 4, 2, 2),
                   labels).sum().backward()
    moved = outputs.grad[0] != 0
    assert moved[0].all() and moved[1:, 0, 0].all()
    assert not moved[1:].flatten(1)[:, 1:].any()


def test_scenes_without_objects_have_a_finite_loss():
    losses = detection_loss(torch.zeros(2, 15, 4, 4), torch.zeros(2, 4, 4),
                            torch.zeros(2, 4, 4, 4),
                            torch.full((2, 4, 4), -1))
    assert losses.tolist() == pytest.approx([32 * math.log(2), 0, 0])


def bright_squares(n, seed):
    """Scenes of one bright square; its label says whether it is large."""
    rng = np.random.default_rng(seed)
    corner, side = rng.integers(0, 40, (n, 2)), rng.integers(12, 24, (n, 1))
    boxes = np.concatenate([corner, corner + side], axis=1)
    labels = (side[:, 0] >= 18).astype(int)
    scenes = scenes_with(boxes, labels, np.arange(n), n)
    for image, (left, top, right, bottom) in zip(scenes.images, boxes):
        image[0, top:bottom, left:right] = 255
    return scenes


def test_a_detector_learns_where_bright_squares_are():
    torch.manual_seed(0)
    model = grid_detector(width=6)
    history = fit_detector(model, bright_squares(256, 0), epochs=12, lr=0.01,
                           batch_size=32,
                           generator=torch.Generator().manual_seed(0))
    assert len(history) == 12 and len(history[0]) == 3
    assert sum(history[-1]) < sum(history[0]) / 4
    assert not model.training
    test = bright_squares(60, 1)
    found = detect(model, test.scaled(), threshold=0.3)
    assert (match(found, test) >= 0).double().sum() > 50


def test_the_detector_answers_for_each_cell():
    outputs = answers(grid_detector(width=2), torch.rand(3, 1, 64, 48))
    assert outputs.shape == (3, 15, 8, 6)
    assert not outputs.requires_grad


def test_a_loss_without_end_is_reported():
    model = grid_detector(width=2)
    with torch.no_grad():
        model[-1].bias[0] = math.nan
    with pytest.raises(FloatingPointError, match="epoch 1; use a lower lr"):
        fit_detector(model, bright_squares(8, 0), epochs=1)


def test_scores_with_and_without_objectness():
    outputs = torch.full((2, 15, 2, 2), -3.0)
    outputs[1, 0, 0, 1] = 2.0
    outputs[1, 5 + 3, 0, 1] = 1.0
    found = read_grid(outputs, 8, threshold=0.2)
    likely = math.exp(4) / (math.exp(4) + 9)
    assert found.scores.tolist() == pytest.approx(
        [likely / (1 + math.exp(-2))])
    assert found.labels.tolist() == [3] and found.owner.tolist() == [1]
    assert torch.equal(found.boxes[0], grid_boxes(outputs, 8)[1, 0, 1])
    assert len(read_grid(outputs, 8, threshold=0.05,
                         objectness=False).scores) == 8


# --- measures ----------------------------------------------------------------

def voc_devkit(found, truth, limit):
    """Right or wrong for each detection, best first: the rule, written anew.

    One class at a time, plain Python, as PASCAL's published code goes.
    """
    verdicts = {}
    for label in {*found.labels.tolist(), *truth.labels.tolist()}:
        objects = {}
        for box, kind, owner in zip(truth.boxes.tolist(),
                                    truth.labels.tolist(),
                                    truth.owner.tolist()):
            if kind == label:
                objects.setdefault(owner, []).append([box, False])
        mine = [i for i, kind in enumerate(found.labels.tolist())
                if kind == label]
        for i in sorted(mine, key=lambda i: -found.scores[i].item()):
            x0, y0, x1, y1 = found.boxes[i].tolist()
            best, chosen = -1.0, None
            for item in objects.get(found.owner[i].item(), []):
                u0, v0, u1, v1 = item[0]
                shared = max(min(x1, u1) - max(x0, u0), 0) \
                    * max(min(y1, v1) - max(y0, v0), 0)
                union = (x1 - x0) * (y1 - y0) + (u1 - u0) * (v1 - v0) - shared
                overlap = shared / union if union else 0.0
                if overlap > best:
                    best, chosen = overlap, item
            verdicts[i] = chosen is not None and best >= limit - 1e-9 \
                and not chosen[1]
            if verdicts[i]:
                chosen[1] = True
    return [verdicts[i] for i in range(len(found.labels))]


@given(seed=seeds, n=st.integers(0, 25), m=st.integers(1, 12),
       limit=st.sampled_from([0.1, 0.3, 0.51]))
@quickly
def test_right_and_wrong_are_those_of_pascal(seed, n, m, limit):
    rng = np.random.default_rng(seed)
    found, objects = random_found(rng, n), random_found(rng, m)
    truth = scenes_with(objects.boxes, objects.labels, objects.owner, 3)
    given_ = match(found, truth, limit)
    assert (given_ >= 0).tolist() == voc_devkit(found, truth, limit)
    hits = given_[given_ >= 0].tolist()
    assert len(hits) == len(set(hits)), "an object is counted once"


def area_by_steps(scores, right, n_objects):
    """All-point interpolation, the definition: best precision at recall ≥ r."""
    ranked = [r for _, r in sorted(zip(scores, right), key=lambda p: -p[0])]
    points = [(sum(ranked[:k]) / n_objects, sum(ranked[:k]) / k)
              for k in range(1, len(ranked) + 1)]
    return sum(max((p for r, p in points if r >= hit / n_objects), default=0)
               for hit in range(1, n_objects + 1)) / n_objects


@given(seed=seeds, n=st.integers(0, 30), missed=st.integers(0, 4))
@quickly
def test_average_precision_is_its_definition(seed, n, missed):
    rng = np.random.default_rng(seed)
    scores, right = rng.permutation(n), rng.random(n) < 0.6
    n_objects = int(right.sum()) + missed
    ours = average_precision(torch.tensor(scores, dtype=torch.float32),
                             torch.tensor(right), n_objects)
    if n_objects == 0:
        assert math.isnan(ours)
    else:
        assert ours == pytest.approx(
            area_by_steps(scores.tolist(), right.tolist(), n_objects), abs=1e-5)


def test_average_precision_of_all_of_none_and_of_nothing():
    scores = torch.tensor([0.9, 0.8, 0.7])
    assert average_precision(scores, torch.tensor([True] * 3), 3) \
        == pytest.approx(1)
    assert average_precision(scores, torch.tensor([False] * 3), 3) == 0
    assert average_precision(torch.zeros(0), torch.zeros(0, dtype=bool), 2) == 0


def test_precision_and_recall_sink_and_climb():
    precision, recall = precision_recall(
        torch.tensor([0.1, 0.9, 0.5]), torch.tensor([True, True, False]), 5)
    assert precision.tolist() == pytest.approx([1, 1 / 2, 2 / 3])
    assert recall.tolist() == pytest.approx([1 / 5, 1 / 5, 2 / 5])


def test_the_second_box_on_one_object_is_wrong():
    truth = scenes_with([[0, 0, 8, 8]], [5], [0], 1)
    two = Found(truth.boxes.repeat(2, 1), torch.tensor([0.6, 0.9]),
                torch.tensor([5, 5]), torch.tensor([0, 0]))
    assert match(two, truth).tolist() == [-1, 0]
    wrong_label = two._replace(labels=torch.tensor([5, 4]))
    assert match(wrong_label, truth).tolist() == [0, -1]


def test_the_mean_leaves_out_classes_without_objects():
    truth = scenes_with([[0, 0, 8, 8], [20, 20, 30, 30]], [5, 6], [0, 0], 1)
    found = Found(truth.boxes[:1], torch.tensor([0.9]), torch.tensor([5]),
                  torch.tensor([0]))
    mean, of_class = mean_average_precision(found, truth)
    assert mean == 0.5 and of_class[5] == 1 and of_class[6] == 0
    assert math.isnan(of_class[0])


# --- weights that may not be here ---------------------------------------------

def test_without_weights_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    with pytest.raises(DetectorError, match=r"not on this .*fetch=True"):
        coco_detector()


WEIGHTS = torchvision.models.detection \
    .SSDLite320_MobileNet_V3_Large_Weights.DEFAULT


def test_a_silent_network_is_given_up(monkeypatch, tmp_path):
    """A server that takes the connection and never answers."""
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    before = socket.getdefaulttimeout()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(WEIGHTS.value, "url",
                            f"http://127.0.0.1:{port}/x-00000000.pth")
        closing = threading.Timer(10, server.close)     # ends a hang
        closing.start()
        start = time.monotonic()
        with pytest.raises(DetectorError, match="could not be fetched"):
            coco_detector(fetch=True, seconds=0.2)
        closing.cancel()
    assert time.monotonic() - start < 5
    assert socket.getdefaulttimeout() == before


@pytest.fixture
def untrained(tmp_path):
    """A file as torchvision serves it, of a network that was never trained."""
    torch.manual_seed(0)
    model = torchvision.models.detection.ssdlite320_mobilenet_v3_large(
        weights=None, weights_backbone=None)
    (tmp_path / "there").mkdir()
    torch.save(model.state_dict(), tmp_path / "there" / "x.pth")
    start = hashlib.sha256((tmp_path / "there" / "x.pth").read_bytes())
    name = f"ssdlite-{start.hexdigest()[:8]}.pth"
    (tmp_path / "there" / "x.pth").rename(tmp_path / "there" / name)
    return model, tmp_path / "there" / name


def test_weights_are_fetched_once_and_kept(monkeypatch, tmp_path, untrained):
    theirs, file = untrained
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path / "here"))
    handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                                directory=file.parent)
    monkeypatch.setattr(handler.func, "log_message", lambda *args: None)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(
            WEIGHTS.value, "url",
            f"http://127.0.0.1:{server.server_port}/{file.name}")
        with pytest.raises(DetectorError, match="not on this computer"):
            coco_detector()
        coco_detector(fetch=True)
        server.shutdown()
    model, names = coco_detector()              # the server is gone
    assert names[1] == "person" and not model.training
    for ours, their in zip(model.state_dict().values(),
                           theirs.state_dict().values(), strict=True):
        assert torch.equal(ours, their)
    with torch.no_grad():
        answer, = model([torch.rand(3, 50, 40)])
    assert set(answer) == {"boxes", "labels", "scores"}


@pytest.mark.parametrize("damage", [b"", b"no weights", b"PK\x03\x04"])
def test_damaged_weights_are_named(monkeypatch, tmp_path, damage):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    (tmp_path / "checkpoints").mkdir()
    file = tmp_path / "checkpoints" / WEIGHTS.url.rpartition("/")[2]
    file.write_bytes(damage)
    with pytest.raises(DetectorError, match=f"delete {file}"):
        coco_detector()


# --- pictures ----------------------------------------------------------------

def outlines(ax):
    return [(*patch.get_xy(), patch.get_width(), patch.get_height())
            for patch in ax.patches if isinstance(patch, plt.Rectangle)]


def test_marks_of_what_is_there_and_what_was_found():
    truth = scenes_with([[0, 0, 8, 8], [20, 20, 30, 32]], [5, 6], [0, 1], 2)
    assert truth_marks(truth)[1] == [([20, 20, 30, 32], "6", "truth")]
    found = Found(torch.tensor([[0.0, 0, 8, 8], [40, 40, 50, 50]]),
                  torch.tensor([0.98, 0.4]), torch.tensor([5, 5]),
                  torch.tensor([0, 0]))
    marks = found_marks(found, match(found, truth), truth)
    assert marks[0] == [([40, 40, 50, 50], "5: 40", "wrong"),
                        ([0, 0, 8, 8], "5: 98", "right")]
    assert marks[1] == [([20, 20, 30, 32], "6", "missed")]


def test_scenes_are_drawn_with_their_boxes():
    truth = scenes_with([[0, 0, 8, 8], [20, 20, 30, 32]], [5, 6], [0, 1], 3)
    axes = show_scenes(truth.images, truth_marks(truth), columns=2)
    assert len(axes) == 3
    assert outlines(axes[1]) == [(20, 20, 10, 12)]
    assert [text.get_text() for text in axes[1].texts] == ["6"]
    assert axes[0].yaxis_inverted()
    with pytest.raises(ValueError, match="3 scenes, 1 lists"):
        show_scenes(truth.images, [[]])


@pytest.mark.parametrize("box, look, at_right, above", [
    ((20, 20, 30, 40), "right", False, True),
    ((20, 20, 30, 40), "wrong", True, False),
    ((20, 2, 30, 40), "right", False, False),       # no room above
    ((58, 20, 62, 40), "truth", True, True),        # none at the right
    ((2, 20, 12, 62), "wrong", True, True)])       # none below
def test_words_go_where_there_is_room(box, look, at_right, above):
    ax = plt.subplots(figsize=(3, 3))[1]
    ax.set(xlim=(0, 64), ylim=(64, 0))
    (left, top, right, bottom), = draw_marks(ax, [(box, "3: 98", look)])
    assert 0 <= left < right <= 64 and 0 <= top < bottom <= 64
    edge, at = (right, box[2]) if at_right else (left, box[0])
    assert edge == pytest.approx(at)
    assert bottom < box[1] if above else top > box[3]
    assert ax.texts[0].get_position() == (left, bottom)
    assert outlines(ax) == [(box[0], box[1], box[2] - box[0], box[3] - box[1])]


def test_a_word_is_as_wide_as_it_is_thought_to_be():
    ax = plt.subplots(figsize=(3, 3))[1]
    ax.set(xlim=(0, 64), ylim=(64, 0))
    (left, top, right, bottom), = draw_marks(
        ax, [((20, 20, 30, 40), "3: 98", "right")])
    drawn = ax.texts[0].get_window_extent().transformed(
        ax.transData.inverted())
    assert abs(drawn.width - (right - left)) < 0.15 * drawn.width
    assert bottom - top < abs(drawn.height) < 2.5 * (bottom - top)


def test_words_know_the_size_of_the_scenes_as_shown():
    """Also where the style moves the axes once all is drawn."""
    with plt.rc_context({"figure.constrained_layout.use": True}):
        marks = [[((20, 30, 30, 40), "3: 98", "right"),
                  ((31, 30, 40, 40), "4: 97", "right")]]
        ax, = show_scenes(torch.zeros(1, 1, 64, 64), marks, columns=1,
                          width=2.2)
        ax.figure.draw_without_rendering()
    first, second = (text.get_window_extent() for text in ax.texts)
    assert not first.overlaps(second)
    left, right = sorted(text.get_position()[0] for text in ax.texts)
    assert (left, right) == (20, 31), "there is room above both"


def test_one_box_and_its_word():
    ax = plt.subplots()[1]
    ax.set(xlim=(0, 64), ylim=(64, 0))
    draw_box(ax, torch.tensor([20.0, 20, 30, 40]), "50%", "wrong")
    assert outlines(ax) == [(20, 20, 10, 20)]
    assert [text.get_text() for text in ax.texts] == ["50%"]


def test_words_do_not_hide_one_another():
    ax = plt.subplots(figsize=(3, 3))[1]
    ax.set(xlim=(0, 64), ylim=(64, 0))
    box = [20, 20, 40, 40]
    words = torch.tensor(draw_marks(
        ax, [(box, "7: 99", "wrong"), (box, "", "wrong"), (box, "8", "right"),
             (box, "9", "missed"), (box, "3: 99", "right")]))
    assert len(words) == len(ax.texts) == 4 and len(outlines(ax)) == 5
    assert (iou(words, words) - torch.eye(4)).abs().max() < 1e-6


def test_every_look_is_another():
    colors, dashes = zip(*LOOKS.values())
    assert len(set(colors)) == len(set(dashes)) == len(LOOKS) == 4


def test_overlaps_fill_what_is_shared():
    axes = draw_overlaps([((0, 0, 4, 4), (2, 1, 6, 5)),
                          ((0, 0, 2, 2), (3, 3, 4, 4))], ["some", "none"])
    assert outlines(axes[0])[0] == (2, 1, 2, 3)
    assert len(outlines(axes[1])) == 2
    assert [ax.get_xlabel() for ax in axes] == ["some", "none"]


def test_cells_are_tinted_and_the_scene_lies_over_them():
    values = np.eye(4)
    ax = draw_cells(np.zeros((64, 64)), values, arrows=[((0, 0), (8, 8))])
    assert np.array_equal(ax.images[0].get_array(), values)
    assert ax.images[0].get_extent() == [0, 64, 64, 0]
    assert len(ax.lines) == 2 * 5 and len(ax.texts) == 1
    assert (ax.images[1].get_alpha() == 0).all(), "no ink hides no cell"


def test_curves_of_precision_and_recall():
    ax = plot_precision_recall(
        {"one": ([1, 0.5], [0.2, 0.4]), "two": ([1], [0.1])},
        marks=[(0.4, 0.5, "score 0.3")])
    assert ax.lines[0].get_xydata().tolist() == [[0.2, 1], [0.4, 0.5]]
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert words == ["one", "two"]
    assert [text.get_text() for text in ax.texts] == ["score 0.3"]


def test_pairs_against_their_distance():
    ax = plot_pairs([4, 8], [0.1, 0.9], [0.5, 1.0], cell=8)
    curves = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert curves["both found"] == [10, 90]
    assert curves["centres in two cells"] == [50, 100]
    assert 8 in [line.get_xdata()[0] for line in ax.lines]


def test_faces_and_all_the_windows_that_said_yes():
    window = {"r": 3, "c": 5, "width": 7, "height": 7}
    ax = show_faces(np.zeros((20, 20)), [window, window], [window])
    assert outlines(ax) == [(5, 3, 7, 7)] * 3
    assert ax.patches[-1].get_linewidth() > ax.patches[0].get_linewidth()
