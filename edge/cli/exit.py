"""The exit of a command: an expected error is one line on stderr and status 2, not a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from edge.errors import FacevouchError


def say(text: str) -> None:
    """Print a text to stderr without wrapping it."""
    from rich.console import Console

    Console(stderr=True).print(text, highlight=False, markup=False, soft_wrap=True)


PACKAGED = "/opt/facevouch/"
"""Prefix of the Debian package's environment, into which nothing is installed with pip."""

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
"""By module, the extra of pyproject.toml that installs it; all others are part of `tools`."""

POSIX = ("fcntl", "resource", "pwd", "grp")
"""Modules of the standard library that do not exist on Windows."""


def guarded(command: Callable[[], int]) -> int:
    """Run a command and convert its exceptions to an exit status, with one line on stderr.

    Exceptions that indicate a defect of facevouch are raised again.
    """
    try:
        return command()
    except FacevouchError as error:
        print(f"facevouch: {error}", file=sys.stderr)  # noqa: T201
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # the reader closed the pipe; prevent the interpreter's flush at exit from failing too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except PermissionError as error:
        # usually a gate's state folder, which belongs to another account
        print(  # noqa: T201
            "facevouch: this user has no permission for "
            f"{error.filename or 'a file it needs'}; run the command as the account that "
            "owns it, or set FACEVOUCH_STATE to another folder",
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
    """Whether Ctrl-C caused the error: during its import NumPy converts one to an ImportError."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, KeyboardInterrupt):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _unloadable(error: BaseException) -> str | None:
    """One line about a native library that does not load; None for any other error."""
    from edge.doctor.libraries import explained
    from ui.platform import debian_package

    found = explained(error, debian_package)
    return None if found is None else f"{found[0]}; {found[1]} (facevouch doctor shows the rest)"


def _lacking(name: str) -> str:
    """One line that says how to get a module that is not installed."""
    if name in POSIX:
        return (
            "a gate (kiosk, serve, audit) needs Linux or macOS; this system supports app, "
            "run, models and doctor"
        )
    if getattr(sys, "frozen", False):
        return (
            f"this command needs {name}, which is not part of this folder; use an installation "
            "with Python: pip install 'facevouch[app,tools]'"
        )
    if sys.prefix.startswith(PACKAGED):
        return (
            f"this command needs {name}, which the Debian package does not contain; on a "
            f"workstation: pip install 'facevouch[{EXTRAS.get(name, 'tools')}]'"
        )
    return (
        f"this command needs {name}, which is not installed; "
        f"install it with: pip install 'facevouch[{EXTRAS.get(name, 'tools')}]'"
    )
