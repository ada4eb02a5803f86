"""One torch thread: these networks are tiny, and threads that wait for each other are slow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from drawn_faces import no_face, write_set

from tools.training.deepfake_data import FaceStore, prepare_store
from tools.training.deepfake_manifest import read_manifests


@pytest.fixture(autouse=True, scope="session")
def one_torch_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FaceStore:
    root = tmp_path_factory.mktemp("faces")
    prepare_store(read_manifests([write_set(root)]), no_face, root)
    return FaceStore(root)
