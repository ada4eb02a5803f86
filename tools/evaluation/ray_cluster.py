"""A connection to a running Ray cluster, or a temporary cluster on this machine.

Ray's usage statistics and dashboard are off, and a cluster started here listens on loopback only.
"""

from __future__ import annotations

import os
import socket
from types import ModuleType, TracebackType
from typing import Any

from edge.errors import ConfigError, FacevouchError, MissingExtraError

OBJECT_STORE = 80_000_000
"""Bytes of shared memory for a cluster started here, which transfers little more than models."""

REACH_SECONDS = 5.0
LOOPBACK = "127.0.0.1"

PATIENCE = {"RAY_raylet_start_wait_time_s": "150", "RAY_agent_register_timeout_ms": "150000"}
"""Ray gives its own processes 30 s to start, which is too short for a board or a busy machine."""


class ClusterError(FacevouchError):
    """A Ray cluster cannot be reached or started, or lost its workers."""


class Cluster:
    """A context manager that gives the connected `ray` module.

    address: HOST:PORT, ray://HOST:PORT or auto (a cluster on this machine); None starts one with
    `cpus` and stops it at the end. Raises MissingExtraError at once, ClusterError on entering.
    """

    def __init__(self, address: str | None, cpus: int) -> None:
        # read by Ray while it is imported and by every process it starts
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        if address is None:
            # Ray's only setting that binds all its servers to loopback; they have no access control
            os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        for name, value in PATIENCE.items():
            os.environ.setdefault(name, value)
        # Ray would hide the node's GPU from the models
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            import ray
        except ImportError as error:
            raise MissingExtraError("Ray", "ray") from error
        self._ray: ModuleType = ray
        self._address = address
        self._cpus = cpus
        if address not in (None, "auto"):
            _host_and_port(str(address))

    def __enter__(self) -> ModuleType:
        settings: dict[str, Any] = {"logging_level": "CRITICAL", "log_to_driver": False}
        if self._address is None:
            settings |= {
                "address": "local",  # not a cluster that happens to run here
                "num_cpus": self._cpus,
                "include_dashboard": False,
                "object_store_memory": OBJECT_STORE,
                "_node_ip_address": LOOPBACK,
            }
        else:
            settings["address"] = self._address
            if self._address != "auto":
                _reach(self._address)
        try:
            self._ray.init(**settings)
        except Exception as error:  # Ray raises bare Exception where a node is late
            what = f"reach the Ray cluster {self._address}" if self._address else "start Ray"
            self._ray.shutdown()
            raise ClusterError(f"cannot {what}: {_first_line(error)}") from error
        if self._address is None and self._ray.util.get_node_ip_address() != LOOPBACK:
            self._ray.shutdown()
            raise ClusterError(
                "Ray would listen on the network, because it was imported before it could "
                "be configured; import tools.evaluation.ray_engine first, or give --address"
            )
        return self._ray

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ray.shutdown()


def _host_and_port(address: str) -> tuple[str, int]:
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not (host and colon and port.isdigit() and 0 < int(port) < 65536):
        raise ConfigError(
            f"'{address}' is not an address of a Ray cluster; give HOST:PORT, "
            "ray://HOST:PORT or auto"
        )
    return host.strip("[]"), int(port)


def _reach(address: str) -> None:
    """Check the address first: Ray would try for half a minute and end the process silently."""
    try:
        socket.create_connection(_host_and_port(address), timeout=REACH_SECONDS).close()
    except OSError as error:
        raise ClusterError(
            f"nothing answers at {address} ({error.strerror or error}); start a cluster with: "
            "ray start --head --port=PORT"
        ) from error


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
