"""The checkpoints that a run keeps, and aliases without a second copy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from edge.errors import OutputError
from tools.training import checkpoint
from tools.training.checkpoint_rotation import CheckpointShelf


def put(shelf: CheckpointShelf, *values: float) -> None:
    for epoch, value in enumerate(values, len(shelf.epochs) + 1):
        better = value > max((k.value for k in shelf.epochs), default=-1)
        state = {"epoch": epoch, "weights": torch.zeros(1000)}
        shelf.put(state, epoch, value, better=better)


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


@pytest.mark.parametrize(
    ("keep", "values", "kept"),
    [
        (2, (0.5, 0.9, 0.6, 0.7, 0.8), {2, 4, 5}),
        (1, (0.5, 0.6, 0.7), {3}),
        (3, (0.9, 0.8), {1, 2}),
        (1, (0.9, 0.9, 0.9), {1, 3}),  # the first of equals is the best
        (0, (0.5, 0.6, 0.7), {1, 2, 3}),
    ],
)
def test_the_best_and_the_newest_epochs_are_kept(tmp_path, keep, values, kept):
    shelf = CheckpointShelf(tmp_path, "auc", keep)
    put(shelf, *values)
    expected = {checkpoint.epoch_name(e, "auc", values[e - 1]) for e in kept}
    assert names(tmp_path) == expected | {"best.pth", "last.pth"}
    assert {k.epoch for k in shelf.epochs if k.bytes is not None} == kept
    assert [k.epoch for k in shelf.epochs] == list(range(1, len(values) + 1))
    best = max(range(len(values)), key=lambda i: (values[i], -i)) + 1
    assert checkpoint.load(shelf.best)["epoch"] == best
    assert checkpoint.load(shelf.last)["epoch"] == len(values)


def test_three_names_of_one_state_are_one_file_on_the_disk(tmp_path):
    shelf = CheckpointShelf(tmp_path, "auc", 2)
    put(shelf, 0.5)
    assert len({p.stat().st_ino for p in tmp_path.iterdir()}) == 1


def test_the_names_are_copies_on_a_file_system_without_hard_links(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(os, "link", refuse)
    shelf = CheckpointShelf(tmp_path, "auc", 2)
    put(shelf, 0.5, 0.4)
    assert (checkpoint.load(shelf.best)["epoch"], checkpoint.load(shelf.last)["epoch"]) == (1, 2)


def test_checkpoints_of_another_run_are_left_alone(tmp_path):
    other = tmp_path / checkpoint.epoch_name(1, "auc", 0.1)
    other.write_bytes(b"another run's")
    put(CheckpointShelf(tmp_path, "auc", 1), 0.5, 0.6, 0.7)
    assert other.is_file()


def test_a_shelf_restored_from_a_checkpoint_goes_on_dropping(tmp_path):
    first = CheckpointShelf(tmp_path, "auc", 1)
    put(first, 0.9, 0.5)
    again = CheckpointShelf(tmp_path, "auc", 1)
    again.restore(checkpoint.load(first.last)["checkpoints"])
    put(again, 0.6)
    assert {k.epoch for k in again.epochs if k.bytes is not None} == {1, 3}


def test_a_folder_that_cannot_be_written_is_reported_with_a_sentence(tmp_path):
    blocked = tmp_path / "checkpoints"
    blocked.write_text("a file")
    with pytest.raises(OutputError, match="cannot be written"):
        put(CheckpointShelf(blocked, "auc", 1), 0.5)
