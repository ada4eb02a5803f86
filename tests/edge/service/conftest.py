"""Fixtures of the service's tests: a client whose event loop starts and ends with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fake_gate import FakeGate, a_gate
from starlette.testclient import TestClient

Served = tuple[TestClient, FakeGate]


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Builds a fake gate and a client that talks to it as a program on this machine does."""
    with ExitStack() as stack:

        def make(*names: str, **settings: Any) -> Served:
            gate = a_gate(*names, **settings)
            client = TestClient(gate.app, base_url="http://127.0.0.1:8470")
            return stack.enter_context(client), gate

        yield make
