"""Kill a writer of the audit log at random moments and look at what it leaves behind.

python tests/edge/audit/killing.py KILLS [SEED]: prints what was found; exit status 1 on any loss.
One process loads everything once and forks a writer for each kill, so several die a second.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import tempfile
from pathlib import Path

from edge.audit import store as files
from edge.audit.chain import examine, verify_file
from edge.audit.log import AuditLog
from edge.events.event import EventKind, GateEvent
from edge.security.keys import KioskKey

LONGEST_S = 0.03
OPENING = 0.3  # of the writers die while they open the log, the others some time after they wrote
PATIENCE_S = 60.0
FIELD = 32  # characters of an event's id


def write_until_killed(path: Path, key: KioskKey, acknowledge: int) -> None:
    log = AuditLog(path, key)
    while True:
        event = GateEvent(EventKind.SESSION, "door", {"decision": "accepted"})
        log.on_event(event)
        os.write(acknowledge, event.id.encode())


def one_kill(path: Path, key: KioskKey, after_s: float, *, writing: bool) -> list[str]:
    """Ids the writer had acknowledged when it died.

    writing: the time runs from its first acknowledgement, not from its birth.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            write_until_killed(path, key, write)
        finally:
            os._exit(3)  # a writer that ends by itself has failed
    os.close(write)
    if writing and not select.select([read], [], [], PATIENCE_S)[0]:
        raise SystemExit("a writer wrote nothing")
    select.select([], [], [], after_s)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit("a writer ended by itself")
    with os.fdopen(read, "rb") as pipe:
        text = pipe.read().decode()
    return [text[i : i + FIELD] for i in range(0, len(text), FIELD)]


def kill_many(folder: Path, kills: int, seed: int) -> tuple[int, list[str]]:
    """Entries acknowledged in all, and every fault that was found."""
    path, key = folder / "audit.sqlite", KioskKey.load_or_create(folder / "keys")
    trusted = {key.key_id: key.public_pem}
    chance = random.Random(seed)
    verified = acknowledged = 0
    faults: list[str] = []
    for _ in range(kills):
        writing = chance.random() >= OPENING
        ids = one_kill(path, key, chance.uniform(0, LONGEST_S), writing=writing)
        acknowledged += len(ids)
        if not path.exists():  # killed before it began
            continue
        with files.reading(path) as store:
            new = list(files.entries(store, verified + 1))
            finding = examine(files.entries(store, verified), trusted, part=True)
        if finding.broken is not None:
            faults.append(finding.broken.text)
        kept = "".join(entry.event for entry in new)
        faults += [f"{id_} was acknowledged and is lost" for id_ in ids if id_ not in kept]
        verified = max(verified, finding.last)
    AuditLog(path, key).close()
    whole = verify_file(path, trusted)
    if whole.broken is not None:
        faults.append(whole.broken.text)
    return acknowledged, faults


def main() -> int:
    kills, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, faults = kill_many(Path(folder), kills, seed)
    print(f"{kills} kills, {acknowledged} entries acknowledged, {len(faults)} faults")
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
