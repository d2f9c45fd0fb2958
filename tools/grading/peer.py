"""Two processes that call one another's functions and trust neither's values.

Each side is a `Peer` over one socket. A function of the other side is a
`Proxy`: a call sends copies of the arguments there, runs it, and brings back
the result, the changes it made to its arguments, its warnings, or its error.
While one side waits for an answer it serves the other's calls, so functions
can be passed on as arguments. Gradients flow back through `Bridge`.
"""
import builtins
import pathlib
import select
import socket
import warnings

import cloudpickle
import numpy as np
import torch
from torch import nn

from tools.grading import wire

STEP = 0.05  # seconds between looks at the clock
MOST = 200   # objects that a proxy keeps up to date


class PeerGone(BaseException):
    """The other process ended, or was stopped.

    No Exception, so that no test takes it for an error of what it tests.
    """


class OtherError(RuntimeError):
    """An error of the other side, of a kind that is not built in."""


class Proxy:
    """Something that stays on the other side: call it, enter it, iterate.

    `context` are objects that it may change whenever it is used: what a
    context manager was made with, what an iterator gave out.
    """

    def __init__(self, peer, handle, name, context=()):
        self._peer, self._handle, self._context = peer, handle, context
        self.__name__ = self.__qualname__ = name

    def __repr__(self):
        return f"<{self.__name__}>"

    def _ask(self, what, *arguments, **options):
        return self._peer.ask(what, self._handle, arguments, options,
                              context=self._context)

    def __call__(self, *arguments, **options):
        return self._ask("call", *arguments, **options)

    def __enter__(self):
        return self._ask("enter")

    def __exit__(self, kind, error, trace):
        return bool(self._ask("exit", None if kind is None else str(error)))

    def __iter__(self):
        return self._ask("iter")

    def __next__(self):
        return self._ask("next")

    def __len__(self):
        return self._ask("len")

    def __bool__(self):
        return True


class ProxyModule(nn.Module):
    """A network of a class that only the other side knows.

    Its numbers are copies that go there and come back with every call.
    """

    def __init__(self, peer, handle):
        super().__init__()
        self.__dict__.update(_peer=peer, _handle=handle)

    def forward(self, *arguments, **options):
        return self._peer.ask("call", self._handle, arguments, options,
                              extra=[self])


class Graph:
    """What the other side keeps for a backward pass, until it is dropped."""

    def __init__(self, peer, number):
        self.peer, self.number = peer, number

    def __del__(self):
        self.peer.dropped.append(self.number)


class Bridge(torch.autograd.Function):
    """Values worked out by the other side, differentiable there."""

    @staticmethod
    def forward(ctx, graph, values, *leaves):
        ctx.graph = graph
        return tuple(values)

    @staticmethod
    def backward(ctx, *slopes):
        found = ctx.graph.peer.ask("slopes", ctx.graph.number, slopes, {})
        return None, None, *found


def made_error(what, kind, text):
    """An error like that of the other side, if its kind is built in.

    StopIteration counts only for `what` is "next": from anything else it
    would end a loop of the caller's early, and unseen.
    """
    found = getattr(builtins, kind, None)
    if isinstance(found, type) and issubclass(found, Exception) \
            and (what == "next" or found is not StopIteration):
        try:
            return found(text)
        except TypeError:
            pass  # wants other arguments
    return OtherError(f"{kind}: {text}")


def said(error):
    """The text of an error, whatever its class says."""
    try:
        return str(error)[:wire.TEXT]
    except Exception:
        return ""


def emit(caught):
    """Give the other side's warnings again, here."""
    for kind, text in caught:
        found = getattr(builtins, kind, UserWarning)
        if not (isinstance(found, type) and issubclass(found, Warning)):
            found = UserWarning
        warnings.warn(text, found, stacklevel=4)


def lengthen(context, objects):
    """Remember what was given out, as far as there is room; both sides do."""
    context.extend(objects[:max(0, MOST - len(context))])


class Peer:
    """One end of the conversation over `connection`, a connected socket.

    `tick` is called while waiting and may raise to end the wait; `alarm` is
    told how many seconds an outermost request may take, None when it is done.
    """

    def __init__(self, connection, tick=lambda: None, alarm=lambda _: None):
        self.connection, self.tick, self.alarm = connection, tick, alarm
        self.seconds = None    # what the other side is given for a request
        self.exports, self.contexts, self.graphs = {}, {}, {}
        self.handles = {}      # id of an exported object: its handle
        self.dropped = []      # graphs that the other side need not keep
        self.sent = set()      # ids of what went there during a request
        self.services = {"find": self.do_find, "call": self.do_call,
                         "enter": self.do_enter, "exit": self.do_exit,
                         "iter": self.do_iter, "next": self.do_next,
                         "len": self.do_len, "slopes": self.do_slopes,
                         "forget": self.do_forget}

    # Frames

    def read(self, size):
        parts = bytearray()
        while len(parts) < size:
            self.tick()
            if not select.select([self.connection], [], [], STEP)[0]:
                continue
            try:
                chunk = self.connection.recv(min(size - len(parts), 2**20))
            except ConnectionError:
                chunk = b""
            if not chunk:
                raise PeerGone("the process ended")
            parts += chunk
        return bytes(parts)

    def send(self, message, buffers):
        data = memoryview(wire.pack(message, buffers))
        while data:
            self.tick()
            if not select.select([], [self.connection], [], STEP)[1]:
                continue
            try:
                data = data[self.connection.send(
                    data[:2**20], socket.MSG_DONTWAIT):]
            except BlockingIOError:
                continue
            except OSError:
                raise PeerGone("the process ended") from None

    # What stays here

    def hand_over(self, value):
        """The node of something that stays where it is, or, if it says so
        (`by_value`), goes there as code: only students' processes take that.
        """
        if getattr(value, "by_value", False) is True:
            return ["code", cloudpickle.dumps(value).hex()]
        if isinstance(value, (Proxy, ProxyModule)) and value._peer is self:
            return ["yours", value._handle]
        handle = self.handles.setdefault(id(value), len(self.exports))
        self.exports[handle] = value
        if isinstance(value, nn.Module):
            return ["their module", handle]
        name = getattr(value, "__name__", type(value).__name__)
        lasts = hasattr(value, "__enter__") or hasattr(value, "__next__")
        if lasts:
            self.contexts.setdefault(handle, [])
        return ["theirs", handle, str(name), lasts]

    def handed(self, known, context):
        """How a Decoder gets what `hand_over` and `known` stood for."""
        def find(node):
            kind, handle, *rest = node
            if kind == "arg":
                return known[handle]
            if kind == "yours":
                return self.exports[handle]
            if kind == "their module":
                return ProxyModule(self, int(handle))
            if kind == "theirs":
                return Proxy(self, int(handle), str(rest[0])[:100],
                             list(context) if rest[1] else ())
            if kind == "path":
                return self.path(str(handle))
            if kind == "code":
                return self.load(handle)
            raise wire.BrokenMessage(f"unknown: {kind!r}")
        return find

    def path(self, text):
        return pathlib.Path(text)

    def load(self, code):
        raise wire.BrokenMessage("code is not taken")

    # Asking

    def ask(self, what, handle, arguments=(), options=None, context=(),
            extra=()):
        """Have the other side do something; its result, or its error."""
        encoder = wire.Encoder({id(value): ["arg", place] for place, value
                                in enumerate(context)}, self.hand_over)
        dropped, self.dropped = self.dropped, []
        message = {
            "do": what, "handle": handle, "dropped": dropped,
            "seconds": self.seconds, "grad": torch.is_grad_enabled(),
            "numpy": np.geterr(),
            "before": [encoder.content(value) for value in context],
            "arguments": encoder.node([list(arguments), options or {},
                                       list(extra)])}
        self.send(message, encoder.buffers)
        objects = [*context, *encoder.objects]
        self.sent.update(map(id, objects))
        while True:
            reply, buffers = self.receive()
            if "do" not in reply:
                return self.settle(what, reply, buffers, objects, context)
            self.serve(reply, buffers)

    def receive(self):
        message, buffers = wire.receive(self.read)
        if not isinstance(message, dict):
            raise wire.BrokenMessage("no message")
        return message, buffers

    def settle(self, what, reply, buffers, objects, context):
        """Bring arguments up to date; the result of a reply."""
        with wire.reading():
            decoder = wire.Decoder(buffers, self.handed(
                objects, objects if reply["lasting"] else ()))
            decoder.outputs = self.outputs(reply["graph"], decoder, objects)
            for place, content in reply["after"]:
                decoder.fill(content, objects[place])
            result = decoder.value(reply["result"])
            if isinstance(context, list):
                lengthen(context, decoder.in_order())
            kind, text = reply["error"] or (None, None)
            caught = [(str(name), str(said)[:wire.TEXT])
                      for name, said in reply["warnings"][:20]]
        if kind is not None:
            raise made_error(what, str(kind)[:100], str(text)[:wire.TEXT])
        emit(caught)
        return result

    def outputs(self, graph, decoder, objects):
        """Tensors that gradients can flow back through."""
        if graph is None:
            return []
        number, values, places = graph
        values = [decoder.tensor(*value) for value in values]
        return Bridge.apply(Graph(self, number), values,
                            *(objects[place] for place in places))

    # Answering

    def serve(self, message, buffers, outermost=False):
        """Do what a message asks for, and reply."""
        with wire.reading():
            what, handle = message["do"], message["handle"]
            context = self.contexts.get(handle, ())
            decoder = wire.Decoder(buffers, self.handed(context, ()))
            for number in message["dropped"]:
                self.graphs.pop(number, None)
            for value, content in zip(context, message["before"]):
                decoder.fill(content, value)
            arguments, options, _ = decoder.value(message["arguments"])
            objects = [*context, *decoder.in_order()]
        sent, self.sent = self.sent, set()
        before = [self.snapshot(value, objects) for value in objects]
        result = error = None
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            if outermost:
                self.alarm(message["seconds"])
            try:
                with torch.set_grad_enabled(message["grad"]), \
                        np.errstate(**message["numpy"]):
                    result = self.services[what](
                        handle, *arguments, **options)
            except (PeerGone, wire.BrokenMessage):
                raise
            except BaseException as trouble:
                error = [type(trouble).__name__, said(trouble)]
            if outermost:
                self.alarm(None)
        self.reply(objects, before, result, error, caught, context)
        self.sent |= sent  # of the request that this one came in between

    def known(self, objects):
        return {id(value): ["arg", place]
                for place, value in enumerate(objects)}

    def snapshot(self, value, objects):
        """What is in an object now, to be compared with what will be."""
        encoder = wire.Encoder(self.known(objects), self.hand_over)
        return encoder.content(value), encoder.buffers

    def reply(self, objects, before, result, error, caught, context):
        """Send a result and what changed of the arguments."""
        encoder = wire.Encoder(self.known(objects), self.hand_over, True)
        after = [[place, encoder.content(value)]
                 for place, value in enumerate(objects)
                 if id(value) in self.sent
                 or self.snapshot(value, objects) != before[place]]
        lasting = False
        try:
            node = encoder.node(result)
            if isinstance(node, list) and node[0] == "theirs" and node[3]:
                lasting, self.contexts[node[1]] = True, list(objects)
            elif isinstance(context, list):
                lengthen(context, encoder.objects)
        except (TypeError, RecursionError) as trouble:
            node, error = None, [type(trouble).__name__, str(trouble)]
        self.send({"after": after, "result": node, "error": error,
                   "lasting": lasting,
                   "graph": self.graph(encoder, objects),
                   "warnings": [[w.category.__name__, str(w.message)[:500]]
                                for w in caught[:20]]}, encoder.buffers)

    def graph(self, encoder, objects):
        """Keep what a backward pass through a result will need."""
        if not encoder.outputs:
            return None
        places = [place for place, value in enumerate(objects)
                  if isinstance(value, torch.Tensor) and value.requires_grad]
        number = self.graphs and max(self.graphs) + 1 or 0
        self.graphs[number] = encoder.outputs, [objects[p] for p in places]
        return [number, [encoder.tensor(value) for value in encoder.outputs],
                places]

    def do_find(self, _, name):
        raise NameError(f"name {name!r} is not defined")

    def do_call(self, handle, *arguments, **options):
        found = self.exports[handle]
        if isinstance(found, nn.Module):  # its hooks are called over there
            found = found.forward
        return found(*arguments, **options)

    def do_enter(self, handle):
        return self.exports[handle].__enter__()

    def do_exit(self, handle, text):
        error = None if text is None else OtherError(text)
        return bool(self.exports[handle].__exit__(
            error and type(error), error, None))

    def do_iter(self, handle):
        return iter(self.exports[handle])

    def do_next(self, handle):
        return next(self.exports[handle])

    def do_len(self, handle):
        return len(self.exports[handle])

    def do_slopes(self, number, *slopes):
        outputs, leaves = self.graphs[number]
        used = [(output, slope) for output, slope in zip(outputs, slopes)
                if slope is not None]
        outputs, slopes = zip(*used)
        return list(torch.autograd.grad(
            outputs, leaves, slopes, retain_graph=True, allow_unused=True))

    def do_forget(self, _):
        """Drop what was handed over; handles given so far are void."""
        for kept in (self.exports, self.contexts, self.graphs, self.handles):
            kept.clear()
