"""The contract of an imported model: each field is known, read from the file or guessed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from toy_models import SIZE, onnx_bytes, shipped_folder, spec_of, tflite_bytes

from edge.errors import ConfigError, ModelError
from models.importer import KNOWN, ContractOverrides, Draft, Origin, draft
from models.manifest import read_manifest, write_manifest
from models.registry import Registry
from models.spec import Calibration, InputSpec, OutputSpec

LIKE = spec_of(
    b"x",
    id="teacher",
    task="deepfake",
    architecture="EfficientNet",
    input=InputSpec(size=SIZE, expansions=(1.3, 2.4), colour="BGR", mean=(0.5, 0.5, 0.5)),
    output=OutputSpec(kind="pair", attack_index=0),
    licence="MIT",
)


def drafted(
    folder: Path, content: bytes, name: str = "My Model (v2).onnx", **said: object
) -> Draft:
    path = folder / name
    path.write_bytes(content)
    shipped = shipped_folder(folder / "shipped", (LIKE, None))
    return draft(path, Registry.open(shipped, folder / "user"), ContractOverrides(**said))


def test_fields_that_a_file_states_are_read_and_the_others_are_guessed_and_marked(
    tmp_path: Path,
) -> None:
    content = onnx_bytes()
    found = drafted(tmp_path, content)
    assert found.spec == spec_of(
        content,
        id="my_model_v2_",
        architecture="unknown",
        file="My Model (v2).onnx",
        output=OutputSpec(evidence="evidence"),
        licence="unknown; ask its author",
    )
    assert set(found.guesses) == {
        "id",
        "task",
        "architecture",
        "licence",
        "input.expansions",
        "input.colour",
        "input.scale",
        "output.attack_index",
    }
    assert found.origins["input.size"] is Origin.FILE
    assert found.origins["sha256"] is Origin.FILE


def test_given_options_take_precedence(tmp_path: Path) -> None:
    found = drafted(
        tmp_path,
        onnx_bytes(weights=(1, 2)),
        id="mine",
        task="antispoof",
        expansions=(1.5, 2.7),
        colour="RGB",
        scale=1.0,
        mean=(127.5, 127.5, 127.5),
        std=(128.0, 128.0, 128.0),
        attack_index=1,
        bias=0.25,
        licence="CC-BY-4.0",
        architecture="linear",
        training_data="none",
        source="a test",
        default=True,
        like="teacher",
    )
    assert found.spec.id == "mine"
    assert found.spec.default
    assert found.spec.scoring_input == InputSpec(
        size=SIZE,
        expansions=(1.5, 2.7),
        scale=1.0,
        mean=(127.5, 127.5, 127.5),
        std=(128.0, 128.0, 128.0),
    )
    assert found.spec.output == OutputSpec(evidence="evidence", bias=0.25)
    assert found.spec.licence == "CC-BY-4.0"
    assert found.guesses == []


def test_a_contract_can_be_copied_from_a_similar_model(tmp_path: Path) -> None:
    found = drafted(tmp_path, onnx_bytes(weights=(1, 2), kind="pair"), like="teacher")
    assert found.spec.task == "deepfake"
    assert found.spec.scoring_input == LIKE.scoring_input
    assert found.spec.output.attack_index == 0
    assert found.spec.output.kind == "pair"
    assert found.origins["input.colour"] is Origin.LIKE
    assert found.guesses == ["id"]


def test_a_model_like_another_keeps_its_own_number_of_values(tmp_path: Path) -> None:
    found = drafted(tmp_path, onnx_bytes(weights=(1, 2)), like="teacher")
    assert found.spec.output.kind == "logit"


def test_a_model_like_another_promises_no_kinds_that_it_does_not_tell(tmp_path: Path) -> None:
    content = onnx_bytes(weights=(1, 2), kinds=True)
    telling = LIKE.output.model_copy(update={"generated": "kind_logit", "name": "logit"})
    like = LIKE.model_copy(update={"id": "telling", "output": telling})
    registry = Registry(shipped_folder(tmp_path / "shipped", (like, None)), tmp_path / "own")
    for name, data, told in (
        ("a.onnx", content, "kind_logit"), ("b.onnx", onnx_bytes(weights=(1, 2)), None)
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        found = draft(tmp_path / name, registry, ContractOverrides(like="telling"))
        assert found.spec.output.generated == told


@pytest.mark.parametrize(
    ("content", "kind", "precision"),
    [
        (onnx_bytes(kind="pair"), "pair", "fp32"),
        (onnx_bytes(batch=1), "logit", "fp32"),
        (onnx_bytes(fault="dynamic"), "logit", "int8_dynamic"),
    ],
)
def test_outputs_and_precision_are_read(
    tmp_path: Path, content: bytes, kind: str, precision: str
) -> None:
    spec = drafted(tmp_path, content).spec
    assert (spec.output.kind, spec.precision) == (kind, precision)


def test_another_name_of_the_score_is_read(tmp_path: Path) -> None:
    spec = drafted(tmp_path, onnx_bytes(names=("573", "evidence"))).spec
    assert spec.output.name == "573"


def test_a_tflite_file_like_an_onnx_keeps_its_own_layout(tmp_path: Path) -> None:
    content = tflite_bytes(np.ones((1, SIZE * SIZE * 3)), 0.0, int8=False)
    found = drafted(tmp_path, content, "toy.tflite", like="teacher", expansions=(1.5,))
    assert LIKE.scoring_input.layout == "NCHW"
    assert found.spec.scoring_input.layout == "NHWC"
    assert found.origins["input.layout"] is Origin.FILE


CONVERTED = Calibration(slope=1.4, offset=-4.8, fitted_on="a test")


def entry_beside(folder: Path, content: bytes, about: bytes, name: str) -> None:
    """As `facevouch convert` leaves it: for the file whose bytes are `about`."""
    entry = spec_of(
        about,
        id="converted",
        input=InputSpec(size=SIZE, expansions=(2.4,), colour="BGR"),
        output=OutputSpec(evidence="evidence", bias=0.5),
        calibration=CONVERTED,
        thresholds={"eer": 0.9, "bpcer_1": 0.97},
        answers={"person_20": 1.0},
        licence="MIT",
    )
    write_manifest(folder / f"{name}.toml", [entry.model_copy(update={"file": name})])


def test_the_entry_that_a_conversion_wrote_beside_the_file_is_used_in_full(tmp_path: Path) -> None:
    content = onnx_bytes()
    entry_beside(tmp_path, content, content, "mine.onnx")
    found = drafted(tmp_path, content, "mine.onnx", like="teacher", bias=0.25)
    assert found.guesses == []
    assert found.spec.id == "converted"
    assert found.spec.calibration == CONVERTED
    assert found.spec.thresholds == {"eer": 0.9, "bpcer_1": 0.97}
    assert found.spec.scoring_input.expansions == (2.4,)
    assert found.spec.output.bias == 0.25  # what is said still goes first
    assert found.origins["calibration.slope"] is Origin.ENTRY
    assert found.origins["thresholds.eer"] is Origin.ENTRY
    assert found.spec.answers == {}  # who imports asks the model itself


def test_an_entry_beside_the_file_is_ignored_where_its_hash_differs(tmp_path: Path) -> None:
    content = onnx_bytes()
    entry_beside(tmp_path, content, b"an older file of this name", "mine.onnx")
    found = drafted(tmp_path, content, "mine.onnx")
    assert found.spec.id == "mine"
    assert found.spec.calibration == Calibration()
    assert "input.expansions" in found.guesses


def test_a_damaged_entry_beside_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.onnx.toml").write_text("[[model]\n")
    with pytest.raises(ConfigError, match=r"mine\.onnx\.toml is not valid TOML"):
        drafted(tmp_path, onnx_bytes(), "mine.onnx")


def test_a_tflite_file_is_read_channels_last(tmp_path: Path) -> None:
    content = tflite_bytes(np.ones((1, SIZE * SIZE * 3)), 0.0, int8=True)
    spec = drafted(tmp_path, content, "toy.tflite").spec
    assert spec.scoring_input.layout == "NHWC"
    assert spec.scoring_input.size == SIZE
    assert spec.precision == "int8"
    assert spec.output.name == "logit"


def test_a_detector_needs_no_contract(tmp_path: Path) -> None:
    spec = drafted(tmp_path, onnx_bytes(fault="three"), task="detector", size=320).spec
    assert spec.task == "detector"
    assert spec.input is None


@pytest.mark.parametrize(
    ("content", "name", "said", "why"),
    [
        (b"", "a.onnx", {}, "not an ONNX file or is incomplete"),
        (onnx_bytes()[:200], "a.onnx", {}, "not an ONNX file or is incomplete"),
        (b"\x1c\x00\x00\x00TFL3" + bytes(40), "a.tflite", {}, "not a TFLite file"),
        (onnx_bytes(), "a.pth", {}, "neither .onnx nor .tflite"),
        (onnx_bytes(fault="three"), "a.onnx", {}, "gives 3 values as 'logit'"),
        (onnx_bytes(weights=(1, 2)), "a.onnx", {}, "needs 2 crops .* --expansion, 2 times"),
        (onnx_bytes(), "a.onnx", {"expansions": (1.0, 2.0)}, "needs 1 crops"),
        (onnx_bytes(), "a.onnx", {"size": 32}, "an input of 16 px, not of 32 px"),
        (onnx_bytes(), "a.onnx", {"output": "score"}, "no score named 'score'"),
        (onnx_bytes(), "a.onnx", {"like": "nobody"}, "no model 'nobody'"),
        (onnx_bytes(), "a.onnx", {"id": "No Good"}, "imported with these options: id"),
        (onnx_bytes(), "a.onnx", {"scale": -1.0}, r"imported with these options: input\.scale"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, name: str, said: dict[str, object], why: str
) -> None:
    with pytest.raises(ModelError, match=why) as caught:
        drafted(tmp_path, content, name, **said)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    known = Registry.open(shipped_folder(tmp_path / "shipped"), tmp_path)
    with pytest.raises(ModelError, match="No such file"):
        draft(tmp_path / "none.onnx", known, ContractOverrides())


def test_the_known_contracts_are_sound() -> None:
    assert len(read_manifest(KNOWN)) == 4


@pytest.mark.field_data
@pytest.mark.parametrize("known", read_manifest(KNOWN), ids=lambda spec: spec.id)
def test_the_fields_models_are_known_by_their_hash(
    tmp_path: Path, field_data: Path, known: object
) -> None:
    (spec,) = [s for s in read_manifest(KNOWN) if s == known]
    content = (field_data / "peers" / "antispoof" / spec.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == spec.sha256
    found = drafted(tmp_path, content, "renamed.onnx")
    assert found.spec == spec.model_copy(update={"file": "renamed.onnx"})
    assert found.guesses == []


@pytest.mark.field_data
def test_a_face_detector_is_not_taken_for_a_scorer(tmp_path: Path, field_data: Path) -> None:
    content = (field_data / "peers" / "antispoof" / "seed_yunet.onnx").read_bytes()
    with pytest.raises(ModelError, match="choose the output with --output: cls_8"):
        drafted(tmp_path, content)
