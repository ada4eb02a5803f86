"""The objects that the endpoints share: cameras, queues, keys, limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter
from fastapi import HTTPException

from edge.config import Config
from edge.events.bus import EventBus
from edge.infer.pool import SessionPool
from edge.security.keys import KioskKey
from edge.service.auth import Tickets
from edge.service.hub import Hub
from edge.service.metrics import Metrics, ServiceLoad
from edge.service.middleware import Buckets
from edge.service.ports import CameraPort, CamerasPort
from edge.service.result_token import Signer
from edge.service.session_handles import SessionHandles
from edge.service.uploads.file_decoder import Limits
from edge.service.uploads.judge import UploadJudge
from edge.service.uploads.queue import JudgesUploads, UploadQueue
from edge.service.view import View

WAITERS = 32
"""Concurrent long polls; each occupies a thread."""

CALLS = 8
"""Concurrent short blocking calls, into sessions and views."""

Health = Callable[[], dict[str, dict[str, Any]]]


class Service:
    """Created before the event loop runs; closed at the end of the application's lifespan.

    pool: loaded models, shared with the cameras. deliveries: health of the delivery targets, by
    name. drift: of scores since calibration, by camera. make_judge: creates the judge of uploaded
    files; for tests.
    """

    def __init__(
        self,
        cameras: CamerasPort,
        bus: EventBus,
        config: Config,
        registry: Any,
        key: KioskKey,
        token: str | None,
        *,
        pool: SessionPool | None = None,
        deliveries: Health = dict,
        drift: Callable[[], dict[str, dict[str, float]]] = dict,
        make_judge: Callable[[], JudgesUploads] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        settings = config.service
        self.cameras = cameras
        self.bus = bus
        self.config = config
        self.token = token
        self.deliveries = deliveries
        self.signer = Signer(key, config.session.name, settings.result_valid_s)
        self.hub = Hub(clients=settings.event_clients, backlog=settings.event_backlog)
        self.tickets = Tickets(clock)
        self.handles = SessionHandles()
        self.buckets = Buckets(settings.requests_per_minute, clock)
        self.uploads = UploadQueue(
            make_judge or (lambda: UploadJudge(config, registry, pool)),
            Limits(
                settings.max_megapixels,
                settings.max_video_s,
                settings.check_fps,
                settings.request_timeout_s,
            ),
            waiting=settings.check_queue,
            clock=clock,
        )
        self.views = {name: View(camera, clock) for name, camera in cameras.by_name.items()}
        self.metrics = Metrics(
            cameras, load=self._load, deliveries=deliveries, drift=drift, clock=clock
        )
        self.stopping = asyncio.Event()
        self.watching = 0
        self.waiting = 0
        self.calls = CapacityLimiter(CALLS)

    def begin(self) -> None:
        """Subscribe to the bus."""
        self.bus.subscribe(self.metrics)
        self.bus.subscribe(self.hub)

    def close(self) -> list[str]:
        """Unsubscribe and stop judging. Returns the threads that did not end."""
        self.bus.unsubscribe(self.hub)
        self.bus.unsubscribe(self.metrics)
        return self.uploads.close()

    def _load(self) -> ServiceLoad:
        return ServiceLoad(
            check_queue=self.uploads.waiting,
            event_listeners=self.hub.listening,
            preview_viewers=self.watching,
            subscribers_failing=len(self.bus.failing),
            listeners_let_go=self.hub.let_go,
            rate_limited=self.buckets.refused,
        )

    def camera(self, name: str) -> CameraPort:
        """The camera of a name. Raises HTTPException 404 that lists the names."""
        found = self.cameras.by_name.get(name)
        if found is None:
            known = ", ".join(sorted(self.cameras.by_name))
            raise HTTPException(404, f"there is no camera {name[:40]!r}; there are: {known}")
        return found
