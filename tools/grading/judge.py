"""One submission against the key: its code runs in the sandbox, the tests here.

The tests are never where the student's code is. They call the student's
functions through a `Peer`, and what comes back is plain values. When the code
ends or hangs the process that it is in, a new one is made and the cells that
did no harm are run again, so that one exercise costs no other.
"""
import ast
import base64
import contextlib
import io
import json
import re
import select
import signal
import struct
import tempfile
import time
import warnings

from tools.grading import chance, peer, telling, wire
from tools.grading.key import FETCH_ID, LONGEST, defined_names, squeezed

SHOWN = 4000           # characters of an error
OUTPUT = 20_100        # of a cell's output; the room cuts at 20,000
PICTURE = 1_000_000    # of a picture
PIXELS = 10_000        # along a side of it
TOTAL = 20_000_000     # of all outputs of a notebook
# Terminal codes; what is not seen, or turns the order of what is; and half
# characters, which no file can hold.
UNSEEN = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f"
    "\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
ENDED = {"memory": "more memory than it may have",
         "processes": "more processes than it may have",
         "exit": "the notebook's process ended",
         "closed": "the notebook's process closed its connection",
         "signal 9": "the notebook's process was killed",
         "signal 11": "the notebook's process crashed"}


class Stopped(peer.PeerGone):
    """The notebook's process is gone, or its time is over."""


class Room:
    """A process in the sandbox that has run the notebook up to here."""

    def __init__(self, box):
        self.box, self.limits = box, box.limits
        self.until = time.monotonic() + self.limits.notebook_seconds
        self.done, self.harmful = [], set()
        self.left = TOTAL
        self.open()

    def open(self):
        self.connection, self.life = self.box.open()
        self.peer = peer.Peer(self.connection, tick=self.tick)
        self.peer.seconds = self.limits.cell_seconds

    def tick(self):
        if time.monotonic() > min(self.until, self.patience):
            raise Stopped("took too long")

    def close(self, ended=False):
        """End the process, if it has not `ended` already; how it ended."""
        reason = "exit"
        with contextlib.suppress(OSError):
            if not (ended and select.select([self.life], [], [], 1)[0]):
                self.life.shutdown(1)
            self.life.settimeout(5)
            reason = json.loads(self.life.recv(100) or b'"exit"')
        self.life.close()
        self.connection.close()
        return ENDED.get(reason, reason)

    def again(self):
        """A new process with all cells so far but the harmful ones."""
        while time.monotonic() < self.until:
            self.open()
            if all(map(self.runs, self.done)):
                return
        raise Stopped("the notebook took longer than "
                      f"{self.limits.notebook_seconds:g} seconds")

    def runs(self, source):
        """Run a cell once more; whether that did no harm this time too."""
        if source not in self.harmful:
            try:
                self.show(source)
            except Stopped:
                self.harmful.add(source)
                return False
        return True

    def guarded(self, work):
        """What `work()` returns; Stopped if the process had to be ended."""
        self.patience = time.monotonic() + self.limits.cell_seconds \
            + self.limits.grace_seconds
        try:
            return work()
        except (peer.PeerGone, wire.BrokenMessage) as trouble:
            reason = self.close(type(trouble) is peer.PeerGone)
            if isinstance(trouble, Stopped):
                reason = str(trouble)
            elif isinstance(trouble, wire.BrokenMessage):
                reason = "gave back something that is not a value"
            raise Stopped(reason) from None

    def show(self, source):
        """Run a cell; what it showed, as outputs of a notebook."""
        try:
            with warnings.catch_warnings(action="ignore"):
                return clean(self.guarded(
                    lambda: self.peer.ask("run", None, (source,))))
        except Exception as error:  # it broke what runs it
            return [error_output(*told(error))]

    def run(self, source):
        """Run a cell for the first time; outputs, as far as there is room."""
        if len(source) > LONGEST:
            return [error_output("TooLong", "cells of more than "
                                 f"{LONGEST:,} characters are not run")]
        try:
            shown = self.show(source)
            self.done.append(source)
        except Stopped as stopped:
            self.harmful.add(source)
            self.again()
            shown = [error_output("Stopped", str(stopped))]
        self.left -= len(json.dumps(shown))
        return shown if self.left > 0 else [
            error_output("TooMuch", "the notebook shows too much")]


def printable(text, most):
    """The beginning of a text, without what should not be in a page."""
    return UNSEEN.sub("", str(text)[:most])


def told(error):
    """[kind, message] of an error."""
    return [printable(type(error).__name__, 100),
            printable(peer.said(error), SHOWN)]


def error_output(kind, text):
    return {"output_type": "error", "ename": kind, "evalue": text,
            "traceback": [f"{kind}: {text}"]}


def clean(outputs):
    """Outputs as they may stand in a notebook: text and PNG, nothing else."""
    kept = []
    for output in outputs[:50] if isinstance(outputs, list) else []:
        with contextlib.suppress(Exception):
            kept.append(clean_output(output))
    return kept


def clean_output(output):
    kind = output["output_type"]
    if kind == "stream":
        return {"output_type": kind, "text": printable(output["text"], OUTPUT),
                "name": "stderr" if output["name"] == "stderr" else "stdout"}
    if kind == "error":
        return {**error_output(printable(output["ename"], 100),
                               printable(output["evalue"], SHOWN)),
                "traceback": [printable(line, 1000)
                              for line in output["traceback"][:60]]}
    data = output["data"]
    kept = {"text/plain": printable(data.get("text/plain", ""), OUTPUT)}
    with contextlib.suppress(KeyError, TypeError, ValueError, struct.error):
        kept["image/png"] = png(data["image/png"])
    return {"output_type": "display_data", "metadata": {}, "data": kept}


def png(text):
    """A picture in base64, encoded anew. Raises ValueError if it is no PNG, or
    too large, and struct.error if it is cut off.

    What it begins with: https://www.w3.org/TR/png/#5DataRep
    """
    data = base64.b64decode("".join(text[:PICTURE].split()), validate=True)
    magic, head, *sides = struct.unpack_from(">8s4x4sII", data)
    if magic != b"\x89PNG\r\n\x1a\n" or head != b"IHDR" \
            or max(sides) > PIXELS:
        raise ValueError("no picture to show")
    return base64.b64encode(data).decode()


class StudentFunction(peer.Proxy):
    """A student's function, as a test sees it: with its code to look at.

    Its name goes into the set `gave_none` when it gives back None.
    """

    def __init__(self, proxy, code, gave_none):
        super().__init__(proxy._peer, proxy._handle, proxy.__name__)
        self._gave_none = gave_none
        if code is not None:
            self.__code__ = code

    def __call__(self, *arguments, **options):
        result = super().__call__(*arguments, **options)
        if result is None:
            self._gave_none.add(self.__name__)
        return result


def code_of(name, sources):
    """The code object of the last function `name` in the cells, or None."""
    for source in reversed(sources):
        if name in defined_names(source):
            with contextlib.suppress(SyntaxError, ValueError, RecursionError,
                                     MemoryError):
                everything = compile(ast.parse(source), "cell", "exec")
                return next((code for code in everything.co_consts
                             if getattr(code, "co_name", "") == name), None)
    return None


def names_for(room, exercise, gave_none):
    """The student's names that the tests of an exercise may use."""
    names = {}
    for name in exercise.defines:
        try:
            value = room.peer.ask("find", None, (name,))
        except NameError:
            continue
        names[name] = StudentFunction(
            value, code_of(name, room.done), gave_none) if type(value) is peer.Proxy \
            else value
    return names


def why_failed(error, exercise, gave_none):
    """[kind, message] of a failed test, and what helps to understand it."""
    kind, text = told(error)
    more = [telling.compared(error), *telling.forgotten(
        gave_none & telling.with_result(exercise.solution))]
    return [kind, "\n".join(filter(None, [text, *more]))]


def too_long(*_):
    raise Stopped("took too long")


def try_test(room, exercise, test, seed):
    """None if the test passes, else [kind, message]."""
    chance.fix(*seed, test.name)
    tempfile.tempdir = "/tmp"  # a student's process can have the same folders
    signal.signal(signal.SIGALRM, too_long)  # and again, if it is caught
    signal.setitimer(signal.ITIMER_REAL, 2 * room.limits.cell_seconds, 1)
    gave_none = set()

    def work():
        namespace = {"__name__": "test",
                     **names_for(room, exercise, gave_none)}
        with contextlib.redirect_stdout(io.StringIO()), \
                contextlib.redirect_stderr(io.StringIO()):
            exec(compile(test.source, test.name, "exec"), namespace)
        room.peer.ask("forget", None)
        room.peer.do_forget(None)

    try:
        room.guarded(work)
        return None
    except Stopped as stopped:
        signal.setitimer(signal.ITIMER_REAL, 0)
        room.again()
        return ["Stopped", str(stopped)]
    except Exception as error:
        return why_failed(error, exercise, gave_none)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def cells_to_run(cells, key):
    """Code cells that are the student's own: {place: source}."""
    tests = {test.name for test in key.tests}
    return {place: cell["source"] for place, cell in enumerate(cells)
            if cell["cell_type"] == "code" and cell["source"].strip()
            and cell.get("id") != FETCH_ID
            and cell.get("grade_id") not in tests
            and squeezed(cell["source"]) not in key.given}


def last_places(cells, key):
    """After which cell the tests of each exercise are tried: {place: […]}."""
    places = {}
    for exercise in key.exercises:
        place = max((place for place, source in cells.items()
                     if set(exercise.defines) & defined_names(source)),
                    default=max(cells, default=0))
        places.setdefault(place, []).append(exercise)
    return places


def grade(cells, key, box, secret):
    """Try a submission; {"tests": {name: None or [kind, message]},
    "outputs": {place of a cell: outputs}}, the same each time.

    `cells` are dicts with cell_type, source, id and grade_id.
    """
    room = Room(box)
    own, outputs, tests = cells_to_run(cells, key), {}, {}
    places, seed = last_places(own, key), (secret, key.name)
    try:
        for place in sorted({*own, *places}):
            if place in own:
                outputs[place] = room.run(own[place])
            for exercise in places.get(place, []):
                for test in exercise.tests:
                    tests[test.name] = try_test(room, exercise, test, seed)
        for exercise in key.exercises:  # what a later cell makes whole
            for test in exercise.tests:
                if tests[test.name] and tests[test.name][0] == "NameError":
                    tests[test.name] = try_test(room, exercise, test, seed)
    except Stopped as stopped:
        for test in key.tests:
            tests.setdefault(test.name, ["Stopped", str(stopped)])
    else:
        room.close()
    return {"tests": {test.name: tests[test.name] for test in key.tests},
            "outputs": outputs}
