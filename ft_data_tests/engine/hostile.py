"""Programs that want out. Each sets `got` to the names of what it managed; `W` has the witnesses outside."""

PRELUDE = """
import ctypes, os, struct
libc = ctypes.CDLL(None, use_errno=True)
W = {witnesses!r}
got = []
def attack(name, act):
    try:
        value = act()
    except BaseException:
        return
    if value is None or value is False or (isinstance(value, int) and value < 0):
        return
    got.append(name)
def call(number, *args):
    return libc.syscall(number, *args)
def path(text):
    return ctypes.c_char_p(text.encode())
"""

READ = """
for name in ("key", "folder/key", "link"):
    attack(f"open {name}", lambda: open(W[name]).read())
    attack(f"open bytes {name}", lambda: os.open(W[name], os.O_RDONLY))
attack("O_PATH", lambda: os.open(W["key"], 0o10000000))
attack("read and truncate", lambda: os.open(W["key"], os.O_RDONLY | os.O_TRUNC))
attack("dir fd", lambda: os.open("key", os.O_RDONLY, dir_fd=os.open(os.path.dirname(W["key"]), os.O_RDONLY)))
attack("listdir", lambda: os.listdir(os.path.dirname(W["key"])))
attack("/proc/self/root", lambda: open("/proc/self/root" + W["key"]).read())
for name in ("environ", "mem", "maps", "cmdline", "fd"):
    attack(f"parent's {name}", lambda: os.open(f"/proc/{os.getppid()}/{name}", os.O_RDONLY))
    attack(f"own {name}", lambda: os.open(f"/proc/self/{name}", os.O_RDONLY))
for name in ("/etc/passwd", "/etc/hostname", "/dev/mem", "/dev/zero", "/sys/kernel", "/root", "/home", "/tmp"):
    attack(name, lambda: os.open(name, os.O_RDONLY))
attack("dlopen", lambda: ctypes.CDLL(W["key"]))
attack("openat2", lambda: call(437, -100, path(W["key"]), ctypes.byref((ctypes.c_uint64 * 3)()), 24))
attack("io_uring", lambda: call(425, 8, ctypes.byref((ctypes.c_char * 256)())))
attack("process_vm_readv", lambda: call(310, os.getppid(), 0, 0, 0, 0, 0))
attack("ptrace", lambda: call(101, 16, os.getppid(), 0, 0))
attack("ptrace me", lambda: call(101, 0, 0, 0, 0))
attack("pidfd_open", lambda: call(434, os.getppid(), 0))
attack("open_by_handle_at", lambda: call(304, -100, 0, 0))
attack("name_to_handle_at", lambda: call(303, -100, path(W["key"]), 0, 0, 0))
attack("userfaultfd", lambda: call(323, 0))
attack("keyctl", lambda: call(250, 0, -3, 1))
attack("bpf", lambda: call(321, 0, 0, 0))
attack("perf", lambda: call(298, 0, 0, -1, -1, 0))
attack("a large file of the library", lambda: open(os.path.join(os.path.dirname(os.__file__), "site-packages", "README.txt")).read())
for shown in list(range(3, 256)):
    attack(f"descriptor {shown}", lambda: os.pread(shown, 1, 0))
"""

WRITE = """
import tempfile
for where in (W["folder"], "/tmp", "/dev/shm", "/var/tmp", "/run", os.path.dirname(os.__file__), "/"):
    attack(f"create in {where}", lambda: open(where + "/ft-data-hostile", "w"))
    attack(f"tmpfile in {where}", lambda: os.open(where, 0o20200000 | os.O_RDWR))
    attack(f"mkdir in {where}", lambda: os.mkdir(where + "/ft-data-hostile.d") or 1)
    attack(f"symlink in {where}", lambda: os.symlink(W["key"], where + "/ft-data-hostile.l") or 1)
    attack(f"fifo in {where}", lambda: os.mkfifo(where + "/ft-data-hostile.f") or 1)
attack("append", lambda: open(W["key"], "a"))
attack("temporary", tempfile.TemporaryFile)
attack("spooled", tempfile.NamedTemporaryFile)
attack("unlink", lambda: os.unlink(W["key"]) or 1)
attack("rename", lambda: os.rename(W["key"], W["key"] + ".x") or 1)
attack("link", lambda: os.link(W["key"], W["folder"] + "/hard") or 1)
attack("truncate", lambda: os.truncate(W["key"], 0) or 1)
attack("chmod", lambda: os.chmod(W["key"], 0o777) or 1)
attack("chown", lambda: os.chown(W["key"], 1, 1) or 1)
attack("utime", lambda: os.utime(W["key"], (1, 1)) or 1)
attack("xattr", lambda: os.setxattr(W["key"], "user.x", b"1") or 1)
attack("memfd", lambda: os.memfd_create("x"))
attack("shm", lambda: call(29, 0, 1 << 20, 0o1600))
attack("sysv queue", lambda: call(68, 0, 0o1600))
attack("posix queue", lambda: call(240, path("q"), os.O_CREAT | os.O_RDWR, 0o600, 0))
attack("mount", lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0 or None)
attack("chroot", lambda: os.chroot("/tmp") or 1)
attack("chdir", lambda: os.chdir("/tmp") or 1)
attack("fallocate", lambda: os.posix_fallocate(0, 0, 1 << 20) or 1)
attack("sqlite", lambda: __import__("sqlite3").connect(W["folder"] + "/x.db").execute("create table t (x)"))
attack("copy_file_range", lambda: call(326, 0, 0, 1, 0, 10, 0))
attack("vmsplice", lambda: call(278, 1, 0, 0, 0))
"""

NET = """
import socket
for family in range(0, 46):
    for kind in (1, 2, 3, 5):
        attack(f"socket {family} {kind}", lambda: socket.socket(family, kind))
        if family != 1:
            attack(f"pair {family} {kind}", lambda: socket.socketpair(family, kind))
attack("connect", lambda: socket.create_connection(("127.0.0.1", W["port"]), 1))
attack("resolve", lambda: socket.getaddrinfo("example.org", 80))
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
attack("datagram", lambda: a.sendto(b"out", W["unix"]))
attack("datagram, no name", lambda: a.sendto(b"out", chr(0) + "ft-data-hostile"))
attack("message", lambda: a.sendmsg([b"out"], [], 0, W["unix"]))
attack("connect a pair", lambda: a.connect(W["unix"]) or 1)
attack("bind a pair", lambda: a.bind(W["folder"] + "/socket") or 1)
attack("descriptors", lambda: socket.send_fds(a, [b"x"], [0]))
attack("urllib", lambda: __import__("urllib.request").request.urlopen(f"http://127.0.0.1:{W['port']}", timeout=1))
attack("sendmmsg", lambda: call(307, a.fileno(), 0, 0, 0))
attack("io_uring", lambda: call(425, 8, ctypes.byref((ctypes.c_char * 256)())))
"""

PROCESSES = """
import signal, subprocess, threading, fcntl
attack("fork", lambda: os.fork())
attack("forkpty", lambda: os.forkpty())
attack("spawn", lambda: subprocess.Popen(["/bin/sh", "-c", "touch " + W["folder"] + "/ran"]))
attack("posix_spawn", lambda: os.posix_spawn("/bin/sh", ["sh", "-c", ":"], {}))
attack("system", lambda: os.system("touch " + W["folder"] + "/ran") == 0 or None)
attack("exec", lambda: os.execv(W["python"], [W["python"], "-c", "open('%s/ran','w')" % W["folder"]]))
attack("execveat", lambda: call(322, -100, path(W["python"]), 0, 0, 0))
attack("raw fork", lambda: call(57))
attack("raw clone", lambda: call(56, 17, 0, 0, 0, 0))
attack("raw clone3", lambda: call(435, ctypes.byref((ctypes.c_uint64 * 11)()), 88))
attack("thread", lambda: threading.Thread(target=print).start() or 1)
attack("pool", lambda: __import__("multiprocessing").Pool(2))
attack("namespace", lambda: call(272, 0x10000000) == 0 or None)
attack("setns", lambda: call(308, 0, 0) == 0 or None)
for whom in (os.getppid(), W["pid"], -1, 0, 1, -os.getpid(), os.getpid() + (1 << 32)):
    for number in (0, 9):
        attack(f"kill {whom}", lambda: os.kill(whom, number) or 1)
        attack(f"raw kill {whom}", lambda: call(62, ctypes.c_long(whom), number) == 0 or None)
attack("killpg", lambda: os.killpg(os.getpgid(os.getppid()), 9) or 1)
attack("tkill", lambda: call(200, W["pid"], 9) == 0 or None)
attack("tgkill", lambda: call(234, W["pid"], W["pid"], 9) == 0 or None)
attack("sigqueue", lambda: call(129, W["pid"], 9, ctypes.byref((ctypes.c_char * 128)())) == 0 or None)
attack("own the pipe's signals", lambda: fcntl.fcntl(os.pipe()[0], 8, W["pid"]) + 1)
attack("the same, extended", lambda: fcntl.fcntl(os.pipe()[0], 15, struct.pack("ii", 1, W["pid"])) and 1)
attack("lease", lambda: fcntl.fcntl(0, 1024, 0) + 1)
attack("pipe size", lambda: fcntl.fcntl(os.pipe()[0], 1031, 1 << 20))
attack("terminal input", lambda: fcntl.ioctl(0, 0x5412, b"x"))
attack("limit of another", lambda: call(302, W["pid"], 7, ctypes.byref((ctypes.c_uint64 * 2)(0, 0)), 0) == 0 or None)
attack("own limit", lambda: __import__("resource").setrlimit(9, (-1, -1)) or 1)
attack("priority", lambda: os.setpriority(0, W["pid"], 19) or 1)
attack("affinity", lambda: os.sched_setaffinity(W["pid"], {0}) or 1)
attack("setuid", lambda: os.setuid(0) or 1)
attack("setgroups", lambda: os.setgroups([0]) or 1)
attack("capset", lambda: libc.capset(ctypes.byref((ctypes.c_uint32 * 2)(0x20080522, 0)), ctypes.byref((ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6))) == 0 or None)
attack("prctl", lambda: libc.prctl(1, 0, 0, 0, 0) == 0 or None)
attack("dumpable", lambda: libc.prctl(4, 1, 0, 0, 0) == 0 or None)
attack("another filter", lambda: call(317, 1, 0, 0) == 0 or None)
attack("session", lambda: os.setsid())
attack("group", lambda: os.setpgid(0, os.getppid()) or 1)
attack("reboot", lambda: call(169, 0, 0, 0, 0) == 0 or None)
attack("host name", lambda: libc.sethostname(b"x", 1) == 0 or None)
attack("clock", lambda: __import__("time").clock_settime(0, 0) or 1)
attack("module", lambda: call(313, 0, 0, 0) == 0 or None)
attack("swap", lambda: call(167, 0, 0) == 0 or None)
"""

OURS = """
import sys
sys.path[:0] = W["paths"]
for name in ("ft_data", "numpy", "pyarrow", "yaml", "pytest", "site"):
    if name != "site":
        attack(f"import {name}", lambda: __import__(name))
attack("find", lambda: __import__("importlib.util").util.find_spec("ft_data"))
attack("run", lambda: __import__("runpy").run_path(W["script"]))
attack("environment", lambda: [name for name in os.environ if name not in ("PYTHONHASHSEED", "LC_CTYPE")] or None)
attack("arguments", lambda: [word for word in sys.argv if W["folder"] in word or W["script"] in word] or None)
attack("key in memory", lambda: next((x for x in __import__("gc").get_objects() if isinstance(x, str) and "KEY-OF-THE-HOUSE" in x and x is not W["secret"]), None))
"""
