"""An exported ONNX file computes the same as the torch checkpoint, for any batch size."""

from __future__ import annotations

import numpy as np
import onnxruntime as ort
import pytest
import torch
from torch import nn

from edge.errors import ModelError
from tools.conversion.checkpoint import ARCHITECTURES, Architecture, named
from tools.conversion.export import export_checkpoint, export_module
from tools.convert import main

torch.set_num_threads(1)


class Tiny(nn.Module):
    """A convolution with batch norm, and evidence that sums to the logit."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, 2, 1)
        self.norm = nn.BatchNorm2d(4)

    def forward(self, x):
        evidence = torch.relu(self.norm(self.conv(x))).sum(1, keepdim=True)
        return evidence.sum((1, 2, 3))[:, None], evidence


@pytest.fixture
def tiny(monkeypatch):
    torch.manual_seed(0)
    known = Architecture(Tiny, 3, 16, ("logit", "evidence"), fold=lambda net: net.eval())
    monkeypatch.setitem(ARCHITECTURES, "tiny", known)
    net = Tiny()
    net(torch.rand(8, 3, 16, 16))  # batch norm's running numbers are no longer 0 and 1
    return net.eval()


WRAPPINGS = [
    lambda s: s,
    lambda s: {"model": {}, "ema": {"weights": s}},
    lambda s: {"ema": {"weights": {f"net.{k}": v for k, v in s.items()} | {"kind.bias": s}}},
]


@pytest.mark.parametrize("wrap", WRAPPINGS, ids=["plain", "average", "beside training's heads"])
def test_a_checkpoint_becomes_a_file_that_computes_the_same(tiny, tmp_path, wrap):
    torch.save(wrap(tiny.state_dict()), tmp_path / "best.pth")
    made = export_checkpoint("tiny", tmp_path / "best.pth", tmp_path / "tiny.onnx")
    assert made.bytes == (tmp_path / "tiny.onnx").stat().st_size
    assert made.max_difference < 1e-4
    session = ort.InferenceSession(str(tmp_path / "tiny.onnx"), providers=["CPUExecutionProvider"])
    assert [o.name for o in session.get_outputs()] == ["logit", "evidence"]
    for faces in (1, 3):
        x = torch.rand(faces, 3, 16, 16)
        with torch.no_grad():
            expected = tiny(x)
        got = session.run(None, {"input": x.numpy()})
        for g, e in zip(got, expected, strict=True):
            np.testing.assert_allclose(g, e.numpy(), atol=1e-4)


def test_a_checkpoint_of_another_network_is_refused(tiny, tmp_path):
    torch.save(nn.Linear(2, 2).state_dict(), tmp_path / "other.pth")
    line = r"does not contain a tiny: of its 7 tensors 7 missing \(conv.weight, …\); 2 unknown"
    with pytest.raises(ModelError, match=line):
        export_checkpoint("tiny", tmp_path / "other.pth", tmp_path / "x.onnx")
    assert not (tmp_path / "x.onnx").exists()


def test_a_file_that_is_no_checkpoint_is_refused_in_a_sentence(tiny, tmp_path):
    (tmp_path / "bad.pth").write_bytes(b"nothing of the sort")
    with pytest.raises(ModelError, match="not a readable checkpoint"):
        export_checkpoint("tiny", tmp_path / "bad.pth", tmp_path / "x.onnx")


def test_a_missing_checkpoint_is_one_line_on_the_command_line(tmp_path, capsys):
    out = str(tmp_path / "x.onnx")
    arguments = ["--architecture", "deepfake_net", "--checkpoint", "gone.pth", "--out", out]
    assert main(["onnx", *arguments]) == 2
    assert "there is no checkpoint gone.pth" in capsys.readouterr().err


def test_a_network_that_cannot_be_exported_says_so(tmp_path):
    class Undecided(nn.Module):
        def forward(self, x):
            return x if bool(x.sum() > 0) else -x

    with pytest.raises(ModelError, match="torch cannot export"):
        export_module(Undecided(), torch.rand(2, 3), ("logit",), tmp_path / "x.onnx")


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_every_architecture_names_a_function_there_is(name):
    assert callable(named(ARCHITECTURES[name].build))
