"""The deepfake task learns on a tiny data set of drawn faces, and resumes exactly."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import torch
from drawn_faces import a_batch, no_face, only, write_set
from rich.console import Console
from small_deepfake import small_net

from edge.errors import ConfigError, DataError
from models.registry import Registry
from models.research import HybridDetector
from tools.quantise.run import cpu_session
from tools.training import deepfake_command, research_command
from tools.training.config import LoopConfig
from tools.training.deepfake import DeepfakeConfig, DeepfakeTask, to_input
from tools.training.deepfake_data import FaceStore, prepare_store
from tools.training.deepfake_manifest import HELD_OUT, read_manifests
from tools.training.loop import Trainer
from tools.training.research import ResearchConfig, ResearchTask


@pytest.fixture(autouse=True)
def deterministic_as_before() -> Iterator[None]:
    """A trainer asks torch for deterministic kernels in the whole process."""
    before = torch.are_deterministic_algorithms_enabled()
    yield
    torch.use_deterministic_algorithms(before)


def quiet() -> Console:
    return Console(file=StringIO())


class TestTraining:
    def test_the_network_learns_to_tell_drawn_swaps_and_resumes_exactly(
        self, store: FaceStore, tmp_path: Path
    ) -> None:
        def run(out: Path, resume: Path | None = None) -> tuple[DeepfakeTask, Trainer]:
            config = DeepfakeConfig(
                batch=8, steps=25, shares=only("swap"), small=96, small_until=1.0,
                frozen_until=0.0, workers=0,
            )  # fmt: skip
            task = DeepfakeTask(store, config, 5, epochs=3)
            torch.manual_seed(3)
            task.model = small_net()
            trainer = Trainer(task, LoopConfig(epochs=3, lr=1e-2, ema=0.5, keep=0), out, quiet())
            trainer.run(resume)
            return task, trainer

        _, whole = run(tmp_path / "a")
        rows = whole.summary.rows
        assert rows[-1]["loss"] < rows[0]["loss"]
        assert rows[-1]["auc"] > 0.8
        first = next((tmp_path / "a" / "checkpoints").glob("epoch_001_auc_*.pth"))
        _, resumed = run(tmp_path / "b", resume=first)
        for name, value in whole.model.state_dict().items():
            assert torch.equal(value, resumed.model.state_dict()[name]), name
        assert "DeepfakeNet" in (tmp_path / "a" / "report.md").read_text()

    def test_a_run_from_a_released_file_starts_with_the_answers_of_that_file(
        self, store: FaceStore
    ) -> None:
        registry = Registry.open()
        file = registry.path(registry.get("deepfake_lite0_fp32"))
        config = DeepfakeConfig(batch=4, steps=1, small=96, workers=0)
        task = DeepfakeTask(store, config, 5, epochs=1, initial=file)
        x = to_input(torch.from_numpy(store.middles([0, 1])), torch.device("cpu"))
        with torch.no_grad():
            own = task.model.eval()(x)[0].numpy()
        wanted = cpu_session(file).run(["logit"], {"input": x.contiguous().numpy()})[0]
        np.testing.assert_allclose(own, wanted, atol=1e-3)

    def test_an_unknown_mask_teaches_nothing(self, store: FaceStore) -> None:
        task = DeepfakeTask(store, DeepfakeConfig(workers=0), 5, epochs=1)
        task.model = small_net().eval()
        batch = a_batch(store, "swap")
        cpu = torch.device("cpu")
        unknown = replace(batch, known=torch.tensor([1.0, 0.0] * 4))
        other = replace(unknown, masks=1 - batch.masks)
        other.masks[::2] = batch.masks[::2]
        a, b = (task.loss(task.model, x, cpu, 0.0) for x in (unknown, other))
        assert torch.equal(a["mask_loss"], b["mask_loss"])
        known = task.loss(task.model, batch, cpu, 0.0)
        assert not torch.equal(known["mask_loss"], a["mask_loss"])

    def test_the_selection_is_the_mean_over_the_validation_splits(self, tmp_path: Path) -> None:
        swap = {"attack_type": "faceswap", "source": "other", "split": "train"}
        extra = [
            {"path": f"train_{v}_{y}.png", "label": str(y), "video": f"x{v}", **swap}
            for v in range(2) for y in (0, 1)
        ]  # fmt: skip
        manifest = write_set(tmp_path, 2, extra=extra)
        prepare_store(read_manifests([manifest], ["other"]), no_face, tmp_path)
        config = DeepfakeConfig(batch=2, steps=1, workers=0)
        task = DeepfakeTask(FaceStore(tmp_path), config, 5, epochs=1)
        found = task.validate(task.model, torch.device("cpu"))
        assert set(found) == {"auc", "auc_val", f"auc_{HELD_OUT}"}
        assert found["auc"] == pytest.approx((found["auc_val"] + found[f"auc_{HELD_OUT}"]) / 2)

    @pytest.mark.slow
    def test_a_hybrid_learns_checkpoints_resumes_and_evaluates(
        self, store: FaceStore, tmp_path: Path
    ) -> None:
        def run(out: Path, resume: Path | None = None) -> Trainer:
            torch.manual_seed(3)
            config = ResearchConfig(
                model="hybrid_resnet18_vit", image_size=64, batch=8, steps=5, workers=0,
                shares=only("swap"), val_limit=4,
            )  # fmt: skip
            with torch.device("meta"):  # the real one is built, but not filled
                task = ResearchTask(store, config, 5)
            task.model = HybridDetector(vit="vit_tiny_patch16_224", image_size=64)
            trainer = Trainer(task, LoopConfig(epochs=2, lr=5e-4, ema=0.5, keep=0), out, quiet())
            trainer.run(resume)
            return trainer

        whole = run(tmp_path / "a")
        rows = whole.summary.rows
        assert rows[1]["loss"] < rows[0]["loss"]
        assert (tmp_path / "a" / "checkpoints" / "best.pth").is_file()
        first = next((tmp_path / "a" / "checkpoints").glob("epoch_001_auc_*.pth"))
        resumed = run(tmp_path / "b", resume=first)
        assert resumed.summary.rows[1]["val_loss"] == rows[1]["val_loss"]

    def test_only_a_hybrid_can_be_frozen(self, store: FaceStore) -> None:
        with torch.device("meta"), pytest.raises(ConfigError, match="hybrid"):
            ResearchTask(store, ResearchConfig(model="efficientnet_b5", freeze=True), 1)
        with torch.device("meta"):
            task = ResearchTask(store, ResearchConfig("hybrid_resnet18_vit", freeze=True), 1)
        trainable = sum(p.numel() for p in task.model.parameters() if p.requires_grad)
        assert trainable == 919_041


@pytest.mark.parametrize("command", [deepfake_command, research_command])
def test_a_command_without_data_says_so_before_anything_is_written(
    command: object, tmp_path: Path
) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)  # type: ignore[attr-defined]
    out = tmp_path / "out"
    arguments = ["--data", str(tmp_path / "none.csv"), "--out", str(out)]
    args = parser.parse_args(arguments)
    with pytest.raises(DataError, match="no manifest"):
        command.run(args)  # type: ignore[attr-defined]
    assert not out.exists()
