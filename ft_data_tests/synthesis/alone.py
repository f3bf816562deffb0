"""A process that serves the model on this machine and makes a dataset's rows with it: `alone HOME FOLDER`.

It may have been started in a network of its own that has nothing but the loopback device.
"""

import fcntl
import json
import os
import socket
import struct
import sys
from pathlib import Path

from ft_data.endpoint import local
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse.home import Home

UP = 0x8914  # SIOCSIFFLAGS


def sockets() -> list[tuple[str, str, str]]:
    """Return local address, remote address and state of the TCP sockets of this process."""
    own = {os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")}  # fmt: skip
    found = []
    for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]:
        cells = line.split()
        if f"socket:[{cells[9]}]" in own:
            ends = [socket.inet_ntoa(struct.pack("<I", int(end.split(":")[0], 16))) for end in cells[1:3]]
            found.append((*ends, cells[3]))
    return found


home, folder = Path(sys.argv[1]), Path(sys.argv[2])
networks = [name for _, name in socket.if_nameindex()]
if networks == ["lo"]:
    with socket.socket() as any_one:
        fcntl.ioctl(any_one, UP, struct.pack("16sh14x", b"lo", 0x1))
server = local.serve(folder, 0, len(os.sched_getaffinity(0)))
recipe = home / "datasets/demo/recipe.yaml"
recipe.write_text(recipe.read_text().replace("ADDRESS", f"{server.listening_address}/v1"))
graph.make(Build.open(Home(home), "demo"), "raw/docs", "cleaned", "synthesized")
seen = sockets()
listening = [here for here, _, state in seen if state == "0A"]
elsewhere = [end for one in seen for end in one[:2] if end not in ("127.0.0.1", "0.0.0.0")]
sys.stdout.write(f"\n{json.dumps({'listening': listening, 'elsewhere': elsewhere, 'networks': networks})}\n")
sys.stdout.flush()
os._exit(0)  # the threads of the server do not end
