"""Chapter 15's networks against torchvision's, and what they cost."""
import ast
import doctest
import json
import pathlib

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision import models

import utils.architectures
import utils.costs
from utils.architectures import (
    ALEXNET,
    GOOGLENET,
    VGG16,
    Branches,
    Residual,
    alexnet,
    conv_bn,
    conv_bn_relu,
    conv_relu,
    googlenet,
    inception,
    lenet5,
    residual_block,
    resnet,
    stack,
    tower,
    vgg16,
)
from utils.costs import layer_costs, weighted_costs
from utils.plots_architectures import (
    LOOKS,
    draw_branches,
    draw_joined,
    draw_reach,
    plot_bubbles,
    plot_networks,
    plot_shares,
    plot_years,
)
from utils.sizes import output_size

CHAPTER = pathlib.Path(__file__).resolve().parents[1] \
    / "chapters" / "15_architectures.ipynb"
PAIRS = {
    "alexnet": (alexnet, {}),
    "vgg16": (vgg16, {}),
    "googlenet": (lambda: googlenet(conv_bn_relu, 3),
                  {"aux_logits": False, "init_weights": False}),
    "resnet18": (lambda: resnet((2, 2, 2, 2)), {}),
    "resnet34": (lambda: resnet((3, 4, 6, 3)), {}),
    "resnet50": (lambda: resnet((3, 4, 6, 3), bottleneck=True), {}),
    "resnet101": (lambda: resnet((3, 4, 23, 3), bottleneck=True), {}),
    "resnet152": (lambda: resnet((3, 8, 36, 3), bottleneck=True), {}),
}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("module", [utils.architectures, utils.costs])
def test_doctests(module):
    result = doctest.testmod(module)
    assert result.failed == 0 and result.attempted > 0


# --- costs -------------------------------------------------------------------

@pytest.mark.parametrize("name", PAIRS)
def test_every_layer_costs_what_torchvisions_does(name):
    build, options = PAIRS[name]
    ours = weighted_costs(build)
    assert ours == weighted_costs(lambda: getattr(models, name)(**options))
    stated = models.get_model_weights(name).DEFAULT.meta
    assert sum(cost.parameters for cost in ours) == stated["num_params"]
    billions = sum(cost.multiply_adds for cost in ours) / 1e9
    assert round(billions, 3) == stated["_ops"]


@st.composite
def convolutions(draw):
    """A convolution and the shape of an image that it takes."""
    groups = draw(st.sampled_from([1, 2, 3]))
    n_in, n_out = (groups * draw(st.integers(1, 4)) for _ in range(2))
    kernel = draw(st.tuples(*[st.integers(1, 4)] * 2))
    layer = nn.Conv2d(n_in, n_out, kernel, draw(st.integers(1, 3)),
                      draw(st.integers(0, 2)), groups=groups,
                      bias=draw(st.booleans()))
    return layer, (n_in, *(k + draw(st.integers(0, 5)) for k in kernel))


@settings(deadline=None)
@given(convolutions(), st.integers(1, 5))
def test_multiply_adds_are_half_of_pytorchs_count(case, n_classes):
    layer, shape = case
    n = layer(torch.zeros(1, *shape)).numel()
    model = nn.Sequential(layer, nn.ReLU(), nn.Flatten(),
                          nn.Linear(n, n_classes))
    costs = layer_costs(model, shape)
    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, *shape))
    assert 2 * sum(cost.multiply_adds for cost in costs) \
        == counter.get_total_flops()
    assert sum(cost.parameters for cost in costs) \
        == sum(p.numel() for p in model.parameters())
    assert [cost.activations for cost in costs] == [n, n, n, n_classes]


def test_counting_leaves_the_model_as_it_was():
    model = nn.Sequential(*conv_bn(3, 4), nn.Dropout()).train()
    before = {name: each.clone() for name, each in model.state_dict().items()}
    model[2].eval()
    layer_costs(model, (3, 5, 5))
    assert model[0].training and not model[2].training
    assert all(torch.equal(each, before[name])
               for name, each in model.state_dict().items())
    with pytest.raises(RuntimeError, match="channels"):
        layer_costs(model, (2, 5, 5))
    assert all(not part._forward_hooks for part in model.modules())


def test_counting_makes_no_weights():
    made = []

    def build():
        made.append(vgg16())
        return made[0]

    assert len(weighted_costs(build)) == 16
    assert {p.device.type for p in made[0].parameters()} == {"meta"}
    assert torch.zeros(1).device.type == "cpu"


# --- the same numbers as torchvision's networks ------------------------------

def lend(ours, theirs):
    """Copy parameters and running means, in order, into `ours`."""
    mine, its = ours.state_dict(), theirs.state_dict()
    assert [v.shape for v in mine.values()] == [v.shape for v in its.values()]
    ours.load_state_dict(dict(zip(mine, its.values())))


@pytest.mark.parametrize("ours, theirs, side", [
    (lambda: resnet((1, 1, 1, 1)), lambda: models.resnet.ResNet(
        models.resnet.BasicBlock, [1, 1, 1, 1]), 64),
    (lambda: resnet((1, 2, 1, 1), bottleneck=True),
     lambda: models.resnet.ResNet(
         models.resnet.Bottleneck, [1, 2, 1, 1]), 64),
    (lambda: nn.Sequential(*stack(ALEXNET, pool=3)),
     lambda: models.alexnet().features, 96),
    (lambda: nn.Sequential(*stack(VGG16)), lambda: models.vgg.make_layers(
        models.vgg.cfgs["D"]), 32)])
def test_answers_are_torchvisions(ours, theirs, side):
    torch.manual_seed(0)
    ours, theirs = ours().eval(), theirs().eval()
    for part in theirs.modules():
        if isinstance(part, nn.BatchNorm2d):  # not as it starts
            nn.init.uniform_(part.running_mean, -0.1, 0.1)
            nn.init.uniform_(part.weight, 0.5, 1.5)
    lend(ours, theirs)
    images = torch.randn(2, 3, side, side)
    with torch.no_grad():
        expected = theirs(images.clone())
        torch.testing.assert_close(ours(images), expected)
    assert expected.std() > 0


def test_inception_answers_as_torchvisions():
    torch.manual_seed(0)
    theirs = models.googlenet(aux_logits=False, init_weights=False)
    theirs = theirs.inception4a.eval()
    ours = inception(480, GOOGLENET[3], conv_bn_relu, kernel=3).eval()
    lend(ours, theirs)
    images, epsilons = torch.randn(2, 480, 6, 6), set()
    for part in [*ours.modules(), *theirs.modules()]:
        if isinstance(part, nn.BatchNorm2d):
            epsilons.add(part.eps)
            part.eps = 1e-5
    with torch.no_grad():
        torch.testing.assert_close(ours(images), theirs(images))
    assert epsilons == {1e-5, 1e-3}, "torchvision's has a larger epsilon"


# --- the parts ---------------------------------------------------------------

def kinds(model):
    names = [type(layer).__name__ for layer in model]
    return [names.count(kind) for kind in ("Conv2d", "MaxPool2d", "Linear")]


def test_the_slides_counts():
    with torch.device("meta"):
        assert kinds(alexnet()) == [5, 3, 3]
        assert kinds(vgg16()) == [13, 5, 3]


STEPS = st.lists(st.one_of(
    st.just("pool"), st.integers(1, 4),
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 2),
              st.integers(0, 2))), min_size=1, max_size=4)


@settings(deadline=None)
@given(STEPS, st.integers(1, 3))
def test_a_list_says_the_shapes(plan, channels):
    side, expected = 40, channels
    for step in plan:
        if step == "pool":
            side = output_size(side, 2, stride=2)
        elif isinstance(step, tuple):
            expected, kernel, stride, padding = step
            side = output_size(side, kernel, stride=stride, padding=padding)
        else:
            expected = step
    before = list(plan)
    out = nn.Sequential(*stack(plan, channels))(torch.zeros(1, channels, 40, 40))
    assert out.shape == (1, expected, side, side) and plan == before


def test_a_list_is_convolution_relu_and_pooling():
    torch.manual_seed(1)
    layers, x = stack([4, "pool"], pool=3), torch.randn(2, 3, 9, 9)
    first = layers[0]
    expected = F.max_pool2d(F.relu(F.conv2d(
        x, first.weight, first.bias, padding=1)), 3, stride=2)
    torch.testing.assert_close(nn.Sequential(*layers)(x), expected)


def test_lenets_third_convolution_is_a_dense_layer():
    torch.manual_seed(2)
    layer, maps = lenet5()[6], torch.randn(3, 16, 5, 5)
    dense = F.linear(maps.flatten(1), layer.weight.flatten(1), layer.bias)
    torch.testing.assert_close(layer(maps).flatten(1), dense)
    assert lenet5()(torch.zeros(2, 1, 28, 28)).shape == (2, 10)


def test_branches_stand_in_order():
    x = torch.arange(4.).reshape(1, 1, 2, 2)
    both = Branches(nn.Identity(), nn.MaxPool2d(3, 1, 1))(x)
    assert both[0, 0].equal(x[0, 0]) and (both[0, 1] == 3).all()
    torch.manual_seed(3)
    block = inception(3, (2, 5, 4, 5, 6, 1))
    x = torch.randn(1, 3, 7, 7)
    parts = block(x).split((2, 4, 6, 1), dim=1)
    for part, branch in zip(parts, block.branches):
        torch.testing.assert_close(part, branch(x))


def test_block_3a_by_hand():
    costs = weighted_costs(lambda: inception(192, GOOGLENET[0]), (192, 28, 28))
    assert sum(cost.multiply_adds for cost in costs) == 784 * (
        192 * 64 + 192 * 96 + 96 * 128 * 9 + 192 * 16 + 16 * 32 * 25
        + 192 * 32) == 128_049_152


def test_the_shortcut_is_added_before_relu():
    torch.manual_seed(4)
    block, x = residual_block(3, [(3, 3, 1), (3, 3, 1)]), torch.randn(2, 3, 5, 5)
    conv1, norm1, relu, conv2, norm2 = block.body
    expected = F.relu(norm2(conv2(F.relu(norm1(conv1(x))))) + x)
    torch.testing.assert_close(block(x), expected)
    assert isinstance(relu, nn.ReLU) and not list(block.shortcut)


@pytest.mark.parametrize("n_in, stride, needed", [
    (8, 1, False), (4, 1, True), (8, 2, True), (4, 2, True)])
def test_only_a_changed_shape_needs_weights(n_in, stride, needed):
    block = residual_block(n_in, [(3, 8, stride), (3, 8, 1)])
    assert bool(list(block.shortcut)) == needed
    assert block(torch.zeros(1, n_in, 6, 6)).shape \
        == (1, 8, 6 // stride, 6 // stride)
    if needed:
        assert block.shortcut[0].kernel_size == (1, 1)
        with pytest.raises(RuntimeError, match="must match"):
            Residual(block.body)(torch.zeros(1, n_in, 6, 6))


def test_a_tower_and_its_twin_start_from_the_same_weights():
    made = []
    for shortcuts in (False, True):
        torch.manual_seed(5)
        made.append(tower(4, shortcuts=shortcuts))
    plain, residual = made
    assert all(a.equal(b) for a, b in zip(
        plain.state_dict().values(), residual.state_dict().values(),
        strict=True))
    weighted = [m for m in plain.modules()
                if isinstance(m, (nn.Conv2d, nn.Linear))]
    assert len(weighted) == 2 * 4 + 2
    images = torch.randn(3, 3, 32, 32)
    assert plain(images).shape == residual(images).shape == (3, 10)
    assert not torch.allclose(plain(images), residual(images))
    assert sum(isinstance(m, Residual) for m in plain) == 0
    assert sum(isinstance(m, Residual) for m in residual) == 4


@pytest.mark.parametrize("make, kinds_of", [
    (conv_relu, ["Conv2d", "ReLU"]), (conv_bn, ["Conv2d", "BatchNorm2d"]),
    (conv_bn_relu, ["Conv2d", "BatchNorm2d", "ReLU"])])
@pytest.mark.parametrize("kernel", [1, 3, 5, 7])
def test_odd_kernels_keep_the_size(make, kinds_of, kernel):
    parts = make(2, 3, kernel)
    assert [type(part).__name__ for part in parts] == kinds_of
    assert (parts[0].bias is None) == ("BatchNorm2d" in kinds_of)
    assert nn.Sequential(*parts)(torch.zeros(2, 2, 9, 8)).shape == (2, 3, 9, 8)


def test_the_page_has_the_same_lists():
    cells = json.loads(CHAPTER.read_text(encoding="utf-8"))["cells"]
    source, = ("".join(cell["source"]) for cell in cells
               if cell["id"] == "15-plans")
    lists = {node.targets[0].id: ast.literal_eval(node.value)
             for node in ast.parse(source).body
             if isinstance(node, ast.Assign)}
    assert lists == {"ALEXNET": ALEXNET, "VGG16": VGG16}


# --- pictures ----------------------------------------------------------------

def test_shares_add_up_to_a_hundred():
    costs = weighted_costs(lambda: nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(8 * 36, 5)), (3, 8, 8))
    axes = plt.subplots(2, 3)[1]
    plot_shares({"one": costs, "two": costs}, axes)
    for ax, share in zip(axes[1], (224 / (224 + 1445),
                                   7776 / (7776 + 1440), 288 / 293)):
        widths = [bar.get_width() for bar in ax.patches]
        assert widths == pytest.approx([100 * share, 100 - 100 * share])
    assert [label.get_text() for label in axes[0, 0].get_yticklabels()] \
        == ["conv 8", "dense 5"]
    assert "1,669" in axes[0, 0].get_xlabel()


def test_joined_is_drawn_square_by_square():
    joined = np.eye(3, 5, dtype=int)
    ax = draw_joined(joined)
    assert np.array_equal(ax.images[0].get_array(), joined)


@pytest.mark.parametrize("kernels, seen", [
    ([5], [5, 1]), ([3, 3], [5, 3, 1]), ([3, 5], [7, 5, 1])])
def test_reach_fills_what_is_seen(kernels, seen):
    ax = draw_reach(kernels, label="words")
    sizes = [len(dots.get_offsets()) for dots in ax.collections]
    assert sizes[::2] == seen
    assert len(ax.lines) == sum(n * k for n, k in zip(seen[1:], kernels))
    assert [text.get_text() for text in ax.texts] == ["words"]


def test_branches_are_labelled_and_shaded():
    ax = draw_branches([[("a", 40_000)], [("b", 0), ("c", 10_000)]],
                       places=100, peak=40_000, ends=("below", "above"))
    written = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert {"a\n4.0 M", "b\n–", "c\n1.0 M"} <= set(written)
    assert written["below"] < written["b\n–"] < written["c\n1.0 M"] \
        < written["above"]
    dark = [sum(patch.get_facecolor()[:3]) for patch in ax.patches[:3]]
    assert len(ax.patches) >= 3 and dark[0] < dark[2] < dark[1]


def test_each_network_keeps_its_look():
    curves = {"plain, 44 layers": [3, 2], "shortcuts, 44 layers": [3, 1]}
    ax = plot_networks(curves, xlabel="epoch")
    assert ax.get_xlabel() == "epoch"
    assert [line.get_ydata().tolist() for line in ax.lines] == [[3, 2], [3, 1]]
    assert [line.get_marker() for line in ax.lines] \
        == [LOOKS[name][2] for name in curves]
    assert [text.get_text() for text in ax.texts] == list(curves)
    assert plot_networks(curves, [5, 7], plt.figure().gca()).lines[0] \
        .get_xdata().tolist() == [5, 7]


def test_a_bar_for_each_year():
    ax = plot_years({2011: ("x", 25.8), 2012: ("y", 3.5)}, human=5.1)
    assert [bar.get_height() for bar in ax.patches] == [25.8, 3.5]
    assert {"25.8", "3.5", "x", "y"} <= {t.get_text() for t in ax.texts}
    name, = (text for text in ax.texts if text.get_text() == "y")
    assert name.get_position()[1] > 5.1


def test_a_bubbles_area_is_its_parameters():
    ax = plot_bubbles({"a": (9, 3_000_000, 2 * 10**9, (0, 0)),
                       "b": (5, 6_000_000, 10**9, (0, 0))})
    first, second = ax.collections
    assert second.get_sizes()[0] == pytest.approx(2 * first.get_sizes()[0])
    assert first.get_offsets().tolist() == [[2, 9]]
    assert ax.get_xscale() == "log" and ax.get_ylim()[0] == 0
