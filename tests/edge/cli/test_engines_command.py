"""`facevouch models engines`: output and files, with a provider that builds over the CPU."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from caching_provider import LATER, ORIN, FakeTensorRT, toy_registry

from edge.cli import engines, main
from edge.config import Config, ModelsConfig
from edge.errors import ModelError
from edge.infer.tensorrt_store import EngineStore
from models.registry import Registry

SETTINGS = Config(models=ModelsConfig(threads=1, deepfake=None, provider="cpu"))


def words(*said: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    engines.add(parser.add_subparsers(dest="verb"))
    return parser.parse_args(["engines", *said])


class Desk:
    """One gate's settings, models, engines and provider; `asks` gives a command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.log = folder / "log"
        self.registry = toy_registry(folder)
        self.store = EngineStore(folder / "cache")
        self.capsys = capsys

    def asks(self, *said: str, fake: FakeTensorRT | None = None) -> tuple[int, str, str]:
        provider = fake or FakeTensorRT(self.log)
        status = engines.attend(words(*said), SETTINGS, self.registry, provider, self.store)
        out, err = self.capsys.readouterr()
        return status, out, err

    @property
    def builds(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_missing_tensorrt_is_reported_in_one_line_with_where_to_run_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: ["CPUExecutionProvider"])
    assert main(["models", "engines", "--check", "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "no TensorRT" in err
    assert "Dockerfile.jetson" in err


def test_a_missing_engine_is_built_and_reported_and_not_built_again(desk: Desk) -> None:
    status, _, err = desk.asks()
    assert status == 0
    assert "for Orin (compute capability 8.7), TensorRT 10.3.0" in err
    assert "toy: built in" in err
    assert "toy: built, fp32, 4 recorded answers reproduced" in err

    status, _, err = desk.asks()
    assert (status, desk.builds) == (0, 1)
    assert "toy: built" in err


def test_force_builds_again(desk: Desk) -> None:
    desk.asks()
    desk.asks("--force")
    assert desk.builds == 2


def test_check_builds_nothing_and_says_by_its_status_whether_all_is_there(desk: Desk) -> None:
    status, _, err = desk.asks("--check")
    assert (status, desk.builds) == (1, 0)
    assert "toy: missing" in err
    assert not desk.store.root.exists()
    desk.asks()
    assert desk.asks("--check")[0] == 0


def test_another_version_of_tensorrt_makes_it_stale_until_it_is_built_anew(desk: Desk) -> None:
    desk.asks()
    later = FakeTensorRT(desk.log, here=LATER)
    status, _, err = desk.asks("--check", fake=later)
    assert status == 1
    assert f"toy: stale, it was built for {ORIN.folder}" in err

    status, _, err = desk.asks("--prune", fake=later)
    assert status == 0
    assert f"removed {desk.store.root / ORIN.folder}" in err
    assert "MB are free again" in err
    assert desk.asks("--check", fake=later)[0] == 0


def test_json_tells_the_device_the_place_and_every_model(desk: Desk) -> None:
    status, out, _ = desk.asks("--json")
    told = json.loads(out)
    assert status == 0
    assert told["machine"] == {
        "gpu": "Orin",
        "capability": "8.7",
        "tensorrt": "10.3.0",
        "onnxruntime": "1.22.2",
    }
    (row,) = told["models"]
    assert (row["id"], row["state"], row["precision"]) == ("toy", "built", "fp32")
    assert Path(row["folder"]).is_relative_to(told["folder"])
    assert row["built_at"]


@pytest.mark.parametrize("fault", ["wrong", "nothing", "killed"])
def test_a_model_whose_engine_fails_is_reported_with_the_reason_and_status_1(
    desk: Desk, fault: str
) -> None:
    status, out, err = desk.asks("--json", fake=FakeTensorRT(desk.log, fault))
    (row,) = json.loads(out)["models"]
    assert status == 1
    assert row["state"] == "missing"
    assert len(row["why"]) > 30
    assert "Traceback" not in err


def test_models_that_tensorrt_does_not_take_are_named_with_the_ones_it_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = FakeTensorRT(tmp_path / "log")
    store = EngineStore(tmp_path / "cache")
    status = engines.attend(words("--json"), Config(), Registry.open(), fake, store)
    rows = json.loads(capsys.readouterr().out)["models"]
    assert status == 1
    states = {row["task"]: row["state"] for row in rows}
    assert states == {"antispoof": "unsuited", "deepfake": "unsuited", "landmarks": "built"}
    assert 'set models.antispoof = "antispoof_minifasnet_v2_se_fp32"' in rows[0]["why"]
    assert 'set models.deepfake = "deepfake_lite0_fp32"' in rows[1]["why"]


def test_check_and_prune_at_once_are_refused(desk: Desk) -> None:
    with pytest.raises(ModelError, match="exclude each other"):
        desk.asks("--check", "--prune")


def test_the_help_teaches_what_to_type_and_what_the_status_means(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["models", "engines", "--help"])
    text = capsys.readouterr().out
    for word in ("--check", "--prune", "--force", "exit status", "sudo -u facevouch"):
        assert word in text
