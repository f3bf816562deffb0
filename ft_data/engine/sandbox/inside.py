"""What the sandboxed process itself runs: it shuts itself in, then runs a program's code and its tests, and says what became of it.

It is started as text (`python -c`) and imports nothing of this package. What shuts it in is the kernel's and needs no privilege:
Landlock lets it read the standard library and nothing else, a seccomp filter lists the few system calls that are left (no socket,
no other process or thread, no signal to another, no file opened but for reading), limits bound memory and processor time, and what
privileges it had are gone. It dies with whoever started it.
"""

import contextlib
import ctypes
import json
import os
import resource
import sys
import sysconfig
from typing import Any

# What programs import that needs a library beside it: loaded now, since later none can be.
_WITH_LIBRARIES = (
    "hashlib lzma bz2 zlib sqlite3 decimal uuid ssl select socket asyncio zoneinfo doctest".split()
)
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_HANDLED = (1 << 13) - 1  # every right of the first version of Landlock
_DENY, _ALLOW, _MISSING = (
    0x00050001,
    0x7FFF0000,
    0x00050026,
)  # EPERM; go on; ENOSYS: the C library takes the older call
_EQUAL, _MASKED = 4, 7
_WRITING = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | 0o20000000 | 0o10000000  # also O_TMPFILE and O_PATH
_FREE = """read write readv writev pread64 close close_range fstat newfstatat stat lstat statx lseek mmap mprotect munmap mremap
madvise brk rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall futex sched_yield sched_getaffinity getpid gettid
getuid geteuid getgid getegid getppid getcwd getrandom clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
getrusage uname exit exit_group readlink readlinkat getdents64 access faccessat dup dup2 dup3 pipe pipe2 poll ppoll select pselect6
epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2 set_robust_list rseq arch_prctl recvfrom getrlimit""".split()
_ABSENT = "clone3 openat2 faccessat2".split()


class _Compared(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def _limits(memory: int, seconds: int) -> None:
    for name, most in {
        "AS": memory, "CPU": seconds, "FSIZE": 0, "CORE": 0, "NOFILE": 48, "MEMLOCK": 0, "MSGQUEUE": 0, "SIGPENDING": 64,
    }.items():  # fmt: skip
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def _landlock(libc: ctypes.CDLL) -> None:
    """Let this process read the standard library, time zones and the empty device; no other file can be opened."""
    handled = ctypes.c_uint64(_HANDLED)
    rules = libc.syscall(444, ctypes.byref(handled), 8, 0)
    if rules < 0:
        raise OSError("the kernel has no Landlock")
    library = sysconfig.get_path("stdlib")
    inside = [os.path.join(library, name) for name in os.listdir(library)]
    allowed = {name: _READ_FILE | _READ_DIR for name in inside if not name.endswith("-packages")}
    allowed |= {library: _READ_DIR, "/usr/share/zoneinfo": _READ_FILE | _READ_DIR, os.devnull: _READ_FILE}
    for path, rights in allowed.items():
        try:
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        rights = rights if os.path.isdir(path) else rights & ~_READ_DIR
        rule = (ctypes.c_char * 12).from_buffer_copy(
            rights.to_bytes(8, sys.byteorder) + opened.to_bytes(4, sys.byteorder)
        )
        failed = libc.syscall(445, rules, 1, ctypes.byref(rule), 0)
        os.close(opened)
        if failed:
            raise OSError("the kernel takes no rule of Landlock")
    if libc.syscall(446, rules, 0):
        raise OSError("Landlock does not shut this process in")
    os.close(rules)


def _filter(seccomp: ctypes.CDLL, pid: int) -> None:
    """List the system calls that are left, and of some the arguments."""
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(_DENY))

    def rule(name: str, action: int = _ALLOW, *compared: _Compared) -> None:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number < 0:  # this kind of machine has no such call
            return
        of = (_Compared * len(compared))(*compared)
        if seccomp.seccomp_rule_add_array(context, action, number, len(compared), of):
            raise OSError("the filter of system calls takes no rule")

    for name in _FREE:
        rule(name)
    for name in _ABSENT:
        rule(name, _MISSING)
    rule("open", _ALLOW, _Compared(1, _MASKED, _WRITING, 0))
    rule("openat", _ALLOW, _Compared(2, _MASKED, _WRITING, 0))
    for command in (0, 1, 2, 3, 4, 1030):  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
        rule("fcntl", _ALLOW, _Compared(1, _EQUAL, command, 0))
    for command in (
        0x5401,
        0x5413,
        0x541B,
        0x5421,
        0x5450,
        0x5451,
    ):  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIO(N)CLEX
        rule("ioctl", _ALLOW, _Compared(1, _EQUAL, command, 0))
    rule("prlimit64", _ALLOW, _Compared(0, _EQUAL, 0, 0), _Compared(2, _EQUAL, 0, 0))  # its own, to read
    rule("socketpair", _ALLOW, _Compared(0, _EQUAL, 1, 0))  # loops of events wake themselves so
    rule("sendto", _ALLOW, _Compared(4, _EQUAL, 0, 0))  # to no address but the other end of the pair
    for name in ("kill", "tgkill"):
        rule(name, _ALLOW, _Compared(0, _EQUAL, pid, 0))
    if seccomp.seccomp_load(context):
        raise OSError("the kernel takes no filter of system calls")


def shut_in(memory: int, seconds: int, parent: int) -> None:
    """Give up all that can be given up. Raises OSError, with the reason, where the kernel does not offer it."""
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        seccomp = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        raise OSError("libseccomp is not installed") from None
    for name in _WITH_LIBRARIES:
        with contextlib.suppress(ImportError):
            __import__(name)
    _limits(memory, seconds)
    dies = libc.prctl(1, 9, 0, 0, 0) == 0 and os.getppid() == parent  # with whoever started it
    if not dies or libc.prctl(38, 1, 0, 0, 0):  # no privilege is gained again
        raise OSError("the kernel lets this process give nothing up")
    nothing = (ctypes.c_uint32 * 6)()
    if libc.capset(ctypes.byref((ctypes.c_uint32 * 2)(0x20080522, 0)), ctypes.byref(nothing)):
        raise OSError("privileges cannot be given up")
    _landlock(libc)
    _filter(seccomp, os.getpid())


def run(program: dict[str, Any]) -> dict[str, Any]:
    """Run code, its doctests, and each test in turn; stop at the first that fails."""
    module = type(sys)("answer")
    sys.modules["answer"] = module
    ran, piece = 0, "code"
    try:
        exec(compile(program["code"], "code", "exec"), module.__dict__)
        for number, test in enumerate(program["tests"], start=1):
            piece = f"test {number}"
            exec(compile(test, "test", "exec"), module.__dict__)
            ran += 1
        if program["doctests"]:
            import doctest

            piece = "doctest"
            module.__dict__["__test__"] = {}
            runner = doctest.DocTestRunner(verbose=False)
            for one in doctest.DocTestFinder().find(
                module, "answer", module=False, globs=dict(module.__dict__)
            ):
                runner.run(one, out=lambda said: None, clear_globs=False)
            ran += runner.tries - runner.failures
            if runner.failures:
                return {"state": "failed", "ran": ran, "piece": piece, "what": "another result"}
    except MemoryError:
        return {"state": "memory", "ran": ran, "piece": piece}
    except (PermissionError, ModuleNotFoundError) as error:
        return {"state": "out of reach", "ran": ran, "piece": piece, "what": type(error).__name__}
    except BaseException as error:
        reached = isinstance(error, RuntimeError) and "start new thread" in str(error)
        state = "out of reach" if reached else "left" if isinstance(error, SystemExit) else "failed"
        return {"state": state, "ran": ran, "piece": piece, "what": type(error).__name__}
    return {"state": "passed", "ran": ran}


def main() -> None:
    """Shut this process in, then run what stands in the standard input; say what became of it, once, by the given token."""
    report = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        shut_in(*map(int, sys.argv[1:4]))
    except Exception as error:
        os.write(report, json.dumps({"state": "unavailable", "what": str(error)[:200]}).encode())
        os._exit(0)
    with open(0, "rb", closefd=False) as file:
        program = json.load(file)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    token = program.pop("token")
    said = json.dumps({"token": token, **run(program)})
    os.write(report, said.encode("ascii", "replace"))
    os._exit(0)


if __name__ == "__main__":
    main()
