"""One session a model file, shared while it is used, verified each time, safe between threads."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import threading
from pathlib import Path

import numpy as np
import pytest

from edge.config import ModelsConfig
from edge.errors import ModelTamperedError
from edge.infer import pool as pool_module
from edge.infer.pool import SessionPool, SharedSession
from models.spec import ModelSpec

ONE_THREAD = ModelsConfig(threads=1)


class Slow:
    """A session that notices when two threads are inside."""

    providers = ("fake",)
    one_by_one = True

    def __init__(self, *, one_at_a_time: bool) -> None:
        self.one_at_a_time = one_at_a_time
        self.inside = 0
        self.most = 0
        self._both = threading.Barrier(2)

    def run(self, x):
        self.inside += 1
        self.most = max(self.most, self.inside)
        with contextlib.suppress(threading.BrokenBarrierError):
            self._both.wait(0.2)  # passes only where two threads are in here at once
        self.inside -= 1
        return {"y": x}


@pytest.mark.parametrize(("alone", "most"), [(True, 1), (False, 2)])
def test_a_library_that_allows_one_thread_is_called_by_one_at_a_time(alone, most):
    session = Slow(one_at_a_time=alone)
    shared = SharedSession(session)
    threads = [threading.Thread(target=shared.run, args=(np.zeros(1),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.most == most


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    opened = []

    def opening(path, spec, models):
        opened.append(spec.id)
        return Slow(one_at_a_time=False)

    monkeypatch.setattr(pool_module, "open_session", opening)
    path = tmp_path / "m.onnx"
    path.write_bytes(b"weights")
    spec = ModelSpec(
        id="m", task="landmarks", architecture="x", precision="fp32", file="m.onnx", bytes=7,
        sha256=hashlib.sha256(b"weights").hexdigest(), licence="x",
    )  # fmt: skip
    return path, spec, opened


def test_a_file_is_opened_once_for_as_long_as_somebody_uses_it(model):
    path, spec, opened = model
    pool = SessionPool()
    first = pool.open(path, spec, ONE_THREAD)
    assert pool.open(path, spec, ONE_THREAD) is first
    assert opened == ["m"]
    del first
    gc.collect()
    pool.open(path, spec, ONE_THREAD)
    assert opened == ["m", "m"]


def test_a_file_that_was_exchanged_is_refused_though_it_is_open(model):
    path, spec, _ = model
    pool = SessionPool()
    kept = pool.open(path, spec, ONE_THREAD)
    path.write_bytes(b"wEights")
    with pytest.raises(ModelTamperedError):
        pool.open(path, spec, ONE_THREAD)
    assert kept.providers == ("fake",)
