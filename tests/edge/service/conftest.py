"""Fixtures of the service's tests: a client whose event loop starts and ends with the test,
and a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from browser import Browser
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


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened
