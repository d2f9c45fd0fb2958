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
import signal
import time

from tools.grading import chance, peer, sandbox, wire
from tools.grading.key import FETCH_ID, defined_names, squeezed

SHOWN = 4000           # characters of an error
ENDED = {"memory": "more memory than it may have",
         "processes": "more processes than it may have",
         "exit": "the notebook's process ended",
         "signal 9": "the notebook's process was killed",
         "signal 11": "the notebook's process crashed"}


class Stopped(Exception):
    """The notebook's process is gone, or its time is over."""


class Room:
    """A process in the sandbox that has run the notebook up to here."""

    def __init__(self, box, until):
        self.box, self.until = box, until
        self.done, self.harmful = [], set()
        self.peer = None
        self.open()

    def open(self):
        self.connection, self.life = self.box.open()
        self.peer = peer.Peer(self.connection, tick=self.tick)
        self.peer.seconds = sandbox.CELL_SECONDS

    def tick(self):
        if time.monotonic() > min(self.until, self.patience):
            raise Stopped("took too long")

    def close(self):
        """End the process; how it ended."""
        with contextlib.suppress(OSError):
            self.life.shutdown(1)
            self.life.settimeout(5)
            reason = json.loads(self.life.recv(100) or b'"exit"')
        self.life.close()
        self.connection.close()
        return ENDED.get(reason, reason)

    def again(self):
        """A new process with all cells so far but the harmful ones."""
        if time.monotonic() > self.until:
            raise Stopped("the notebook took longer than "
                          f"{sandbox.NOTEBOOK_SECONDS} seconds")
        self.open()
        for source in self.done:
            if source not in self.harmful:
                self.patience = time.monotonic() + sandbox.CELL_SECONDS + 5
                self.peer.ask("run", None, (source,))

    def guarded(self, work):
        """What `work()` returns; if the process ends, a new one and Stopped.
        """
        self.patience = time.monotonic() + sandbox.CELL_SECONDS + 5
        try:
            return work()
        except (peer.PeerGone, Stopped, wire.BrokenMessage) as trouble:
            reason = self.close()
            if isinstance(trouble, Stopped):
                reason = "took too long"
            elif isinstance(trouble, wire.BrokenMessage):
                reason = "gave back something that is not a value"
            raise Stopped(reason) from None

    def run(self, source):
        """Run a cell; what it showed, as outputs of a notebook."""
        try:
            shown = self.guarded(
                lambda: self.peer.ask("run", None, (source,)))
            self.done.append(source)
            return clean(shown)
        except Stopped as stopped:
            self.harmful.add(source)
            self.again()
            return [error_output("Stopped", str(stopped))]


def error_output(kind, text):
    return {"output_type": "error", "ename": kind[:100],
            "evalue": text[:SHOWN],
            "traceback": [f"{kind[:100]}: {text[:SHOWN]}"]}


def clean(outputs):
    """Outputs as they may stand in a notebook: text and PNG, nothing else."""
    kept = []
    for output in outputs if isinstance(outputs, list) else []:
        with contextlib.suppress(KeyError, TypeError, ValueError):
            kept.append(clean_output(output))
    return kept[:50]


def clean_output(output):
    kind = output["output_type"]
    if kind == "stream":
        return {"output_type": kind, "text": str(output["text"])[:20_100],
                "name": "stderr" if output["name"] == "stderr" else "stdout"}
    if kind == "error":
        lines = [str(line)[:1000] for line in output["traceback"][:60]]
        return {**error_output(str(output["ename"]), str(output["evalue"])),
                "traceback": lines}
    data = {"text/plain": str(output["data"].get("text/plain", ""))[:20_100]}
    picture = output["data"].get("image/png")
    if picture and base64.b64decode(picture).startswith(b"\x89PNG\r\n"):
        data["image/png"] = str(picture)
    return {"output_type": "display_data", "metadata": {}, "data": data}


class StudentFunction(peer.Proxy):
    """A student's function, as a test sees it: with its code to look at."""

    def __init__(self, proxy, code):
        super().__init__(proxy._peer, proxy._handle, proxy.__name__)
        if code is not None:
            self.__code__ = code


def code_of(name, sources):
    """The code object of the last function `name` in the cells, or None."""
    for source in reversed(sources):
        if name in defined_names(source):
            with contextlib.suppress(SyntaxError, ValueError, RecursionError):
                everything = compile(ast.parse(source), "cell", "exec")
                return next((code for code in everything.co_consts
                             if getattr(code, "co_name", "") == name), None)
    return None


def names_for(room, exercise):
    """The student's names that the tests of an exercise may use."""
    names = {}
    for name in exercise.defines:
        try:
            value = room.peer.ask("find", None, (name,))
        except NameError:
            continue
        names[name] = StudentFunction(value, code_of(name, room.done)) \
            if type(value) is peer.Proxy else value
    return names


def too_long(*_):
    raise Stopped("took too long")


def try_test(room, exercise, test, seed):
    """None if the test passes, else [kind, message]."""
    chance.fix(*seed, test.name)
    signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, 2 * sandbox.CELL_SECONDS)

    def work():
        namespace = {"__name__": "test", **names_for(room, exercise)}
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
        return [type(error).__name__, str(error)[:SHOWN]]
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
    room = Room(box, time.monotonic() + sandbox.NOTEBOOK_SECONDS)
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
