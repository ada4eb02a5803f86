"""A gate's audit log and, where configured, its sealed crops, with their retention."""

from __future__ import annotations

import time
from pathlib import Path

from edge.audit.crop_encryption import read_recipient
from edge.audit.crops import SUFFIX, Crops, crops_folder
from edge.audit.log import AuditLog, audit_path
from edge.audit.retention import Retention
from edge.config import AuditConfig
from edge.events.bus import Subscriber
from edge.security.keys import KioskKey
from edge.sinks.base import FrameListener


class Records:
    """Opens what the settings `audit` ask for; without them it only deletes expired crops.

    Raises OutputError where the log cannot be opened, KeyFileError where the operator's key for
    crops is not valid.
    """

    def __init__(
        self,
        config: AuditConfig,
        key: KioskKey,
        *,
        gate: str = "",
        models: dict[str, str] | None = None,
        log_file: Path | None = None,
        crops: Path | None = None,
    ) -> None:
        self._config = config
        folder = crops or crops_folder()
        self.crops = None
        if config.crops and config.crops_key is not None:
            self.crops = Crops(folder, read_recipient(Path(config.crops_key).expanduser()), key)
        self.log = None
        if config.enabled:
            self.log = AuditLog(log_file or audit_path(), key, gate=gate, models=models)
        self._retention = Retention(folder, config.crop_days, SUFFIX)

    def subscribers(self) -> list[Subscriber]:
        """For the bus, before all others: an event must be recorded before anything acts on it."""
        return [part for part in (self.log, self.crops) if part is not None]

    def listeners(self, camera: str) -> list[FrameListener]:
        """Listeners to call with a camera's frame before its session manager."""
        return [self.crops.listener(camera)] if self.crops is not None else []

    def start(self) -> None:
        """Delete expired crops, now and every hour."""
        self._retention.start()

    def stop(self, timeout: float = 2.0) -> list[str]:
        """End the retention and close the log; names of threads that did not end in time."""
        deadline = time.monotonic() + timeout
        late = self._retention.stop(max(0.05, deadline - time.monotonic()))
        for part in self.subscribers():
            part.close()
        return late
