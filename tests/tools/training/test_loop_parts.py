"""The small parts of the loop, one by one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import nn

from edge.errors import DataError
from tools.training.batches import require_two_classes
from tools.training.ema import Ema
from tools.training.images import ImageReader
from tools.training.metrics_log import MetricsLog
from tools.training.randomness import random_state, restore_random_state
from tools.training.schedule import warmup_cosine


def test_the_learning_rate_rises_to_its_peak_and_falls_to_its_end() -> None:
    rates = [warmup_cosine(s, 100, 0.1, 0.01) for s in range(101)]
    assert rates[:10] == pytest.approx([0.1 * k for k in range(1, 11)])
    assert max(rates) == 1.0
    assert rates[-1] == pytest.approx(0.01)
    assert all(a >= b for a, b in pairwise(rates[10:]))


@pytest.mark.parametrize(
    ("labels", "message"), [([], "no samples"), ([1, 1], "2 of label 1"), ([0], "1 of label 0")]
)
def test_one_class_only_is_refused(labels: list[int], message: str) -> None:
    with pytest.raises(DataError, match=message):
        require_two_classes(labels, "train")


def test_both_classes_are_accepted() -> None:
    require_two_classes([0, 1, 1], "train")


def test_broken_images_are_counted_once_and_too_many_are_refused(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "good.png"), np.zeros((4, 4, 3), np.uint8))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 no image")
    (tmp_path / "empty.jpg").write_bytes(b"")
    reader = ImageReader(tmp_path)
    assert reader.read("good.png") is not None
    for path in ("broken.jpg", "empty.jpg", "missing.jpg", "missing.jpg"):
        assert reader.read(path) is None
    assert len(reader.bad) == 3
    for k in range(16):
        reader.bad.add(f"missing_{k}.jpg")  # as if asked for before
    with pytest.raises(DataError, match="check --data"):
        reader.read("another.jpg")


def test_the_average_follows_the_weights_and_copies_counters() -> None:
    model = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1))
    ema = Ema(model, 0.9)
    with torch.no_grad():
        model[0].weight.fill_(1.0)
        ema.model[0].weight.fill_(0.0)
    model[1].num_batches_tracked += 5
    for _ in range(200):
        ema.update(model)
    assert ema.model[0].weight.item() == pytest.approx(1.0, abs=1e-6)
    assert int(ema.model[1].num_batches_tracked) == 5
    with torch.no_grad():
        model[0].weight.fill_(2.0)
    ema.update(model)
    assert ema.model[0].weight.item() == pytest.approx(1.1, abs=1e-6)


def test_an_average_at_full_decay_from_the_first_step_keeps_most_of_its_start() -> None:
    model = nn.Linear(1, 1)
    with torch.no_grad():
        model.weight.fill_(0.0)
    growing, at_once = Ema(model, 0.99), Ema(model, 0.99, at_once=True)
    with torch.no_grad():
        model.weight.fill_(1.0)
    for _ in range(10):
        growing.update(model)
        at_once.update(model)
    assert at_once.model.weight.item() == pytest.approx(1 - 0.99**10)
    assert growing.model.weight.item() > 0.9


def test_restored_generators_go_on_where_they_were() -> None:
    state = random_state()
    first = (torch.rand(3).tolist(), np.random.rand(3).tolist())  # noqa: NPY002
    restore_random_state(state)
    assert (torch.rand(3).tolist(), np.random.rand(3).tolist()) == first  # noqa: NPY002


def test_a_metric_that_appears_later_does_not_shift_the_columns(tmp_path: Path) -> None:
    log = MetricsLog(tmp_path)
    rows = [{"epoch": 1.0, "loss": 0.5}, {"epoch": 2.0, "loss": 0.4, "auc": 0.9}]
    log.write(rows[:1])
    log.write(rows)
    log.close()
    assert (tmp_path / "metrics.csv").read_text() == "epoch,loss,auc\n1,0.5,\n2,0.4,0.9\n"
