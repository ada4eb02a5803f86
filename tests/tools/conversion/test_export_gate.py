"""A checkpoint goes through the same gate, with torch as the original, and leaves an entry."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from edge.config import ModelsConfig
from edge.infer.load import open_session
from edge.infer.scorer import Scorer
from edge.infer.selftest import refuse_other
from models.manifest import read_manifest
from tools.conversion.checkpoint import ARCHITECTURES, Architecture
from tools.convert import main

torch.set_num_threads(1)


class Tiny(nn.Module):
    """A convolution, and evidence that sums to the logit but for a bias."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, 2, 1)
        self.bias = nn.Parameter(torch.tensor([0.75]))

    def forward(self, x):
        evidence = 0.01 * torch.relu(self.conv(x)).sum(1, keepdim=True)
        return evidence.sum((1, 2, 3))[:, None] + self.bias, evidence


def spoilt(net: nn.Module) -> nn.Module:
    """As a fold that goes wrong would leave it: another network."""
    other = Tiny()
    other.load_state_dict(net.state_dict())
    with torch.no_grad():
        other.conv.weight.neg_()
    return other.eval()


@pytest.fixture
def command(monkeypatch, tmp_path, manifest):
    torch.manual_seed(0)
    monkeypatch.setitem(ARCHITECTURES, "tiny", Architecture(Tiny, 3, 16, ("logit", "evidence")))
    monkeypatch.setitem(
        ARCHITECTURES, "spoilt", Architecture(Tiny, 3, 16, ("logit", "evidence"), fold=spoilt)
    )
    torch.save(Tiny().state_dict(), tmp_path / "best.pth")

    def of(architecture: str, *more: str) -> list[str]:
        return ["onnx", "--architecture", architecture, "--checkpoint", str(tmp_path / "best.pth"),
                "--out", str(tmp_path / "tiny.onnx"), "--data", str(manifest), "--crops", "12",
                "--rounds", "2", *more]  # fmt: skip

    return of


FED = ["--task", "antispoof", "--expansion", "1.5", "--evidence", "evidence", "--yes"]


def test_the_entry_holds_the_networks_own_bias_and_answers(command, tmp_path, capsys):
    assert main(command("tiny", *FED)) == 0
    (entry,) = read_manifest(tmp_path / "tiny.onnx.toml")
    assert entry.output.bias == pytest.approx(0.75, abs=1e-4)
    assert (entry.architecture, entry.source) == ("tiny", "exported from best.pth")
    assert entry.bytes == (tmp_path / "tiny.onnx").stat().st_size
    session = open_session(tmp_path / "tiny.onnx", entry, ModelsConfig(provider="cpu", threads=1))
    assert refuse_other(Scorer(entry, session)) == len(entry.answers) > 0
    assert "0 of 12" in capsys.readouterr().out


def test_a_checkpoint_of_ours_says_itself_what_it_is_and_how_it_is_fed(command, tmp_path, capsys):
    contract = {
        "architecture": "tiny", "task": "antispoof", "expansions": [1.3], "colour": "BGR",
        "scale": 1 / 255, "evidence": "evidence", "output": "logit", "attack_index": 1,
    }  # fmt: skip
    torch.save({"ema": Tiny().state_dict(), "contract": contract}, tmp_path / "best.pth")
    words = command("tiny")
    assert words[1:3] == ["--architecture", "tiny"]
    assert main(words[:1] + words[3:]) == 0, capsys.readouterr().err
    (entry,) = read_manifest(tmp_path / "tiny.onnx.toml")
    assert entry.architecture == "tiny"
    assert (entry.scoring_input.expansions, entry.scoring_input.colour) == ((1.3,), "BGR")


def test_a_checkpoint_without_a_contract_needs_the_architecture_as_an_option(command, capsys):
    words = command("tiny")
    assert main(words[:1] + words[3:]) == 2
    assert "does not state its architecture; give it with --architecture" in capsys.readouterr().err


def test_a_network_that_changed_on_the_way_is_refused(command, tmp_path, capsys):
    (tmp_path / "tiny.onnx").write_bytes(b"older")
    assert main(command("spoilt", *FED, "--max-dp", "0.001")) == 1
    assert "the largest change of p_attack" in " ".join(capsys.readouterr().err.split())
    assert (tmp_path / "tiny.onnx").read_bytes() == b"older"
    assert not (tmp_path / "tiny.onnx.toml").exists()


def test_an_unknown_preprocessing_contract_is_asked_for(command, tmp_path, capsys):
    assert main(command("tiny")) == 2
    assert "input.expansions = (1.5,)" in capsys.readouterr().err
    assert not (tmp_path / "tiny.onnx").exists()


def test_without_the_gate_there_is_a_file_and_no_entry(command, tmp_path):
    assert main(command("tiny", "--no-gate")) == 0
    assert (tmp_path / "tiny.onnx").exists()
    assert not (tmp_path / "tiny.onnx.toml").exists()


@pytest.mark.parametrize(
    "name", [name for name, known in ARCHITECTURES.items() if known.like is not None]
)
def test_a_shipped_model_has_the_contract_of_its_architecture(name):
    from models.registry import Registry

    known = ARCHITECTURES[name]
    assert known.like is not None
    spec = Registry.open().get(known.like).scoring_input
    assert (spec.size, 3 * len(spec.expansions)) == (known.size, known.channels)
