"""Values that cross between the judge and a student's code."""
import builtins
import contextlib
import json
import socket
import struct
import threading

import cloudpickle
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tools.grading import peer, wire

OPENED = []


def pair():
    """Two connected sockets, closed after the test."""
    OPENED.extend(sockets := socket.socketpair())
    return sockets


@pytest.fixture(autouse=True)
def closing():
    yield
    for one in OPENED:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
    OPENED.clear()


class Other:
    """The other side, in a thread: what it defines can be asked for."""

    def __init__(self, **names):
        here, there = pair()
        self.near, self.far = peer.Peer(here), peer.Peer(there)
        self.far.services["find"] = lambda _, name: names[name]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(peer.PeerGone, OSError, ValueError):
            while True:
                self.far.serve(*self.far.receive(), outermost=True)

    def __getattr__(self, name):
        return self.near.ask("find", None, (name,))


def returned(value):
    return Other(same=lambda x: x, make=lambda: value).make()


numbers = st.one_of(st.integers(), st.floats(), st.booleans(), st.text(
    st.characters(exclude_categories=["Cs"])), st.none(), st.complex_numbers())
values = st.recursive(numbers, lambda inner: st.one_of(
    st.lists(inner, max_size=4), st.tuples(inner, inner),
    st.dictionaries(st.text("ab"), inner, max_size=3)), max_leaves=12)


@given(values)
def test_plain_values_come_back_as_they_were(value):
    encoder = wire.Encoder({}, lambda value: None)
    message, buffers = json.loads(json.dumps(encoder.node(value))), \
        encoder.buffers
    found = wire.Decoder(buffers, None).value(message)
    assert repr(found) == repr(value)


@pytest.mark.parametrize("value", [
    np.arange(6).reshape(2, 3), np.float32(1.5), np.array("한글"),
    np.array([True]), np.zeros((0, 3)), np.array([[1, 2], [3, 4]]).T,
    np.array([1j]), np.bool_(True), np.int8([1, -1])],
    ids=lambda v: str(v.dtype))
def test_arrays_keep_their_numbers_kinds_and_shapes(value):
    found = returned(value)
    assert type(found) is type(value) and found.dtype == value.dtype
    assert np.shape(found) == np.shape(value) and np.all(found == value)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int64,
                                   torch.bool, torch.uint8])
def test_tensors_keep_their_kind(dtype):
    value = torch.arange(6).reshape(2, 3).to(dtype)
    found = returned(value)
    assert found.dtype == dtype and torch.equal(found, value)
    assert torch.equal(returned(value[:0]), value[:0])


def test_kinds_that_students_mix_up_stay_apart():
    for value in (1, 1.0, True, (1,), [1], {1}, frozenset([1]), range(3),
                  slice(1, None), b"1", float("nan"), float("-inf"), ...):
        assert type(returned(value)) is type(value)
    assert returned(torch.zeros(2, 3).shape) == torch.Size([2, 3])


def test_arguments_that_are_changed_are_changed_here_too():
    def change(numbers, array, tensor, table, chance):
        numbers.append(array)
        array += 1
        tensor[0] = 7
        table["new"] = numbers
        return chance.integers(1000), array

    numbers, array, tensor, table = [], np.zeros(2), torch.zeros(2), {}
    chance, twin = (np.random.default_rng(3) for _ in range(2))
    drawn, same = Other(change=change).change(
        numbers, array, tensor, table, chance)
    assert array.tolist() == [1, 1] and tensor.tolist() == [7, 0]
    assert numbers[0] is array is same and table["new"] is numbers
    assert drawn == twin.integers(1000)
    assert chance.integers(1000) == twin.integers(1000)


def test_an_argument_that_is_left_alone_is_not_sent_back():
    array = np.arange(3.0)
    array.flags.writeable = False  # writing it would raise
    assert Other(total=np.sum).total(array) == 3


def test_functions_of_this_side_are_called_here():
    seen = []

    def mine(x):
        seen.append(x)
        return x + 1

    assert Other(twice=lambda f, x: f(f(x))).twice(mine, 1) == 3
    assert seen == [1, 2]


def test_errors_and_warnings_arrive():
    def fail(kind):
        raise getattr(builtins, kind)("so it is")

    def warn():
        np.log(np.zeros(1))

    other = Other(fail=fail, warn=warn)
    for kind in (ValueError, KeyError, NotImplementedError, ZeroDivisionError):
        with pytest.raises(kind, match="so it is"):
            other.fail(kind.__name__)
    with pytest.raises(RuntimeError, match="SystemExit"):
        other.fail("SystemExit")
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        other.warn()


def test_gradients_flow_back_through_the_other_side():
    def loss(a, b):
        return ((a * b) ** 2).sum(), a

    a = torch.ones(2, requires_grad=True)
    b = torch.tensor([1.0, 2.0], requires_grad=True)
    value, same = Other(loss=loss).loss(a, 2 * b)
    value.backward()
    assert same is a
    assert a.grad.tolist() == [8, 32] and b.grad.tolist() == [8, 16]
    with torch.no_grad():
        assert not Other(loss=loss).loss(a, b)[0].requires_grad


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(2, 1, bias=False)

    def forward(self, x):
        return self.inner(x) * (2 if self.training else 1)


def test_a_network_of_known_classes_is_copied():
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten())
    found = returned(net.eval())
    x = torch.randn(2, 1, 5, 5)
    assert type(found[1]) is nn.BatchNorm2d and not found.training
    assert torch.equal(found(x), net(x))


def test_a_network_of_an_unknown_class_stays_there_and_learns_from_here():
    net = returned(Own())
    x, optimizer = torch.ones(1, 2), torch.optim.SGD(net.parameters(), 1.0)
    assert [name for name, _ in net.named_parameters()] == ["inner.weight"]
    before = net(x)
    assert torch.isclose(before, 2 * net.inner.weight.sum())
    net.eval()
    assert torch.isclose(net(x), before / 2)
    net.train()(x).sum().backward()
    optimizer.step()
    assert torch.isclose(net(x), before - 8)


def test_networks_handed_over_keep_hooks_modes_and_gradients():
    def freeze(net):
        net.requires_grad_(False)
        net.eval()

    @contextlib.contextmanager
    def evaluating(net):
        net.eval()
        yield
        net.train()

    def hook(net):
        net[0].register_forward_hook(print)

    def slopes(net):
        net(torch.ones(1, 2)).sum().backward()

    net = nn.Sequential(nn.Linear(2, 2))
    other = Other(freeze=freeze, evaluating=evaluating, hook=hook,
                  slopes=slopes)
    other.slopes(net)
    assert net[0].weight.grad.tolist() == [[1, 1], [1, 1]]
    with other.evaluating(net):
        assert not net[0].training
    assert net.training
    other.hook(net)
    assert len(net[0]._forward_hooks) == 1
    other.freeze(net)
    assert not any(p.requires_grad for p in net.parameters())
    assert not net[0].training


def test_what_an_iterator_gave_out_follows_when_it_changes():
    def batches():
        memory = np.zeros(2)
        for k in range(3):
            memory[:] = k
            yield memory

    other = Other(keep=lambda all: [float(batch[0]) for batch in list(all)],
                  use=lambda all: [float(batch[0]) for batch in all])
    assert other.use(batches()) == [0, 1, 2]
    assert other.keep(batches()) == [2, 2, 2]


# What does not come from our own code

def raw(message, *buffers):
    head = json.dumps([message, [len(b) for b in buffers]]).encode()
    total = len(head) + sum(map(len, buffers))
    return struct.pack("!QQ", total, len(head)) + head + b"".join(buffers)


ANSWER = {"after": [], "result": None, "error": None, "lasting": False,
          "graph": None, "warnings": []}


@pytest.mark.parametrize("frame", [
    struct.pack("!QQ", 2**60, 10), struct.pack("!QQ", 10, 2**60),
    struct.pack("!QQ", 4, 4) + b"{{{{", struct.pack("!QQ", 2, 2) + b"[]",
    raw(5), raw([]), raw({}), raw({**ANSWER, "result": ["arg", 99]}),
    raw({**ANSWER, "result": ["yours", 99]}),
    raw({**ANSWER, "result": ["nothing like it", 1]}),
    raw({**ANSWER, "result": ["new", 0, ["exec", "print"]]}),
    raw({**ANSWER, "result": ["new", 0, [
        "array", "|O", [1], 0]]}, b"12345678"),
    raw({**ANSWER, "result": ["new", 0, [
        "array", "<f8", [2**50], 0]]}, b"12345678"),
    raw({**ANSWER, "result": ["new", 0, [
        "tensor", False, False, None, "load", [1], 0]]}, b"1234"),
    raw({**ANSWER, "result": ["new", 0, [
        "module", "os:system", [], [], [], [], [], []]]}),
    raw({**ANSWER, "result": ["new", 0, [
        "module", "torch.nn.modules.linear:F.linear", [], [], [], [], []]]}),
    raw({**ANSWER, "result": ["new", 0, [
        "module", "torch.nn.modules.linear:Linear",
        [["_call_impl", 5], ["__class__", 5]], [], [], [], []]]}),
    raw({**ANSWER, "after": [[0, ["list", [["buffer", 3]]]]]}),
    raw({**ANSWER, "result": ["code", cloudpickle.dumps(print).hex()]}),
], ids=range(19))
def test_what_is_no_answer_is_refused(frame):
    here, there = pair()
    there.sendall(frame)
    with pytest.raises(wire.BrokenMessage):
        peer.Peer(here).ask("call", 0)


def test_the_end_of_the_other_process_is_noticed():
    here, there = pair()
    there.close()
    with pytest.raises(peer.PeerGone):
        peer.Peer(here).ask("call", 0)
