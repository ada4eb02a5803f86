"""A calibration in progress: accepted recordings count; storing it stores the drift reference."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from edge.calibration.draft import CalibrationDraft, models_to_calibrate
from edge.calibration.drift import stored_reference
from edge.calibration.store import read
from edge.errors import DataError, ModelError
from models.registry import Registry
from models.spec import Calibration, InputSpec, ModelSpec


def spec(model_id: str, task: str = "antispoof") -> ModelSpec:
    return ModelSpec(
        id=model_id, task=task, architecture="x", precision="fp32", file="x.onnx",
        sha256="c" * 64, bytes=1, licence="x", input=InputSpec(size=32, expansions=(1.5,)),
        calibration=Calibration(slope=2.0, offset=1.0), default=True,
    )  # fmt: skip


def results(raw: float, given: Calibration, seconds: int = 30, faces: int = 1):
    """Ten results a second, with scores of both models as `given` states them."""
    for i in range(10 * seconds):
        logit = given.apply(raw + 0.2 * np.sin(i))
        score = SimpleNamespace(logit=logit)
        face = SimpleNamespace(
            quality=SimpleNamespace(reasons=frozenset(), sharpness=50.0, luma=120.0),
            scores={"first": score, "second": score},
        )
        yield SimpleNamespace(faces=[face] * faces, time=5 + i / 10)


def shown(draft: CalibrationDraft, kind: str, frames) -> None:
    turn = draft.begin(kind)
    for result in frames:
        turn.add(result)
    draft.keep(turn)


SHIPPED = Calibration(slope=2.0, offset=1.0)


def test_scores_under_another_calibration_give_the_same_recording():
    other = Calibration(slope=0.5, offset=-3.0, camera="door")
    raw = []
    for in_use in (SHIPPED, other):
        draft = CalibrationDraft(spec("first"), in_use={"first": in_use})
        shown(draft, "bona fide", results(-1.0, in_use))
        raw.append(draft.recording("bona fide").raw)
    np.testing.assert_allclose(*raw, atol=1e-9)


def test_a_turn_counts_once_it_is_kept_and_no_longer_when_its_kind_is_forgotten():
    draft = CalibrationDraft(spec("first"))
    turn = draft.begin("print")
    for result in results(3.0, SHIPPED):
        turn.add(result)
    assert draft.attacks() == []
    draft.keep(turn)
    assert [one.kind for one in draft.attacks()] == ["print"]
    draft.forget("print")
    assert draft.attacks() == []


def test_each_turn_of_bona_fide_is_another_person():
    draft = CalibrationDraft(spec("first"))
    for mean in (-1.0, -1.5):
        shown(draft, "bona fide", results(mean, SHIPPED))
    assert set(draft.recording("bona fide").persons.tolist()) == {0, 1}
    assert draft.propose().fit.live.live.people == 2


def test_the_deepfake_model_is_calibrated_to_the_same_people_and_to_no_attack():
    draft = CalibrationDraft(spec("first"), spec("second", "deepfake"))
    shown(draft, "bona fide", results(-1.0, SHIPPED))
    shown(draft, "phone", results(3.0, SHIPPED))
    first, second = draft.propose().entries
    assert (first.model, first.basis) == ("first", "attacks")
    assert (second.model, second.basis) == ("second", "bona fide")
    assert second.seconds == {"bona fide": 30}


def test_several_faces_teach_nothing():
    draft = CalibrationDraft(spec("first"), spec("second", "deepfake"))
    shown(draft, "bona fide", results(-1.0, SHIPPED, faces=2))
    assert draft.recording("bona fide").crowded == 300
    with pytest.raises(DataError, match=r"several faces 300×"):
        draft.propose()


def test_nothing_kept_is_nothing_to_propose():
    with pytest.raises(DataError, match="nobody was recorded"):
        CalibrationDraft(spec("first")).propose()


def test_a_stored_draft_is_read_back_with_the_drift_of_all_people(tmp_path):
    in_use = Calibration(slope=0.5, offset=-3.0, camera="door")
    draft = CalibrationDraft(spec("first"), in_use={"first": in_use})
    for mean in (-1.0, -1.5):
        shown(draft, "bona fide", results(mean, in_use))
    proposal = draft.propose()
    draft.store("door", proposal, tmp_path)
    assert read("door", tmp_path).calibration == list(proposal.entries)
    usual = stored_reference("door", tmp_path)
    assert sum(usual.score.counts) == 60
    here = [proposal.fit.slope * m + proposal.fit.offset for m in (-1.0, -1.5) for _ in range(30)]
    assert min(usual.score.edges) >= min(here) - 1
    assert max(usual.score.edges) <= max(here) + 1


def test_the_registry_gives_both_models_and_a_named_one_stands_alone():
    registry = Registry.open()
    first, second = models_to_calibrate(registry)
    assert (first.task, second.task) == ("antispoof", "deepfake")
    assert models_to_calibrate(registry, first.id) == (first, None)
    with pytest.raises(ModelError, match="gives no score that could be calibrated"):
        models_to_calibrate(registry, registry.default("detector").id)
