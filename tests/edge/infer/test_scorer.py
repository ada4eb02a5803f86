"""A score is the model's own number, turned towards attack, calibrated, with its evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort
import pytest
from importing import import_file
from toy_models import CELLS, SIZE, onnx_bytes, shipped_folder, spec_of

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.load import open_session
from edge.infer.preprocess import to_tensor
from edge.infer.scorer import Scorer, sigmoid
from edge.types import Box
from edge.vision.crop import crop_face
from models.registry import Registry
from models.spec import Calibration, InputSpec, ModelSpec, OutputSpec

ONE_THREAD = ModelsConfig(threads=1)
FRAME = np.random.default_rng(5).integers(0, 256, (120, 160, 3), np.uint8)
BOXES = [Box(20, 20, 60, 70), Box(80, 40, 130, 80), Box(-10, 60, 40, 130)]
TWO = InputSpec(size=SIZE, expansions=(1.2, 2.4))


def scorer(folder: Path, content: bytes, **changes: object) -> Scorer:
    path = folder / "toy.onnx"
    path.write_bytes(content)
    spec = spec_of(content, **changes)
    return Scorer(spec, open_session(path, spec, ONE_THREAD))


def test_a_grey_face_scores_what_arithmetic_says(tmp_path: Path) -> None:
    toy = scorer(tmp_path, onnx_bytes(weights=(0.1,)))
    (score,) = toy.score(np.full((100, 100, 3), 51, np.uint8), [Box(30, 30, 60, 60)])
    logit = 0.1 * 0.2 * CELLS * CELLS + 0.25
    assert score.model_id == "toy"
    assert score.logit == pytest.approx(logit, abs=1e-5)
    assert score.p_attack == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-6)
    assert math.isfinite(score.latency_ms)
    assert score.latency_ms > 0


@pytest.mark.parametrize("kind", ["logit", "pair"])
@pytest.mark.parametrize(("index", "sign"), [(1, 1), (0, -1)])
def test_higher_means_attack_whichever_way_the_model_points(
    tmp_path: Path, kind: str, index: int, sign: int
) -> None:
    output = OutputSpec(kind=kind, attack_index=index, evidence="evidence", bias=0.25)
    toy = scorer(tmp_path, onnx_bytes(weights=(0.1,), kind=kind), output=output)
    (score,) = toy.score(np.full((100, 100, 3), 51, np.uint8), [Box(30, 30, 60, 60)])
    assert score.logit == pytest.approx(sign * 0.57, abs=1e-5)
    assert score.evidence is not None
    assert np.sign(score.evidence.sum()) == sign
    assert float(score.evidence.sum()) + toy.bias == pytest.approx(score.logit, abs=1e-5)


def test_calibration_moves_the_logit_and_the_probability_together(tmp_path: Path) -> None:
    content = onnx_bytes(weights=(0.1,))
    raw = scorer(tmp_path, content).score(FRAME, BOXES)
    toy = scorer(tmp_path, content, calibration=Calibration(slope=2.5, offset=-1.0))
    for before, after in zip(raw, toy.score(FRAME, BOXES), strict=True):
        assert after.logit == pytest.approx(2.5 * before.logit - 1.0, abs=1e-5)
        assert after.p_attack == pytest.approx(sigmoid(after.logit))
        np.testing.assert_array_equal(after.evidence, before.evidence)


def test_evidence_of_two_crops_adds_up_to_the_raw_logit(tmp_path: Path) -> None:
    content = onnx_bytes(weights=(0.7, -0.4))
    calibration = Calibration(slope=1.7, offset=0.3)
    toy = scorer(tmp_path, content, input=TWO, calibration=calibration)
    for score in toy.score(FRAME, BOXES):
        assert score.evidence is not None
        assert score.evidence.shape == (2 * CELLS, 2 * CELLS)
        raw = (score.logit - 0.3) / 1.7
        assert float(score.evidence.sum()) + toy.bias == pytest.approx(raw, abs=1e-5)


def test_the_evidence_lies_on_the_widest_crop_in_the_frame(tmp_path: Path) -> None:
    toy = scorer(tmp_path, onnx_bytes(weights=(0.7, -0.4)), input=TWO)
    (score,) = toy.score(FRAME, [Box(50, 40, 90, 80)])
    assert score.to_frame is not None
    corners = np.array([[0, 0, 1], [1, 1, 1]]) @ score.to_frame.T
    np.testing.assert_allclose(corners, [[22, 12], [118, 108]], atol=1e-4)


def test_faces_of_one_frame_score_as_they_do_alone(tmp_path: Path) -> None:
    toy = scorer(tmp_path, onnx_bytes(weights=(0.7, -0.4)), input=TWO)
    together = toy.score(FRAME, BOXES)
    alone = [toy.score(FRAME, [box])[0] for box in BOXES]
    assert [s.logit for s in together] == pytest.approx([s.logit for s in alone], abs=1e-6)
    assert len({s.logit for s in together}) == len(BOXES)
    first = together[0].evidence
    assert first is not None
    toy.score(FRAME[::-1], BOXES)
    np.testing.assert_array_equal(first, together[0].evidence)


def test_a_score_tells_the_kind_of_a_manipulation_where_the_contract_names_that_output(
    tmp_path: Path,
) -> None:
    content = onnx_bytes(weights=(0.7,), kinds=True)
    plain = scorer(tmp_path, content).score(FRAME, BOXES)
    assert {score.generated for score in plain} == {None}
    output = OutputSpec(evidence="evidence", bias=0.25, generated="kind_logit")
    telling = scorer(tmp_path, content, output=output).score(FRAME, BOXES)
    assert [s.logit for s in telling] == [s.logit for s in plain]
    assert [s.generated for s in telling] == pytest.approx([3 - s.logit for s in plain], abs=1e-5)


@pytest.mark.parametrize(
    ("name", "fault", "reason"),
    [("none", None, "'none'"), ("evidence", None, "one number per face"),
     ("kind_logit", "nan", "finite")],
)  # fmt: skip
def test_a_kind_that_breaks_the_contract_is_refused(
    tmp_path: Path, name: str, fault: str | None, reason: str
) -> None:
    output = OutputSpec(name="logit", generated=name)
    with pytest.raises(ModelError, match=reason):
        scorer(tmp_path, onnx_bytes(kinds=True, fault=fault), output=output).score(FRAME, BOXES)


def test_no_faces_give_no_scores(tmp_path: Path) -> None:
    assert scorer(tmp_path, onnx_bytes()).score(FRAME, []) == []


def test_a_model_for_one_face_per_run_scores_them_one_by_one(tmp_path: Path) -> None:
    free = scorer(tmp_path, onnx_bytes()).score(FRAME, BOXES)
    toy = scorer(tmp_path, onnx_bytes(batch=1))
    assert toy.session.one_by_one
    assert [s.logit for s in toy.score(FRAME, BOXES)] == pytest.approx([s.logit for s in free])


def test_a_bright_neighbour_does_not_move_a_dynamically_quantised_score(tmp_path: Path) -> None:
    toy = scorer(tmp_path, onnx_bytes(weights=(20.0,), fault="dynamic"))
    frame = np.full((100, 200, 3), 20, np.uint8)
    frame[10:50, 10:50] += np.arange(40, dtype=np.uint8)[:, None, None]
    frame[:, 100:] = 231
    dark, bright = Box(15, 15, 45, 45), Box(130, 30, 160, 60)
    spec = toy.spec.scoring_input
    crops = [[crop_face(frame, box, 1.5, SIZE)] for box in (dark, bright)]
    batch = toy.raw_logits(toy.session.run(to_tensor(crops, spec)), 2)
    alone = toy.score(frame, [dark])[0].logit
    assert abs(float(batch[0]) - alone) > 1e-4  # in one batch the neighbour would be heard
    assert toy.score(frame, [dark, bright])[0].logit == alone


@dataclass
class FakeSession:
    """Gives the outputs it was made with, whatever it is fed."""

    outputs: dict[str, np.ndarray]
    providers: tuple[str, ...] = ("fake",)
    one_by_one: bool = False
    seen: list[tuple[int, ...]] = field(default_factory=list)

    def run(self, x: np.ndarray) -> dict[str, np.ndarray]:
        self.seen.append(x.shape)
        return self.outputs


FINE = np.zeros((1, 1), np.float32)
MAP = np.zeros((1, 1, 4, 4), np.float32)


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ({"logit": np.full((1, 1), np.nan, "f4"), "evidence": MAP}, "not a finite number"),
        ({"logit": np.full((1, 1), np.inf, "f4"), "evidence": MAP}, "not a finite number"),
        ({"logit": np.zeros((1, 3), "f4"), "evidence": MAP}, r"shape \(1, 3\)"),
        ({"logit": np.zeros((2, 1), "f4"), "evidence": MAP}, r"shape \(2, 1\)"),
        ({"other": FINE, "evidence": MAP}, "no output 'logit'"),
        ({"logit": FINE}, "must give evidence"),
        ({"logit": FINE, "evidence": np.zeros((1, 2, 4, 4), "f4")}, "must give evidence"),
        ({"logit": FINE, "evidence": np.zeros((1, 16), "f4")}, "must give evidence"),
        ({"logit": FINE, "evidence": np.full_like(MAP, np.nan)}, "evidence that is not finite"),
    ],
)
def test_an_output_that_breaks_the_contract_is_an_error_and_never_a_score(
    outputs: dict[str, np.ndarray], said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        Scorer(spec_of(b"x"), FakeSession(outputs)).score(FRAME, BOXES[:1])


def test_a_single_number_a_face_may_come_without_a_second_side() -> None:
    session = FakeSession({"logit": np.array([0.5, -0.5], np.float32)})
    toy = Scorer(spec_of(b"x", output=OutputSpec()), session)
    assert [s.logit for s in toy.score(FRAME, BOXES[:2])] == [0.5, -0.5]
    assert session.seen == [(2, 3, SIZE, SIZE)]


@pytest.mark.parametrize("fault", ["nan", "inf"])
def test_a_model_that_gives_nan_is_an_error(tmp_path: Path, fault: str) -> None:
    with pytest.raises(ModelError, match="not a finite number"):
        scorer(tmp_path, onnx_bytes(fault=fault)).score(FRAME, BOXES)


def test_a_box_outside_the_frame_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="outside"):
        scorer(tmp_path, onnx_bytes()).score(FRAME, [Box(900, 900, 950, 950)])


@pytest.mark.parametrize(("logit", "p"), [(0, 0.5), (800, 1.0), (-800, 0.0), (2, 0.880797)])
def test_sigmoid_holds_at_both_ends(logit: float, p: float) -> None:
    assert sigmoid(logit) == pytest.approx(p, abs=1e-6)


def registry(folder: Path, *models: tuple[ModelSpec, bytes | None]) -> Registry:
    return Registry.open(shipped_folder(folder / "shipped", *models), folder / "user")


def test_a_scorer_loads_by_its_registered_name(tmp_path: Path) -> None:
    content = onnx_bytes()
    known = registry(tmp_path, (spec_of(content), content))
    assert len(Scorer.load(known, "toy", ONE_THREAD).score(FRAME, BOXES)) == 3


def test_a_detector_scores_nothing(tmp_path: Path) -> None:
    known = registry(tmp_path, (spec_of(b"x", task="detector", input=None), b"x"))
    with pytest.raises(ModelError, match="does not score faces"):
        Scorer.load(known, "toy", ONE_THREAD)


@pytest.mark.field_data
@pytest.mark.parametrize("name", ["seed_minifasnet_v2_se_fp32", "seed_minifasnet_v2_se_int8"])
def test_the_fields_reference_scores_as_a_direct_run_of_it(
    tmp_path: Path, field_data: Path, name: str
) -> None:
    file = field_data / "peers" / "antispoof" / f"{name}.onnx"
    known = registry(tmp_path)
    reference = Scorer.load(known, import_file(known, file).id, ONE_THREAD)
    frame = cv2.resize(FRAME, (640, 480), interpolation=cv2.INTER_CUBIC)
    boxes = [Box(200, 120, 420, 400), Box(10.5, 20.2, 90.1, 110)]
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    direct = ort.InferenceSession(file.read_bytes(), options, providers=["CPUExecutionProvider"])
    for box, score in zip(boxes, reference.score(frame, boxes), strict=True):
        rgb = crop_face(frame, box, 1.5, 128).bgr[:, :, ::-1]
        x = (rgb.astype(np.float32) / 255).transpose(2, 0, 1)[None]
        logits = direct.run(None, {"input": np.ascontiguousarray(x)})[0][0].astype(np.float64)
        softmax = np.exp(logits - logits.max())
        assert score.p_attack == pytest.approx(softmax[1] / softmax.sum(), abs=1e-6)
    assert reference.session.one_by_one == name.endswith("int8")
