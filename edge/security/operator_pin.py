"""The operator's PIN: a salted scrypt hash, checked in constant time, and the limit on tries."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import logging
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edge.errors import ConfigError, KeyFileError, OutputError
from edge.security.durable_times import DurableTimes, boot, finite
from edge.security.file_signature import read_sealed, write_sealed
from edge.security.secrets import exposure
from edge.system.files import PRIVATE
from edge.system.paths import state_folder

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 6, 12
"""Digits of a PIN. Five tries each quarter of an hour (see PinGuard) need years for six of them."""

PURPOSE = "facevouch operator PIN 1"

_KIND = "facevouch-pin-1"
_COST, _BLOCK, _LANES = 2**14, 8, 1  # 16 MiB and some 50 ms a try; RFC 7914, section 2
_MEMORY = 2**26  # bytes OpenSSL may take; it needs 128 * cost * block and some more
_MOST_WAITS = 16  # doublings; enough to reach the longest wait


def default_pin_file() -> Path:
    """The PIN's file where the configuration names none."""
    return state_folder() / "kiosk.pin"


def problem_with(pin: str) -> str | None:
    """A sentence on why this PIN is not acceptable; None when it is."""
    if not (pin.isascii() and pin.isdigit()):
        return "a PIN may contain digits only, because it is typed on the screen"
    if not SHORTEST <= len(pin) <= LONGEST:
        return f"a PIN must have {SHORTEST} to {LONGEST} digits"
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "that PIN is too easy to guess: a repeated digit or consecutive digits"
    return None


@dataclass(frozen=True, slots=True)
class PinHash:
    """The stored hash of a PIN. cost, block, lanes: scrypt's N, r and p."""

    salt: bytes
    digest: bytes
    cost: int = _COST
    block: int = _BLOCK
    lanes: int = _LANES

    @classmethod
    def of(cls, pin: str) -> PinHash:
        """Hash a PIN. Raises ConfigError when it is not acceptable."""
        problem = problem_with(pin)
        if problem is not None:
            raise ConfigError(problem)
        salt = secrets.token_bytes(16)
        return cls(salt, _derive(pin, salt, _COST, _BLOCK, _LANES))

    def matches(self, pin: str) -> bool:
        """Takes the same time for every PIN: about 50 ms on a PC, a few times that on a Pi."""
        derived = _derive(pin, self.salt, self.cost, self.block, self.lanes)
        return hmac.compare_digest(derived, self.digest)

    def line(self) -> str:
        """The stored form, one line of text."""
        coded = (base64.b64encode(part).decode() for part in (self.salt, self.digest))
        return ":".join((_KIND, f"{self.cost}", f"{self.block}", f"{self.lanes}", *coded))

    @classmethod
    def parse(cls, line: str) -> PinHash:
        """The inverse of `line`. Raises ValueError."""
        kind, cost, block, lanes, salt, digest = line.strip().split(":")
        if kind != _KIND:
            raise ValueError(f"unknown kind {kind!r}")
        made = cls(
            base64.b64decode(salt, validate=True),
            base64.b64decode(digest, validate=True),
            int(cost),
            int(block),
            int(lanes),
        )
        if len(made.salt) < 16 or len(made.digest) < 32:
            raise ValueError("salt or hash is too short")
        if 128 * made.cost * made.block > _MEMORY or made.lanes > 4:
            raise ValueError("the hash needs more memory or time than allowed")
        return made

    def save(self, path: Path) -> None:
        """Write the file atomically, readable by its owner only. Raises OutputError."""
        try:
            write_sealed(path, f"{self.line()}\n".encode(), PURPOSE, mode=PRIVATE)
        except (OutputError, KeyFileError) as error:
            raise OutputError(f"the PIN is not set: {error}") from error

    @classmethod
    def load(cls, path: Path) -> PinHash:
        """Raises ConfigError when the file is missing, malformed, or open to others."""
        make = "make one with: facevouch kiosk pin"
        try:
            problem = exposure(path)
            text = read_sealed(path, PURPOSE, made_by="facevouch kiosk pin").decode("ascii")
        except FileNotFoundError:
            raise ConfigError(f"there is no PIN file {path}; {make}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot read the operator's PIN {path}: {error}; {make}") from error
        if problem is not None:
            raise ConfigError(problem)
        try:
            return cls.parse(text)
        except ValueError as error:
            raise ConfigError(f"{path} does not contain an operator's PIN; {make}") from error


def default_tries_file() -> Path:
    """The file that counts wrong PINs, so that the count survives a restart."""
    return state_folder() / "attempts" / "pin.tries.json"


class PinGuard:
    """Counts wrong PINs and imposes waits. Not thread-safe.

    tries: wrong PINs before the first wait of wait_s seconds; each later wait doubles, up to
    longest_s, until a correct PIN is entered. path: the file that keeps the count over a restart;
    None: in memory only. An unreadable file imposes the longest wait, so that damaging it gains
    nothing.
    """

    def __init__(
        self,
        *,
        tries: int = 5,
        wait_s: float = 60.0,
        longest_s: float = 900.0,
        clock: Callable[[], float] = time.monotonic,
        path: Path | None = None,
        boot_id: Callable[[], str | None] = boot,
    ) -> None:
        self._tries = tries
        self._wait = wait_s
        self._longest = longest_s
        self._clock = clock
        self._kept = DurableTimes(path, boot_id) if path is not None else None
        self._wrong = 0
        self._waits = 0
        self._until = -math.inf
        self._load()

    @property
    def wait_left_s(self) -> float:
        """Seconds until a PIN is accepted for checking again; 0 when it is now."""
        return max(0.0, self._until - self._clock())

    def note(self, right: bool) -> None:
        """Record the result of a check, on disk before the user sees the answer."""
        if right:
            known = self._wrong or self._waits
            self._wrong = self._waits = 0
            if known:
                self._save()
            return
        self._wrong += 1
        if self._wrong >= self._tries:
            self._wrong = 0
            wait = min(self._longest, self._wait * 2**self._waits)
            self._waits = min(self._waits + 1, _MOST_WAITS)
            self._until = self._clock() + wait
        self._save()

    def _save(self) -> None:
        if self._kept is None:
            return
        until = self._until if math.isfinite(self._until) else None
        state = {"wrong": self._wrong, "waits": self._waits, "until": until}
        try:
            self._kept.save(state, self._clock())
        except OutputError as error:  # the count is still in memory; the next call tries again
            log.error("wrong PIN entries will be forgotten at a restart: %s", error)

    def _load(self) -> None:
        if self._kept is None:
            return
        now = self._clock()
        try:
            loaded = self._kept.load(now)
            if loaded is None:
                return
            state, offset = loaded
            wrong, waits = int(state["wrong"]), int(state["waits"])
            until = None if state["until"] is None else finite(state["until"])
            _refuse_strange(0 <= wrong < self._tries and 0 <= waits <= _MOST_WAITS)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            log.error(
                "the record of wrong PINs %s cannot be used (%s): the keypad is locked for %g s",
                self._kept.path,
                error,
                self._longest,
            )
            self._waits = _MOST_WAITS
            self._until = now + self._longest
            return
        self._wrong, self._waits = wrong, waits
        if until is not None:
            self._until = min(until + offset, now + self._longest)


def _refuse_strange(possible: bool) -> None:
    if not possible:
        raise ValueError("the count is out of range")


def _derive(pin: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(
        pin.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=2 * _MEMORY, dklen=32
    )
