"""Work in a process of its own: it can be ended at any moment, and takes nobody with it."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from edge.errors import FacevouchError, ModelError, OutputError

TICK_S = 0.2
JOIN_S = 10.0

R = TypeVar("R")


def apart(
    work: Callable[..., R], words: tuple[Any, ...], tick: Callable[[], None] = lambda: None
) -> R:
    """What `work(*words)` returns. Work, words and result must pickle.

    Raises ModelError with the words of what went wrong there, OutputError where a file could not
    be written, and ModelError where the process was ended from outside. Whatever ends this call
    ends the process.
    """
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(far, work, words), daemon=True)
    process.start()
    far.close()
    try:
        while not near.poll(TICK_S):
            tick()
        kind, value = near.recv()
    except EOFError:
        process.join(JOIN_S)
        raise ModelError(_ended(process.exitcode)) from None
    finally:
        process.kill()
        process.join(JOIN_S)
        near.close()
    if kind == "disk":
        raise OutputError(value)
    if kind == "error":
        raise ModelError(value)
    result: R = value
    return result


def _answer(pipe: Connection, work: Callable[..., Any], words: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of Ctrl-C the parent hears, and ends us
    threading.Thread(target=_end_with_parent, name="facevouch-parent", daemon=True).start()
    try:
        pipe.send(("done", work(*words)))
    except FacevouchError as error:
        pipe.send(("error", str(error)))
    except OSError as error:
        pipe.send(("disk", f"cannot write {error.filename or 'an engine'}: {error.strerror}"))
    except Exception as error:  # noqa: BLE001  libraries raise what they like; the parent tells it
        pipe.send(("error", f"{type(error).__name__}: {error}"))


def _end_with_parent() -> None:
    """A parent that was killed can end nobody: then nobody waits for this work either."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _ended(status: int | None) -> str:
    name = "unknown"
    if status is not None:
        name = signal.Signals(-status).name if status < 0 else f"status {status}"
    hint = "; most often memory ran out: close what else runs, or add swap"
    return f"the process that builds was ended ({name}){hint if name == 'SIGKILL' else ''}"
