"""Every setting is measured for every model, against the baseline in the same run."""

from __future__ import annotations

import pytest

from edge.errors import ModelError
from tools.benchmarks.model_memory import resident_mb
from tools.benchmarks.models import benchmark_models, noise
from tools.conversion.subject import Subject


def test_every_setting_has_a_row_for_every_model(make_subject):
    first, second = make_subject(), make_subject("second.onnx", 1)
    results = benchmark_models(
        [first], second, threads=[1, 2], batches=[1, 3], rounds=5, warmup=1, memory=False
    )
    assert [(r.threads, r.batch, r.model) for r in results] == [
        (t, b, m) for t in (1, 2) for b in (1, 3) for m in ("second", "first")
    ]
    baseline = [r for r in results if r.model == "second"]
    assert all(r.ratio == r.low == r.high == 1.0 for r in baseline)
    assert all(r.ratio and r.timing.calls == 5 and r.rss_mb is None for r in results)


def test_a_result_without_a_baseline_has_no_ratio(make_subject):
    (result,) = benchmark_models([make_subject()], None, rounds=3, memory=False)
    assert result.ratio is None
    assert result.as_dict()["ratio"] is None
    assert result.faces_per_s == pytest.approx(1000 / result.timing.p50)


def test_a_baseline_that_is_measured_anyway_is_measured_once(make_subject):
    subject = make_subject()
    assert len(benchmark_models([subject], subject, rounds=2, memory=False)) == 1


def test_two_files_of_one_name_are_not_measured_as_one(make_subject):
    first, second = make_subject(), make_subject("second.onnx", 1)
    namesake = Subject(second.path, second.spec.model_copy(update={"id": first.name}))
    with pytest.raises(ModelError, match="two different files have the name first"):
        benchmark_models([first], namesake, rounds=1, memory=False)


def test_noise_has_the_shape_and_range_the_model_is_fed_with(make_subject):
    x = noise(make_subject(), 3)
    assert x.shape == (3, 3, 32, 32)
    assert 0 <= x.min() < 0.1
    assert 0.9 < x.max() <= 1


def test_memory_is_measured_in_a_process_of_its_own(make_subject):
    assert 0 <= resident_mb(make_subject()) < 200


def test_a_model_that_does_not_load_is_named(make_subject):
    subject = make_subject()
    subject.path.write_bytes(b"changed")
    with pytest.raises(ModelError, match="memory of first could not be measured"):
        resident_mb(subject)
