"""Python values as bytes and back, without `pickle`: nothing that arrives can
run code.

What changes in place (lists, dicts, arrays, tensors, random generators,
networks) is numbered in each message, so that one object stays one object on
the other side and can be brought up to date there. What cannot be copied
(functions, networks of a class that the other side does not know, objects of
any other class) travels as a handle: see `peer.py`.
"""
import collections
import contextlib
import importlib
import itertools
import json
import pathlib
import struct

import numpy as np
import torch
from torch import nn

LIMIT = 256 * 2**20  # bytes of one message
HEAD = 16 * 2**20    # and of its JSON
NODES = 500_000       # parts of one message's values, as `repr` would show them
TEXT = 4000          # characters of an error or a name
CLASSES = ("torch.nn.modules.", "torchvision.models.", "torchvision.ops.",
           "utils.")  # known on both sides
MADE_OF_TEXT = torch.fx.GraphModule  # runs code that its attributes hold
BARE = nn.Module()
HOOKS = ("_forward_pre_hooks", "_forward_hooks")
STATE = ("_parameters", "_buffers", "_modules", *HOOKS)
MUTABLE = (list, dict, set, np.ndarray, torch.Tensor, np.random.Generator,
           torch.Generator, nn.Module, torch.optim.Optimizer)


class BrokenMessage(BaseException):
    """What arrived is not a message of this kind.

    No Exception, so that no test takes it for an error of what it tests.
    """


@contextlib.contextmanager
def reading():
    """Any trouble with what arrived is a BrokenMessage."""
    try:
        yield
    except Exception as trouble:
        raise BrokenMessage(f"{type(trouble).__name__}: {trouble}") from None


def known_class(name, base):
    """The class `module:name` below CLASSES, if it is a `base`."""
    module, _, qualified = str(name).partition(":")
    if not module.startswith(CLASSES):
        raise BrokenMessage(f"a class from {module!r}")
    found = importlib.import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part, None)
    if not (isinstance(found, type) and issubclass(found, base)
            and not issubclass(found, MADE_OF_TEXT)
            and class_of(found) == name):
        raise BrokenMessage(f"{name!r} is no {base.__name__}")
    return found


def class_of(kind):
    """The name of a class, as `known_class` takes it."""
    return f"{kind.__module__}:{kind.__qualname__}"


def can_be_copied(module):
    """Whether the other side knows the class of a network too, and all that
    it does is what its class says.
    """
    kind = type(module)
    return kind.__module__.startswith(CLASSES) \
        and not issubclass(kind, MADE_OF_TEXT) \
        and not any(callable(getattr(kind, name, None))
                    for name in own_attributes(module))


def own_attributes(module):
    """What a network's class and its makers put into it, by name."""
    return {name: value for name, value in vars(module).items()
            if name == "training" or name not in vars(BARE)}


class Encoder:
    """Turns values into nodes (JSON) and buffers (bytes).

    `known` maps id → node for objects that the other side has already, and
    `hand_over(value)` gives the node of what cannot be copied. In an answer
    (`answers`) a tensor keeps the graph that gradients flow back through.
    """

    def __init__(self, known, hand_over, answers=False):
        self.known, self.hand_over = dict(known), hand_over
        self.answers = answers
        self.objects = []      # every numbered object of this message
        self.outputs = []      # tensors with a graph behind them
        self.buffers = []

    def buffer(self, data):
        self.buffers.append(bytes(data))
        return len(self.buffers) - 1

    def number(self, value):
        self.objects.append(value)
        self.known[id(value)] = ["ref", len(self.objects) - 1]
        return len(self.objects) - 1

    def node(self, value):
        """The node of a value, wherever it stands."""
        kind = type(value)
        if value is None or kind in (bool, int, str):
            return value
        if id(value) in self.known:
            return self.known[id(value)]
        if self.answers and isinstance(value, torch.Tensor) \
                and value.grad_fn is not None:
            return self.output(value)
        if isinstance(value, MUTABLE):
            number = self.number(value)
            return ["new", number, self.content(value)]
        node = self.plain(value)
        return self.hand_over(value) if node is None else node

    def output(self, value):
        """A tensor that gradients can flow back through."""
        self.outputs.append(value)
        self.known[id(value)] = node = ["out", len(self.outputs) - 1]
        return node

    def plain(self, value):
        """The node of what never changes: numbers, texts, tuples and the
        like; None for anything else.
        """
        if isinstance(value, tuple):
            items = [self.node(item) for item in value]
            if type(value) is tuple:
                return ["tuple", items]
            if isinstance(value, torch.Size):
                return ["size", items]
            if hasattr(value, "_fields"):
                return ["named", class_of(type(value)), items]
            return ["tuple", items]
        if isinstance(value, frozenset):
            return ["frozenset", [self.node(item) for item in value]]
        if isinstance(value, np.generic):
            return ["scalar", value.dtype.str, self.buffer(value.tobytes())]
        if isinstance(value, float):
            return ["float", float(value).hex()]
        if isinstance(value, complex):
            return ["complex", value.real.hex(), value.imag.hex()]
        if isinstance(value, (bytes, bytearray)):
            return ["bytes", self.buffer(value)]
        if isinstance(value, slice):
            return ["slice", *map(self.node, (value.start, value.stop,
                                              value.step))]
        if isinstance(value, range):
            return ["range", value.start, value.stop, value.step]
        if isinstance(value, pathlib.PurePath):
            return ["path", str(value)]
        if isinstance(value, (torch.dtype, np.dtype)):
            return ["dtype", "torch" if isinstance(value, torch.dtype)
                    else "numpy", str(value).removeprefix("torch.")
                    if isinstance(value, torch.dtype) else value.str]
        if value is Ellipsis:
            return ["ellipsis"]
        if isinstance(value, int):  # of a class of its own
            return int(value)
        return str(value) if isinstance(value, str) else None

    def tensor(self, value):
        if value.is_sparse or value.is_quantized:
            raise TypeError("cannot be handed over: a sparse tensor")
        plain = torch.empty(value.numel(), dtype=value.dtype).copy_(
            value.detach().reshape(-1))
        raw = plain.view(torch.uint8).numpy().tobytes() if len(plain) else b""
        return [str(value.dtype).removeprefix("torch."), list(value.shape),
                self.buffer(raw)]

    def content(self, value):
        """What is in a numbered object now."""
        if isinstance(value, dict):
            ordered = isinstance(value, collections.OrderedDict)
            return ["dict", ordered, [[self.node(key), self.node(item)]
                                      for key, item in value.items()]]
        if isinstance(value, list):
            return ["list", [self.node(item) for item in value]]
        if isinstance(value, set):
            return ["set", [self.node(item) for item in value]]
        if isinstance(value, np.ndarray):
            if value.dtype.hasobject:
                return ["objects", list(value.shape),
                        [self.node(item) for item in value.ravel()]]
            return ["array", value.dtype.str, list(value.shape),
                    self.buffer(np.ascontiguousarray(value).tobytes())]
        if isinstance(value, torch.Tensor):
            return ["tensor", isinstance(value, nn.Parameter),
                    value.requires_grad,
                    self.node(value.grad if value.is_leaf else None),
                    *self.tensor(value)]
        if isinstance(value, np.random.Generator):
            return ["rng", self.node(state_of(value))]
        if isinstance(value, torch.Generator):
            return ["generator", self.buffer(value.get_state().numpy())]
        if isinstance(value, torch.optim.Optimizer):
            return ["optimizer", type(value).__name__,
                    self.node(value.param_groups)]
        return self.module(value)

    def module(self, value):
        """A network: its class, attributes, numbers, and what is in it."""
        copied = can_be_copied(value)
        attributes = own_attributes(value) if copied \
            else {"training": value.training}
        return ["module", class_of(type(value)) if copied
                else self.hand_over(value),
                *([[name, self.node(item)] for name, item in part.items()]
                  for part in (attributes, *(getattr(value, name)
                                             for name in STATE)))]


def state_of(generator):
    """A NumPy generator's kind and state, all of it plain numbers."""
    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return value if isinstance(value, (str, np.ndarray)) else int(value)
    return plain(generator.bit_generator.state)


class Decoder:
    """Makes values from nodes. `handed(node)` answers what Encoder's
    `hand_over` and `known` gave, `outputs` are tensors with a graph.
    """

    def __init__(self, buffers, handed, outputs=()):
        self.buffers, self.handed = buffers, handed
        self.objects, self.outputs = {}, outputs
        self.count, self.counts = 0, {}  # parts: in all, in finished objects

    def buffer(self, number):
        return self.buffers[number]

    def grow(self, parts=1):
        """Short messages can stand for values of endless size: count."""
        self.count += parts
        if self.count > NODES:
            raise BrokenMessage("a value with too many parts")

    def value(self, node):
        self.grow()
        if not isinstance(node, list):
            return node
        kind, *rest = node
        if kind == "ref":
            self.grow(self.counts[rest[0]])  # KeyError: it contains itself
            return self.objects[rest[0]]
        if kind == "new":
            return self.new(None, *rest)
        if kind == "out":
            return self.outputs[rest[0]]
        make = getattr(self, f"make_{kind}", None)
        return make(*rest) if make else self.handed(node)

    def new(self, target, number, content):
        """A numbered object: `target`, brought up to date, or a new one."""
        before = self.count
        made = self.fill(content, target, number)
        self.counts[number] = self.count - before
        return made

    def in_order(self):
        """The numbered objects of a message, as Encoder.objects had them."""
        return [self.objects[number] for number in sorted(self.objects)]

    def values(self, nodes):
        return [self.value(node) for node in nodes]

    def make_tuple(self, items):
        return tuple(self.values(items))

    def make_size(self, items):
        return torch.Size(self.values(items))

    def make_named(self, name, items):
        try:
            return known_class(name, tuple)(*self.values(items))
        except BrokenMessage:
            return tuple(self.values(items))

    def make_frozenset(self, items):
        return frozenset(self.values(items))

    def make_scalar(self, dtype, number):
        return np.frombuffer(self.buffer(number), plain_dtype(dtype))[0]

    def make_float(self, text):
        return float.fromhex(text)

    def make_complex(self, real, imaginary):
        return complex(float.fromhex(real), float.fromhex(imaginary))

    def make_bytes(self, number):
        return self.buffer(number)

    def make_slice(self, *ends):
        return slice(*self.values(ends))

    def make_range(self, *ends):
        return range(*map(int, ends))

    def make_dtype(self, library, name):
        return torch_dtype(name) if library == "torch" else plain_dtype(name)

    def make_ellipsis(self):
        return ...

    def fill(self, content, target, number=None):
        """Bring `target` to a content, or make a new object of it."""
        kind, *rest = content
        return getattr(self, f"fill_{kind}")(target, number, *rest)

    def into(self, target, node):
        """The value of a node; the old one, brought up to date, if it can be.
        """
        if target is not None and isinstance(node, list) and node[0] == "new":
            return self.new(target, *node[1:])
        return self.value(node)

    def keep(self, number, value):
        if number is not None:
            self.objects[number] = value
        return value

    def fill_dict(self, target, number, ordered, items):
        fresh = collections.OrderedDict() if ordered else {}
        target = self.keep(number, target if isinstance(target, dict)
                           else fresh)
        new = [(self.value(key), self.value(item)) for key, item in items]
        target.clear()
        target.update(new)
        return target

    def fill_list(self, target, number, items):
        target = self.keep(number, target if isinstance(target, list) else [])
        target[:] = self.values(items)
        return target

    def fill_set(self, target, number, items):
        target = self.keep(number, target if isinstance(target, set)
                           else set())
        new = self.values(items)
        target.clear()
        target.update(new)
        return target

    def fill_objects(self, target, number, shape, items):
        if target is None:  # of a shape that fits
            target = np.array([None] * len(items), object).reshape(shape)
        array = self.keep(number, target)
        for place, item in zip(np.ndindex(*shape), items, strict=True):
            array[place] = self.value(item)
        return array

    def fill_array(self, target, number, dtype, shape, data):
        value = np.frombuffer(self.buffer(data), plain_dtype(dtype)).reshape(
            shape)
        if target is None or target.shape != value.shape \
                or target.dtype != value.dtype:
            return self.keep(number, value.copy())
        target[...] = value
        return self.keep(number, target)

    def fill_tensor(self, target, number, parameter, grad, slope, *numbers):
        value = self.tensor(*numbers)
        if target is None:
            target = nn.Parameter(value, bool(grad)) if parameter \
                else value.requires_grad_(bool(grad))
        elif target.shape == value.shape and target.dtype == value.dtype:
            target.data.copy_(value)
        else:
            target.data = value
        self.keep(number, target)
        if target.is_leaf:
            target.requires_grad_(bool(grad))
            target.grad = self.value(slope)
        return target

    def tensor(self, dtype, shape, data):
        raw, dtype = bytearray(self.buffer(data)), torch_dtype(dtype)
        flat = torch.frombuffer(raw, dtype=dtype) if raw \
            else torch.empty(0, dtype=dtype)
        return flat.reshape(shape)

    def fill_rng(self, target, number, state):
        state = self.value(state)
        name = state["bit_generator"]
        if target is None:
            # Others take a place in their state as it comes, unchecked.
            if name not in ("PCG64", "PCG64DXSM", "SFC64"):
                raise BrokenMessage(f"a random generator {name!r}")
            target = np.random.Generator(getattr(np.random, name)(0))
        target.bit_generator.state = state
        return self.keep(number, target)

    def fill_generator(self, target, number, data):
        target = torch.Generator() if target is None else target
        target.set_state(torch.frombuffer(
            bytearray(self.buffer(data)), dtype=torch.uint8))
        return self.keep(number, target)

    def fill_optimizer(self, target, number, name, groups):
        groups = self.value(groups)
        if target is not None:
            target.param_groups[:] = groups
            return self.keep(number, target)
        kind = getattr(torch.optim, str(name), None)
        if not (isinstance(kind, type)
                and issubclass(kind, torch.optim.Optimizer)):
            raise BrokenMessage(f"an optimizer {name!r}")
        return self.keep(number, kind(groups, lr=groups[0].get("lr", 0.0)))

    def fill_module(self, target, number, name, attributes, *parts):
        if target is None and isinstance(name, list):
            target = self.handed(name)
        elif target is None:
            kind = known_class(name, nn.Module)
            target = kind.__new__(kind)
            nn.Module.__init__(target)
        self.keep(number, target)
        for key, node in attributes:
            if key != "training" and key in vars(BARE) \
                    or callable(getattr(type(target), key, None)):
                raise BrokenMessage(f"an attribute {key!r}")
            target.__dict__[str(key)] = self.value(node)
        for name, nodes in zip(STATE, parts, strict=True):
            own = getattr(target, name)
            new = {key: self.into(own.get(key), node) for key, node in nodes}
            own.clear()
            own.update(new)
        return target


def torch_dtype(name):
    found = getattr(torch, str(name), None)
    if not isinstance(found, torch.dtype):
        raise BrokenMessage(f"a type of numbers {name!r}")
    return found


def plain_dtype(text):
    dtype = np.dtype(str(text))
    if dtype.hasobject:
        raise BrokenMessage("an array of objects in bytes")
    return dtype


def pack(message, buffers):
    """One frame: lengths, JSON, buffers."""
    head = json.dumps([message, [len(b) for b in buffers]]).encode()
    total = len(head) + sum(map(len, buffers))
    if total > LIMIT or len(head) > HEAD:
        raise ValueError(f"{total / 2**20:.0f} MB are too much to hand over")
    return b"".join([struct.pack("!QQ", total, len(head)), head, *buffers])


def unpack(frame, head_size):
    """Message and buffers of a frame without its two lengths."""
    message, sizes = json.loads(frame[:head_size])
    ends = list(itertools.accumulate(sizes, initial=head_size))
    if min([0, *sizes]) < 0 or ends[-1] != len(frame):
        raise BrokenMessage("lengths do not fit")
    return message, [frame[a:b] for a, b in itertools.pairwise(ends)]


def receive(read):
    """The next message from `read(n)`, which gives n bytes."""
    total, head_size = struct.unpack("!QQ", read(16))
    if total > LIMIT or head_size > min(total, HEAD):
        raise BrokenMessage("a message of an impossible length")
    with reading():
        return unpack(read(total), head_size)


