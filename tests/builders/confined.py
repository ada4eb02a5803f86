"""A confined process, and the results of its forbidden attempts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

ATTEMPTS = """
import ctypes, json, mmap, os, signal, socket, sys, threading
from pathlib import Path
folder, port, other = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
held, parent = os.open(folder / "held", os.O_RDWR), os.getppid()
pipe = os.pipe()

def connect(where):
    with socket.create_connection(("127.0.0.1", where), 5):
        pass

def fork():
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)

def thread():
    made = threading.Thread(target=lambda: None)
    made.start()
    made.join()

def run():
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)

def datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"x", ("127.0.0.1", other))

def fast_open():
    with socket.socket() as made:
        made.sendto(b"x", socket.MSG_FASTOPEN, ("127.0.0.1", other))

def fast_open_message():
    with socket.socket() as made:
        made.sendmsg([b"x"], [], socket.MSG_FASTOPEN, ("127.0.0.1", other))

def multipath():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_MPTCP) as made:
        made.connect(("127.0.0.1", other))

def listen():
    with socket.create_server(("127.0.0.1", 0)):
        pass

ATTEMPTS = {
    "new file": lambda: os.open(folder / "new", os.O_CREAT | os.O_WRONLY),
    "write": lambda: os.open(folder / "held", os.O_WRONLY),
    "append": lambda: os.open(folder / "held", os.O_RDWR | os.O_APPEND),
    "write to what is open": lambda: os.pwrite(held, b"x", 0),
    "read": lambda: (folder / "held").read_bytes(),
    "list": lambda: os.listdir(folder),
    "read the parent's memory": lambda: os.open(f"/proc/{parent}/mem", os.O_RDONLY),
    "folder": lambda: os.mkdir(folder / "made"),
    "remove": lambda: os.unlink(folder / "old"),
    "rename": lambda: os.rename(folder / "aged", folder / "moved"),
    "link": lambda: os.symlink("held", folder / "link"),
    "truncate": lambda: os.truncate(folder / "held", 0),
    "mode": lambda: os.chmod(folder / "held", 0o777),
    "program": run,
    "fork": fork,
    "signal": lambda: os.kill(parent, 0),
    "unix socket": lambda: socket.socket(socket.AF_UNIX),
    "datagram": datagram,
    "listen": listen,
    "connect": lambda: connect(port),
    "connect elsewhere": lambda: connect(other),
    "connect elsewhere by sending": fast_open,
    "connect elsewhere by a message": fast_open_message,
    "connect elsewhere on several paths": multipath,
    "memory as a file": lambda: os.memfd_create("x"),
    "read the program": lambda: Path(json.__file__).read_bytes(),
    "share memory": lambda: mmap.mmap(-1, 4096).close(),
    "pipe": lambda: (os.write(pipe[1], b"x"), os.read(pipe[0], 1)),
    "thread": thread,
    "end itself by a signal": lambda: signal.raise_signal(signal.SIGURG),
}
"""

THEN = """
done = {}
for name, attempt in ATTEMPTS.items():
    try:
        attempt()
        done[name] = True
    except (OSError, RuntimeError):
        done[name] = False
print(json.dumps(done))
"""


def attempted(folder: Path, confine: str, *, port: int = 0, other: int = 0) -> dict[str, bool]:
    """Whether each attempt succeeds in a process that ran `confine`, Python text, before.

    port and other: those of two servers on this machine.
    """
    for name in ("held", "old", "aged"):
        (folder / name).write_bytes(b"held")
    code = f"{ATTEMPTS}\n{confine}\n{THEN}"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(port), str(other)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
    )
    outcome: dict[str, bool] = json.loads(done.stdout)
    return outcome
