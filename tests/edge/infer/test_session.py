"""A model file that differs from its contract is refused with one clear sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from toy_models import SIZE, onnx_bytes, spec_of

from edge.config import ModelsConfig
from edge.errors import ModelError, ModelTamperedError
from edge.infer import ort
from edge.infer.load import open_session
from edge.infer.session import Session
from models.spec import InputSpec, OutputSpec

ONE_THREAD = ModelsConfig(threads=1)


def opened(folder: Path, content: bytes, file: str = "toy.onnx", **changes: object) -> Session:
    path = folder / file
    path.write_bytes(content)
    return open_session(path, spec_of(content, file=file, **changes), ONE_THREAD)


def test_a_model_gives_all_its_outputs_by_name(tmp_path: Path) -> None:
    session = opened(tmp_path, onnx_bytes(weights=(0.5,)))
    outputs = session.run(np.ones((2, 3, SIZE, SIZE), np.float32))
    assert set(outputs) == {"logit", "evidence"}
    np.testing.assert_allclose(outputs["logit"], [[8.25], [8.25]], atol=1e-5)
    assert session.providers[-1] == "CPUExecutionProvider"
    assert not session.one_by_one


@pytest.mark.parametrize(
    ("changes", "alone"), [({"batch": 1}, True), ({"fault": "dynamic"}, True), ({}, False)]
)
def test_a_model_says_whether_faces_must_come_alone(
    tmp_path: Path, changes: dict[str, object], alone: bool
) -> None:
    assert opened(tmp_path, onnx_bytes(**changes)).one_by_one is alone


def test_half_precision_tensors_are_turned_both_ways(tmp_path: Path) -> None:
    half = onnx.TensorProto.FLOAT16
    shape = ["n", 3, SIZE, SIZE]
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("Mul", ["input", "input"], ["logit"])],
        "half",
        [onnx.helper.make_tensor_value_info("input", half, shape)],
        [onnx.helper.make_tensor_value_info("logit", half, shape)],
    )
    opset = [onnx.helper.make_opsetid("", 17)]
    content = onnx.helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()
    session = opened(tmp_path, content, output=OutputSpec())
    (value,) = session.run(np.full((1, 3, SIZE, SIZE), 0.5, np.float32)).values()
    assert value.dtype == np.float32
    assert (value == 0.25).all()


GOOD = onnx_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not an ONNX file or is incomplete"),
        (b"this is no model " * 99, "not an ONNX file or is incomplete"),
        (GOOD[: len(GOOD) // 2], "not an ONNX file or is incomplete"),
        (onnx_bytes(batch=1).replace(b"AveragePool", b"AverageFool"), "cannot be loaded"),
        (onnx_bytes(weights=(1, 1)), "has an input of shape N×6×16×16"),
        (onnx_bytes(batch=4), "has a fixed batch size of 4"),
        (onnx_bytes(names=("score", "evidence")), "no output 'logit'; it has score, evidence"),
        (onnx_bytes(names=("logit", "map")), "no output 'evidence'"),
    ],
    ids=[
        "empty",
        "no model",
        "truncated",
        "strange",
        "two crops",
        "four faces",
        "other name",
        "no evidence",
    ],
)
def test_a_file_that_breaks_its_contract_is_refused_quietly(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        opened(tmp_path, content)
    assert "toy" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


def test_an_input_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="describes N×3×32×32; correct the entry's input table"):
        opened(tmp_path, GOOD, input=InputSpec(size=32, expansions=(1.5,)))


def test_a_tensor_of_another_shape_is_one_clear_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    session = opened(tmp_path, GOOD)
    with pytest.raises(ModelError, match=r"toy failed on a tensor of shape \(1, 3, 8, 8\)"):
        session.run(np.zeros((1, 3, 8, 8), np.float32))
    assert capfd.readouterr().err == ""


def test_weights_in_another_file_are_refused_because_no_hash_covers_them(tmp_path: Path) -> None:
    model = onnx.load_from_string(GOOD)
    tensor = model.graph.initializer[0]
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="weights.bin")
    with pytest.raises(ModelError, match="weights in a second file"):
        opened(tmp_path, model.SerializeToString())


def test_two_inputs_are_refused(tmp_path: Path) -> None:
    model = onnx.load_from_string(GOOD)
    model.graph.input.append(onnx.helper.make_tensor_value_info("more", 1, [1]))
    with pytest.raises(ModelError, match=r"one float tensor as its input, but has: input .*more"):
        opened(tmp_path, model.SerializeToString())


def test_a_changed_file_is_refused_even_by_who_skips_the_registry(tmp_path: Path) -> None:
    path = tmp_path / "toy.onnx"
    path.write_bytes(GOOD + b"\x00")
    with pytest.raises(ModelTamperedError, match="is not the one its manifest states"):
        open_session(path, spec_of(GOOD), ONE_THREAD)


def test_a_file_that_is_gone_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot read the file of model toy"):
        open_session(tmp_path / "toy.onnx", spec_of(GOOD), ONE_THREAD)


def test_another_format_is_refused_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="convert it with: facevouch convert"):
        opened(tmp_path, GOOD, file="toy.pt")


def test_a_provider_that_is_not_here_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "toy.onnx"
    path.write_bytes(GOOD)
    with pytest.raises(ModelError, match=r"set models\.provider to auto"):
        open_session(path, spec_of(GOOD), ModelsConfig(provider="tensorrt"))


def test_a_provider_that_is_here_and_does_not_start_is_refused_where_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # onnxruntime falls back by itself; that is fine for auto and wrong for what was asked for
    real = ort.ort.InferenceSession
    cpu = "CPUExecutionProvider"
    monkeypatch.setattr(
        ort.ort,
        "InferenceSession",
        lambda content, options, providers: real(content, options, [cpu]),
    )
    wanted = {"cuda": "CUDAExecutionProvider", "tensorrt": "TensorrtExecutionProvider"}
    monkeypatch.setattr(
        ort, "providers_for", lambda choice, engine: [wanted.get(choice, wanted["cuda"]), cpu]
    )
    path = tmp_path / "toy.onnx"
    path.write_bytes(GOOD)
    open_session(path, spec_of(GOOD), ONE_THREAD)
    for asked in ("cuda", "tensorrt"):
        with pytest.raises(ModelError, match=f"{asked}, but this provider does not start"):
            open_session(path, spec_of(GOOD), ModelsConfig(provider=asked))


@pytest.mark.parametrize(
    ("cores", "asked", "threads", "spin"),
    [(2, 0, 1, "1"), (8, 0, 4, "1"), (8, 8, 8, "0"), (1, 0, 1, "0"), (4, 1, 1, "1")],
)
def test_a_pool_on_all_cores_does_not_spin(
    monkeypatch: pytest.MonkeyPatch, cores: int, asked: int, threads: int, spin: str
) -> None:
    monkeypatch.setattr(ort, "usable_cores", lambda: cores)
    monkeypatch.setattr("edge.infer.threads.usable_cores", lambda: cores)
    options = ort.session_options(ModelsConfig(threads=asked))
    assert options.intra_op_num_threads == threads
    assert options.inter_op_num_threads == 1
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == spin
