"""The inside of the sandbox: waits with all imports done, runs notebooks.

    python -m tools.grading.student LIMITS CONTROL SETUP

LIMITS is a JSON object, the others are file descriptors. For each two sockets
that arrive by CONTROL a keeper is forked, and by it, in a room of its own
(`sandbox.py`), a process that runs cells and answers calls over the first one.
The keeper stays outside of the room: it ends it when the second one is closed
or a limit is passed, and says by that socket why.
"""
import contextlib
import io
import json
import os
import pathlib
import select
import signal
import socket
import sys
import time
import traceback

import cloudpickle
import psutil
from torch.utils.hooks import RemovableHandle

from tools.grading import chance, peer, sandbox

TEXT = 20_000          # characters kept of a cell's output
PICTURE = 1_000_000    # and of a picture


class CutText(io.TextIOBase):
    """Standard output of a cell: keeps the beginning."""

    def __init__(self, outputs, name):
        self.outputs, self.name, self.left = outputs, name, TEXT

    def writable(self):
        return True

    def write(self, text):
        if text and self.left > 0:
            kept = text[:self.left] + ("\n…" if len(text) > self.left else "")
            self.left -= len(text)
            last = self.outputs[-1] if self.outputs else {}
            if last.get("name") == self.name:
                last["text"] += kept
            else:
                self.outputs.append({"output_type": "stream",
                                     "name": self.name, "text": kept})
        return len(text)


def make_shell():
    """An IPython that keeps what its cells show in a list."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    outputs = []

    def keep(kind, data):
        outputs.append({"output_type": kind, "data": {
            form: str(data[form])[:most] for form, most in
            (("text/plain", TEXT), ("image/png", PICTURE)) if form in data}})

    class Publisher(DisplayPublisher):
        def publish(self, data, metadata=None, **_):
            import base64
            if isinstance(data.get("image/png"), bytes):
                data = {**data, "image/png": base64.b64encode(
                    data["image/png"]).decode()}
            keep("display_data", data)

    class Hook(DisplayHook):
        def write_output_prompt(self):
            pass

        def write_format_data(self, format_dict, md_dict=None):
            keep("execute_result", format_dict)

    class Shell(InteractiveShell):
        display_pub_class = Publisher
        displayhook_class = Hook

        def _tee(self, channel):
            # IPython's own would keep all that is printed, without limit.
            return contextlib.nullcontext()

        def _showtraceback(self, etype, evalue, stb):
            outputs.append({"output_type": "error", "ename": etype.__name__,
                            "evalue": str(evalue)[:4000],
                            "traceback": "\n".join(stb)[-TEXT:].split("\n")})

    shell = Shell.instance(config=Config(
        HistoryManager={"enabled": False},
        InteractiveShell={"colors": "NoColor", "xmode": "Context"}))
    shell.outputs = outputs
    return shell


class Notebook(peer.Peer):
    """Runs the cells of one notebook and hands over what they define."""

    def __init__(self, connection, shell):
        super().__init__(connection, alarm=set_alarm)
        self.shell = shell
        self.services["run"] = self.do_run

    def path(self, text):
        """A path from outside; its folder is made here, in this room's /tmp.
        """
        found = pathlib.Path(text)
        if found.is_relative_to("/tmp"):
            found.parent.mkdir(parents=True, exist_ok=True)
        return found

    def load(self, code):
        """A function of a test that wants to run here: the judge's own."""
        return cloudpickle.loads(bytes.fromhex(code))

    def do_run(self, _, source):
        outputs = self.shell.outputs
        outputs.clear()
        kept = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = (CutText(outputs, name) for name
                                  in ("stdout", "stderr"))
        try:
            self.shell.run_cell(source)
        finally:
            sys.stdout, sys.stderr = kept
        return list(outputs)

    def do_find(self, _, name):
        if name not in self.shell.user_ns:
            raise NameError(f"name {name!r} is not defined")
        return self.shell.user_ns[name]

    def run(self):
        while True:
            message, buffers = self.receive()
            self.serve(message, buffers, outermost=True)


def too_long(*_):
    raise TimeoutError("took too long")


def set_alarm(seconds):
    signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds or 0)


def notebook(connection, shell, limits):
    """The first process of an inner room; it never returns."""
    try:
        # Hooks made here must not have the numbers of hooks made outside.
        RemovableHandle.next_id = 10**9
        os.setsid()  # or `os.kill(0, 9)` would reach out of the room
        sandbox.own_files(limits)
        sandbox.set_limits(limits)
        sandbox.give_up_rights()
        sandbox.refuse_calls()
        nothing = os.open(os.devnull, os.O_RDWR)
        kept = os.dup2(connection, 3)
        for number in (0, 1, 2):
            os.dup2(nothing, number)
        os.closerange(4, 4096)
        os.chdir("/tmp")
        os.environ["HOME"] = "/tmp"
        chance.fix("student")
        Notebook(socket.socket(fileno=kept), shell).run()
    except peer.PeerGone:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def spent(first):
    """Bytes and number of the processes of a room."""
    processes = [first, *first.children(recursive=True)]
    size = 0
    for process in processes:
        try:
            size += process.memory_info().rss
        except psutil.Error:
            pass
    return size, len(processes)


def keep(life, connection, shell, limits):
    """Fork into an inner room, watch over it, and say how it ended."""
    sandbox.leave_namespaces()
    pid = os.fork()
    if not pid:
        os.close(life)
        notebook(connection, shell, limits)
    os.close(connection)
    first, reason = psutil.Process(pid), None
    at_first = first.memory_info().rss
    while reason is None:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            reason = f"signal {os.WTERMSIG(status)}" \
                if os.WIFSIGNALED(status) else "exit"
            break
        if select.select([life], [], [], 0.05)[0]:
            reason = "closed"
            break
        size, count = spent(first)
        if size > at_first + limits.memory + 2 * limits.disk:
            reason = "memory"
        elif count > limits.processes:
            reason = "processes"
    if not ended:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    try:
        os.write(life, json.dumps(reason).encode())
    except OSError:
        pass


def main():
    sandbox.be_nobody()
    limits = sandbox.Limits(**json.loads(sys.argv[1]))
    control = socket.socket(fileno=int(sys.argv[2]))
    shell = make_shell()
    with open(int(sys.argv[3])) as setup:
        shell.run_cell(setup.read(), silent=True).raise_error()
    shell.outputs.clear()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in range(100):  # threads of the imports may need a moment to end
        if psutil.Process().num_threads() == 1:
            break
        time.sleep(0.05)
    control.send(b"ready")
    while True:
        data, sockets, *_ = socket.recv_fds(control, 16, 2)
        if not data:
            return
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            try:
                keep(sockets[1], sockets[0], shell, limits)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        for number in sockets:
            os.close(number)


if __name__ == "__main__":
    main()
