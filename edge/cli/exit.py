"""How a command ends: a typed error is one line on stderr and status 2, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from edge.errors import FacevouchError


def say(text: str) -> None:
    """One line, however long."""
    from rich.console import Console

    Console(stderr=True).print(text, highlight=False, markup=False, soft_wrap=True)


PACKAGED = "/opt/facevouch/"
"""Where the Debian package's environment lies; nothing is added to it with pip."""

USAGE = 2
INTERRUPTED = 130

EXTRAS = {
    **dict.fromkeys(
        ("captum", "onnxscript", "tensorboard", "timm", "torch", "torchvision"), "train"
    ),
    **dict.fromkeys(("PyQt6", "pyqtgraph"), "app"),
    **dict.fromkeys(("fastapi", "httpx", "jwt", "paho", "prometheus_client", "uvicorn"), "serve"),
    **dict.fromkeys(("gpiozero", "lgpio"), "gpio"),
    "ray": "ray",
}
"""By module, the extra of pyproject.toml that brings it; all others come with `tools`."""

POSIX = ("fcntl", "resource", "pwd", "grp")
"""Modules of Python's own that Windows has not."""


def guarded(command: Callable[[], int]) -> int:
    """Run a command and turn what it raises into an exit status."""
    try:
        return command()
    except FacevouchError as error:
        print(f"facevouch: {error}", file=sys.stderr)  # noqa: T201
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our output has gone; keep the interpreter from trying again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except PermissionError as error:
        # reading a folder of another account, which is where a gate's state belongs
        print(  # noqa: T201
            f"facevouch: this user may not look at {error.filename or 'a file it needs'}; "
            "run the command as the account that owns it, or name another folder with "
            "FACEVOUCH_STATE",
            file=sys.stderr,
        )
        return USAGE
    except ModuleNotFoundError as error:
        package = (error.name or "").split(".")[0]
        if package in ("edge", "models", "ui", "tools"):
            raise
        print(f"facevouch: {_lacking(package or 'a part')}", file=sys.stderr)  # noqa: T201
        return USAGE
    except (ImportError, OSError) as error:
        if _interrupted(error):
            return INTERRUPTED
        if (words := _unloadable(error)) is None:
            raise
        print(f"facevouch: {words}", file=sys.stderr)  # noqa: T201
        return USAGE


def _interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C is behind it: NumPy tells of one while it is imported as of a broken NumPy."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, KeyboardInterrupt):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _unloadable(error: BaseException) -> str | None:
    """One line on a library that does not load; None for any other error."""
    from edge.doctor.libraries import explained
    from ui.platform import debian_package

    found = explained(error, debian_package)
    return None if found is None else f"{found[0]}; {found[1]} (facevouch doctor shows the rest)"


def _lacking(name: str) -> str:
    """What to do about a module that is not here."""
    if name in POSIX:
        return (
            "a gate (kiosk, serve, audit) needs Linux or macOS; on this system there are the "
            "window, run, models and doctor"
        )
    if getattr(sys, "frozen", False):
        return (
            f"this command needs {name}, which is not part of this folder; use an installation "
            "with Python: pip install 'facevouch[app,tools]'"
        )
    if sys.prefix.startswith(PACKAGED):
        return (
            f"this command needs {name}, which the Debian package leaves out: it carries the gate "
            "and no workshop; on a workstation: "
            f"pip install 'facevouch[{EXTRAS.get(name, 'tools')}]'"
        )
    return (
        f"this command needs {name}, which is not installed; "
        f"install it with: pip install 'facevouch[{EXTRAS.get(name, 'tools')}]'"
    )
