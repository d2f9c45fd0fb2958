"""A place for code that nobody has read: what it may see, use and spend.

bubblewrap makes the outer room once: read-only Python, helpers and samples,
nothing of the class, no network. In it waits `student.py` with all imports
done. For each notebook it forks into an inner room, made by the functions
below, with namespaces of its own: other processes, files and the other
notebooks are not there. When its first process ends, so does everything.
"""
import contextlib
import ctypes
import dataclasses
import json
import os
import pathlib
import platform
import re
import resource
import shutil
import socket
import stat
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOBODY = 65534
INODES = 20_000        # files in /tmp
SEEN = ("utils", "checkpoints", "claims.yml", "tools/__init__.py",
        "tools/grading", "tools/ipython", "book/__init__.py")
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts",
          "/etc/alternatives", "/etc/localtime")

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x10000000, 0x20000000
CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWUTS = 0x8000000, 0x40000000, 0x4000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND = 2, 4, 8, 1 << 12
MS_PRIVATE, MS_REC = 1 << 18, 1 << 14
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
# System calls that keep memory where no limit counts it, outlive the room, or
# that no notebook needs and the kernel has had holes in. From the tables
# arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h;
# first the number of the architecture (include/uapi/linux/audit.h).
REFUSED = {
    "x86_64": (0xC000003E, {
        "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "semget": 64,
        "msgget": 68, "mq_open": 240, "add_key": 248, "request_key": 249,
        "keyctl": 250, "io_uring_setup": 425, "bpf": 321,
        "perf_event_open": 298, "userfaultfd": 323, "ptrace": 101,
        "unshare": 272, "setns": 308}),
    "aarch64": (0xC00000B7, {
        "memfd_create": 279, "memfd_secret": 447, "shmget": 194,
        "semget": 190, "msgget": 186, "mq_open": 180, "add_key": 217,
        "request_key": 218, "keyctl": 219, "io_uring_setup": 425, "bpf": 280,
        "perf_event_open": 241, "userfaultfd": 282, "ptrace": 117,
        "unshare": 97, "setns": 268})}
libc = ctypes.CDLL(None, use_errno=True)


class NoSandbox(RuntimeError):
    """This machine does not let us make one."""


@dataclasses.dataclass(frozen=True)
class Limits:
    """What one notebook may spend. CLASS/limits.json may give other numbers,
    as {"cell_seconds": 120}; whatever grades the class goes by them.
    """

    memory: int = 3 * 2**30        # bytes, over what the imports take
    disk: int = 256 * 2**20        # bytes in /tmp, which lives in memory
    processes: int = 64
    cell_seconds: float = 60       # for a cell, and for what a test asks for
    grace_seconds: float = 5       # until code that goes on is ended
    notebook_seconds: float = 600


def read_limits(folder):
    """The Limits of a class. Raises NoSandbox if the file says nonsense."""
    path = folder / "limits.json"
    try:
        said = json.loads(path.read_text()) if path.exists() else {}
        limits = Limits(**said)
    except (ValueError, TypeError) as error:
        raise NoSandbox(f"{path} cannot be read: {error}") from None
    for name, value in dataclasses.asdict(limits).items():
        if type(value) not in (int, float) or not value > 0:
            raise NoSandbox(f"{path}: {name} is {value!r}; it must be a "
                            "number above 0")
    return limits


def bubblewrap(command, descriptors):
    """The command line that runs `command` in the outer room."""
    program = shutil.which("bwrap")
    if not program:
        raise NoSandbox("bubblewrap is missing; install it (Debian, Ubuntu: "
                        "apt install bubblewrap), or grade in the container "
                        "of deploy/Dockerfile")
    if platform.machine() not in REFUSED:
        raise NoSandbox(f"the sandbox does not know {platform.machine()!r} "
                        f"processors, only {', '.join(REFUSED)}")
    places = [*SYSTEM, sys.prefix, sys.base_prefix,
              *(str(ROOT / name) for name in SEEN)]
    if data := os.environ.get("COURSE_DATA"):
        places.append(str(pathlib.Path(data).resolve()))
    places = [place for place in dict.fromkeys(places)
              if os.path.exists(place)]
    above = dict.fromkeys(str(parent) for place in places for parent
                          in reversed(pathlib.Path(place).parents))
    above.pop("/tmp", None)
    binds = [word for place in above for word in (
        "--perms", "0755", "--dir", place)] + [
        word for place in places for word in ("--ro-bind", place, place)]
    settings = {
        "PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0",
        "IPYTHONDIR": "/tmp/ipython", "MPLCONFIGDIR": "/tmp/matplotlib",
        "OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "COURSE_EDITION": os.environ.get("COURSE_EDITION", "sample"),
        **({"COURSE_DATA": data} if data else {})}
    # Root need not be the root of a room; see `be_nobody`.
    rights = ["--unshare-pid", "--unshare-net", "--unshare-ipc",
              "--unshare-uts", "--cap-add", "CAP_SETUID", "--cap-add",
              "CAP_SETGID", "--cap-add", "CAP_SYS_ADMIN"] if os.getuid() == 0 \
        else ["--unshare-all"]
    return [program, *rights, "--die-with-parent", "--new-session",
            "--clearenv", *(word for item in settings.items()
                            for word in ("--setenv", *item)),
            "--perms", "1777", "--tmpfs", "/tmp",  # under what lies in it
            *binds, "--proc", "/proc", "--dev", "/dev",
            "--remount-ro", "/dev", "--remount-ro", "/",
            "--chdir", "/tmp", "--hostname", "sandbox", *command,
            *map(str, descriptors)]


class Sandbox:
    """The outer room with a warm Python in it, for any number of notebooks.

    `setup` is code of the course that is run there beforehand; each notebook
    may spend as much as `limits` says.
    """

    def __init__(self, setup, limits=Limits()):
        self.limits = limits
        self.control, inside = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_SEQPACKET)
        code = os.memfd_create("setup")
        os.write(code, setup.encode())
        os.lseek(code, 0, os.SEEK_SET)
        self.process = subprocess.Popen(
            bubblewrap([sys.executable, "-m", "tools.grading.student",
                        json.dumps(dataclasses.asdict(limits))],
                       [inside.fileno(), code]),
            pass_fds=[inside.fileno(), code], stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        inside.close()
        os.close(code)
        if self.control.recv(16) != b"ready":
            raise NoSandbox(self.failure())

    def failure(self):
        said = self.process.communicate()[1].strip()
        return (f"the sandbox did not start: {said[-1500:]}\nIt needs user "
                "namespaces (sysctl kernel.unprivileged_userns_clone=1, "
                "kernel.apparmor_restrict_unprivileged_userns=0), and the "
                "course's files must be readable for everyone.")

    def open(self):
        """A new inner room: its socket, and the one by which it lives.

        Whoever closes the second one ends the room.
        """
        here, there = socket.socketpair()
        life, watch = socket.socketpair()
        socket.send_fds(self.control, [b"open"],
                        [there.fileno(), watch.fileno()])
        there.close()
        watch.close()
        return here, life

    def must_live(self):
        """Raise NoSandbox if the room has ended by itself."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
            raise NoSandbox(self.failure())

    def close(self):
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()


# What follows runs inside.

def check(outcome):
    if outcome:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def be_nobody():
    """Where root grades: the limit on processes does not hold for root.

    bubblewrap lays covers over root's /proc, and under covers the inner rooms
    could not mount their own: lay a plain one on top.
    """
    if os.getuid() == 0:
        mount("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        check(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))  # own /proc/self again


def leave_namespaces():
    """Users, processes, network and messages of our own from here on."""
    uid, gid = os.getuid(), os.getgid()
    check(libc.unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWIPC
                       | CLONE_NEWNET | CLONE_NEWUTS))
    pathlib.Path("/proc/self/setgroups").write_text("deny")
    pathlib.Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    pathlib.Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def mount(kind, place, flags=0, options=None):
    check(libc.mount(kind.encode(), place.encode(), kind.encode(), flags,
                     options.encode() if options else None))


def mounted_in(folder):
    """The mounts below a folder, opened: {path: descriptor}."""
    lines = pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
    places = [re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)),
                     line.split(" ")[4]) for line in lines]
    return {place: os.open(place, os.O_PATH) for place in places
            if place.startswith(f"{folder}/")}


def mount_again(place, descriptor):
    """Put a mount that was covered, and is still open, back in its place."""
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        os.makedirs(place, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        pathlib.Path(place).touch()
    check(libc.mount(f"/proc/self/fd/{descriptor}".encode(),
                     os.fsencode(place), None, MS_BIND, None))
    os.close(descriptor)


def own_files(limits):
    """A /tmp that can be filled so far, with nothing in it but what the course
    or Python has there, and only our own processes.
    """
    check(libc.unshare(CLONE_NEWNS))
    check(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    careful, kept = MS_NOSUID | MS_NODEV, mounted_in("/tmp")
    for place in ("/tmp", "/dev/shm"):
        mount("tmpfs", place, careful,
              f"size={limits.disk},nr_inodes={INODES}")
    for place, descriptor in kept.items():
        mount_again(place, descriptor)
    mount("proc", "/proc", careful | MS_NOEXEC)
    pathlib.Path("/proc/sys/user/max_user_namespaces").write_text("0")


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


def give_up_rights():
    """No capability now or later, and none of what a file may grant."""
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    none = (ctypes.c_uint32 * 6)()
    check(libc.capset(ctypes.byref(_Header(0x20080522, 0)), none))
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def refuse_calls():
    """Answer the REFUSED system calls with "not permitted" from now on.

    A program in the kernel's filter language (its documentation:
    userspace-api/seccomp_filter.rst): load the architecture and end if it is
    another one, load the number, refuse what is in the table and numbers of
    other ways to call (above 2**30), allow the rest.
    """
    architecture, calls = REFUSED[platform.machine()]
    refuse, allow, kill = 0x00050001, 0x7FFF0000, 0x80000000
    count = len(calls)
    steps = [(0x20, 0, 0, 4), (0x15, 1, 0, architecture), (0x06, 0, 0, kill),
             (0x20, 0, 0, 0), (0x35, count + 1, 0, 2**30),
             *((0x15, count - place, 0, number)
               for place, number in enumerate(calls.values())),
             (0x06, 0, 0, allow), (0x06, 0, 0, refuse)]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    check(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(
        _Program(len(steps), code)), 0, 0))


def set_limits(limits):
    for what, most in ((resource.RLIMIT_DATA, limits.memory),
                       (resource.RLIMIT_NPROC, limits.processes),
                       (resource.RLIMIT_FSIZE, limits.disk),
                       (resource.RLIMIT_NOFILE, 256),
                       (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
