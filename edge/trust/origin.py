"""What policy says about where a camera comes from: software, or another one than was pinned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edge.config import TrustConfig
from edge.errors import ConfigError
from edge.said import Said, of_error
from edge.trust.pin import Pin, pinned
from edge.trust.provenance import Provenance, provenance
from edge.trust.trust import Doubt


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt. refused: whether policy shuts the gate for it."""

    doubt: Doubt
    refused: bool
    text: str


class Origin:
    """Of one source. look and pin are asked anew at every check: a camera can be exchanged.

    spec: as after --source.
    """

    def __init__(
        self,
        spec: str | None,
        config: TrustConfig,
        *,
        look: Callable[[str | None], Provenance] = provenance,
        pin: Callable[[str | None], Pin | None] = pinned,
    ) -> None:
        self._spec = spec
        self._config = config
        self._look = look
        self._pin = pin

    def check(self) -> tuple[Finding, ...]:
        """Everything there is to say about it now."""
        seen = self._look(self._spec)
        found = []
        if seen.virtual is not None:
            refused = self._config.virtual_cameras == "refuse"
            name = seen.card or Said("the camera")
            text = Said("{0} is made of software: {1}", name, seen.virtual)
            found.append(Finding(Doubt.VIRTUAL, refused, text))
        if self._config.pinned != "off":
            found += self._compared(seen)
        return tuple(found)

    def _compared(self, seen: Provenance) -> list[Finding]:
        refused = self._config.pinned == "refuse"
        try:
            pin = self._pin(self._spec)
        except ConfigError as error:
            return [Finding(Doubt.UNPINNED, refused, of_error(error))]
        if pin is None:
            text = Said("no camera is pinned for this source; pin it with: facevouch calibrate")
            return [Finding(Doubt.UNPINNED, True, text)] if refused else []
        differences = pin.differences(seen)
        if not differences:
            return []
        text = Said("the camera is another than the one pinned here: {0}", ", ".join(differences))
        return [Finding(Doubt.OTHER, refused, text)]
