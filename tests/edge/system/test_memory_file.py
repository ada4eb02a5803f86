"""A file in memory is given to another process, which cannot change its size."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from edge.system import memory_file

pytestmark = pytest.mark.skipif(not memory_file.AVAILABLE, reason="needs Linux")


def test_received_descriptor_is_another_one_of_the_same_file() -> None:
    ours, theirs = multiprocessing.Pipe()
    with ours, theirs:
        file = memory_file.memory_file(8, b"abc")
        memory_file.send(ours, file)
        os.close(file)
        received = memory_file.receive(theirs)
    try:
        assert os.pread(received, 10, 0) == b"abc\0\0\0\0\0"
    finally:
        os.close(received)


@pytest.mark.parametrize("size", [2, 16])
def test_size_of_a_file_cannot_be_changed(size: int) -> None:
    file = memory_file.memory_file(8)
    try:
        with pytest.raises(PermissionError):
            os.ftruncate(file, size)
        assert os.pwrite(file, b"x" * 8, 0) == 8
    finally:
        os.close(file)
