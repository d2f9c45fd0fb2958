"""A place for code that nobody has read: what it may see, use and spend.

bubblewrap makes the outer room once: read-only Python, helpers and samples,
nothing of the class, no network. In it waits `student.py` with all imports
done. For each notebook it forks into an inner room, made by the functions
below, with namespaces of its own: other processes, files and the other
notebooks are not there. When its first process ends, so does everything.
"""
import ctypes
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOBODY = 65534
MEMORY = 3 * 2**30     # bytes, over what the imports take
DISK = 256 * 2**20     # bytes in /tmp, which lives in memory
PROCESSES = 64
CELL_SECONDS = 60
NOTEBOOK_SECONDS = 600
SEEN = ("utils", "checkpoints", "claims.yml", "tools/__init__.py",
        "tools/grading", "tools/ipython", "book/__init__.py")
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts",
          "/etc/alternatives", "/etc/localtime")

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x10000000, 0x20000000
CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWUTS = 0x8000000, 0x40000000, 0x4000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_PRIVATE, MS_REC = 2, 4, 8, 1 << 18, 1 << 14
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
libc = ctypes.CDLL(None, use_errno=True)


class NoSandbox(RuntimeError):
    """This machine does not let us make one."""


def bubblewrap(command, descriptors):
    """The command line that runs `command` in the outer room."""
    program = shutil.which("bwrap")
    if not program:
        raise NoSandbox("bubblewrap is missing; install it (Debian, Ubuntu: "
                        "apt install bubblewrap), or grade in the container "
                        "of deploy/Dockerfile")
    places = [*SYSTEM, sys.prefix, sys.base_prefix,
              *(str(ROOT / name) for name in SEEN)]
    if data := os.environ.get("COURSE_DATA"):
        places.append(str(pathlib.Path(data).resolve()))
    places = [place for place in dict.fromkeys(places)
              if os.path.exists(place)]
    above = dict.fromkeys(str(parent) for place in places for parent
                          in reversed(pathlib.Path(place).parents))
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
            *binds, "--proc", "/proc", "--dev", "/dev", "--perms", "1777",
            "--tmpfs", "/tmp",
            "--chdir", "/tmp", "--hostname", "sandbox", *command,
            *map(str, descriptors)]


class Sandbox:
    """The outer room with a warm Python in it, for any number of notebooks.

    `setup` is code of the course that is run there beforehand.
    """

    def __init__(self, setup):
        self.control, inside = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_SEQPACKET)
        code = os.memfd_create("setup")
        os.write(code, setup.encode())
        os.lseek(code, 0, os.SEEK_SET)
        self.process = subprocess.Popen(
            bubblewrap([sys.executable, "-m", "tools.grading.student"],
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


def own_files():
    """An empty /tmp that can be filled so far, and only our own processes."""
    check(libc.unshare(CLONE_NEWNS))
    check(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    careful = MS_NOSUID | MS_NODEV
    mount("tmpfs", "/tmp", careful, f"size={DISK},nr_inodes=20000")
    mount("tmpfs", "/dev/shm", careful, f"size={DISK}")
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


def set_limits():
    for what, most in ((resource.RLIMIT_DATA, MEMORY),
                       (resource.RLIMIT_NPROC, PROCESSES),
                       (resource.RLIMIT_FSIZE, DISK),
                       (resource.RLIMIT_NOFILE, 256),
                       (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
