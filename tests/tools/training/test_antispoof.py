"""The anti-spoof task from pictures to what ships, on drawn faces; the teachers on real ones."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import onnxruntime as ort
import pytest
import torch

from edge.errors import DataError, ModelError
from edge.types import Box
from models.minifasnet import Looked, MiniFASNetV2SE
from models.spec import ModelSpec
from tools.conversion.export import export_module
from tools.train import main
from tools.training import antispoof_release as release
from tools.training import checkpoint
from tools.training.antispoof_command import mean_weights
from tools.training.antispoof_eval import PadSplit, as_tensor, tight_factor
from tools.training.antispoof_samples import UNKNOWN, Picture, SampleMaker, face_box, read_pad
from tools.training.antispoof_task import spectrum_of, vary
from tools.training.crop_cache import CacheRecipe, CropCache, build
from tools.training.teachers import LOOKS, Teacher, Teachers


def _drawing() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "antispoof_field", Path(__file__).with_name("antispoof_field.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = _drawing().draw_field(tmp_path_factory.mktemp("data"))
    return root


def recipe(field: Path) -> CacheRecipe:
    return CacheRecipe(str(field), None, shard=16)


def test_the_manifest_is_read_by_split_with_boxes(field: Path) -> None:
    pictures = read_pad(field, "val")
    assert {p.source for p in pictures} == {"carl"}
    assert sorted({(p.label, p.kind) for p in pictures}) == [(0, "bonafide"), (1, "replay")]
    assert pictures[0].box == Box(35, 30, 85, 90)


def test_a_broken_manifest_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--data"):
        read_pad(tmp_path, "train")
    (tmp_path / "pad").mkdir()
    text = (
        "path,label,attack_type,source,split,x1,y1,x2,y2,face_from\na.jpg,zero,,s,train,,,,,none\n"
    )
    (tmp_path / "pad" / "manifest.csv").write_text(text)
    with pytest.raises(DataError, match="line 2"):
        read_pad(tmp_path, "train")


def test_a_picture_without_a_box_is_the_whole_image_or_the_middle_of_a_face_crop() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    labelled = Picture("a", 1, "print", "s", None)
    assert face_box(labelled, image) == Box(0, 0, 200, 100)
    assert face_box(replace(labelled, label=UNKNOWN), image) == Box(60, 10, 140, 90)


def test_samples_come_from_every_source_and_simulated_attacks_from_live_faces(field: Path) -> None:
    maker = SampleMaker(field, read_pad(field, "train"), [], (0.5, 0.0, 0.5))
    rng = np.random.default_rng(0)
    samples = [maker.draw(rng) for _ in range(60)]
    assert {s.source for s in samples} == {"anna", "ben"}
    assert {s.label for s in samples if not s.simulated} == {0, 1}
    assert {(s.label, s.kind) for s in samples if s.simulated} == {(1, "print"), (1, "replay")}


def test_a_cache_is_the_same_on_every_making_and_grows(field: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "a", recipe(field), 32, 0) == 0
    assert build(tmp_path / "b", recipe(field), 16, 0) == 0
    first, short = CropCache(tmp_path / "a"), CropCache(tmp_path / "b")
    assert (len(first), len(short), len(CropCache(tmp_path / "a", 16))) == (32, 16, 16)
    assert np.array_equal(first.crops(range(16)), short.crops(range(16)))
    assert first.crops([20]).shape == (1, 2, 128, 128, 3)
    build(tmp_path / "b", recipe(field), 32, 0)
    grown = CropCache(tmp_path / "b")
    assert np.array_equal(grown.crops(range(32)), first.crops(range(32)))
    assert np.array_equal(grown.labels, first.labels)


def test_a_cache_of_another_recipe_is_refused(field: Path, tmp_path: Path) -> None:
    build(tmp_path, recipe(field), 16, 0)
    with pytest.raises(DataError, match="other settings"):
        build(tmp_path, replace(recipe(field), seed=8), 16, 0)
    with pytest.raises(DataError, match="no crops"):
        CropCache(tmp_path / "nothing")


def test_crops_become_rgb_tightest_first() -> None:
    crops = np.zeros((1, 2, 4, 4, 3), np.uint8)
    crops[0, 0, ..., 0] = 255  # blue, tight
    crops[0, 1, ..., 2] = 51  # red, wide
    x = as_tensor(crops)
    assert x[0, :, 0, 0].tolist() == pytest.approx([0, 0, 1, 0.2, 0, 0])


def test_validation_speaks_by_source_and_refuses_one_class(field: Path) -> None:
    split = PadSplit.load(field, "val", (1.5, 2.4), 128)
    perfect = split.labels.astype(np.float32)
    assert split.by_source(perfect) == {"carl": 1.0}
    assert split.by_source(-perfect) == {"carl": 0.0}
    alone = replace(split, labels=np.zeros_like(split.labels))
    with pytest.raises(DataError, match="carl"):
        alone.by_source(perfect)


def test_the_tower_that_knows_is_given_more_weight(field: Path) -> None:
    split = PadSplit.load(field, "val", (1.5, 2.4), 128)

    class Net(MiniFASNetV2SE):
        """The tight tower sees the grid of an attack; the wide one says the opposite, louder."""

        def look(self, x: torch.Tensor) -> list[Looked]:
            grid = x[:, :3].diff(dim=3).abs().mean((1, 2, 3))[:, None, None, None]
            return [Looked(x, x, 2 * grid), Looked(x, x, -3 * grid)]

    best, means = tight_factor(split, Net())
    assert best > 1.5
    assert means[1.0] == 0.0
    assert means[best] == 1.0


def test_cheap_changes_leave_the_cache_alone_and_are_repeatable() -> None:
    crops = np.random.default_rng(0).integers(0, 256, (16, 2, 32, 32, 3), np.uint8)
    before = crops.copy()
    a, b = (vary(crops, np.random.default_rng(s)) for s in (1, 1))
    assert np.array_equal(a, b)
    assert np.array_equal(crops, before)
    assert not np.array_equal(a, crops)


def test_a_grid_shows_as_a_peak_in_the_spectrum() -> None:
    x = torch.arange(128) * (2 * np.pi / 8)
    crop = (0.5 + 0.4 * torch.cos(x)).expand(1, 3, 128, 128)
    spectrum = spectrum_of(crop, 16)
    row = spectrum[0, 0, 8]
    assert sorted(row.topk(3).indices.tolist()) == [6, 8, 10]  # 16 cycles: two bins off the middle


def test_calibration_gives_equal_say_to_sources_and_even_odds_at_the_middle() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 0, 1], [400, 100, 50, 50])
    sources = np.repeat(["big", "small"], [500, 100])
    raw = (rng.normal(size=600) + 3 * labels + 5).astype(np.float32)
    split = PadSplit(np.zeros((600, 1, 1, 1, 3), np.uint8), labels, sources, 0)
    weights = release.balanced_weights(split)
    shares = [
        weights[(sources == s) & (labels == y)].sum() for s in ("big", "small") for y in (0, 1)
    ]
    assert shares == pytest.approx([150] * 4)
    fitted = release.fit(split, raw, [(split, raw)])
    assert fitted.slope == pytest.approx(3, abs=0.7)  # unit variances, three apart: the LLR's slope
    assert -fitted.offset / fitted.slope == pytest.approx(6.5, abs=0.2)
    assert fitted.thresholds["eer"] == pytest.approx(0.5, abs=0.15)
    assert fitted.thresholds["bpcer_5"] < fitted.thresholds["bpcer_1"]
    refused = fitted.p_attack(raw)[labels == 0] > fitted.thresholds["bpcer_5"]
    assert weights[labels == 0][refused].sum() / weights[labels == 0].sum() <= 0.05


def test_cameras_that_disagree_move_the_zero_to_their_mean_and_keep_the_slope() -> None:
    rng = np.random.default_rng(1)
    labels = np.tile(np.repeat([0, 1], 200), 2)
    sources = np.repeat(["here", "there"], 400)
    noise = rng.normal(size=800) + 3 * labels
    raw = (noise + np.where(sources == "here", 0.0, 6.0)).astype(np.float32)
    split = PadSplit(np.zeros((800, 1, 1, 1, 3), np.uint8), labels, sources, 0)
    fitted = release.fit(split, raw, [(split, raw)])
    assert -fitted.offset / fitted.slope == pytest.approx(1.5 + 3.0, abs=0.3)
    assert fitted.slope == pytest.approx(3, abs=0.7)


def test_scores_that_point_the_wrong_way_are_not_calibrated() -> None:
    labels = np.repeat([0, 1], 20)
    split = PadSplit(np.zeros((40, 1, 1, 1, 3), np.uint8), labels, np.repeat(["s"], 40), 0)
    wrong = (-labels).astype(np.float32)
    with pytest.raises(ModelError, match="train it longer"):
        release.fit(split, wrong, [(split, wrong)])


def test_one_command_leaves_weights_and_an_onnx_file(field: Path, tmp_path: Path) -> None:
    build(tmp_path / "crops", recipe(field), 32, 0)
    options = ["--start", "random", "--weight-teacher", "0", "--weight-labels", "1"]
    options += ["--batch-size", "16", "--threads", "1", "--samples", "32", "--no-release"]
    places = ["--data", str(field), "--cache", str(tmp_path / "crops"), "--out", str(tmp_path)]
    assert main(["antispoof", *places, *options]) == 0
    session = ort.InferenceSession(tmp_path / release.FP32_NAME)
    assert [i.shape[1:] for i in session.get_inputs()] == [[6, 128, 128]]
    weights = checkpoint.load(tmp_path / "antispoof_minifasnet_v2_se.pth")["weights"]
    MiniFASNetV2SE().load_state_dict(weights)


def telling_network(splits: list[PadSplit]) -> MiniFASNetV2SE:
    """Random features, and a tail along the difference of attacks and bona fide faces."""
    torch.manual_seed(0)
    net = MiniFASNetV2SE(norm=False).eval().requires_grad_(False)
    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight)
    x = torch.cat([as_tensor(split.crops) for split in splits])
    attack = torch.from_numpy(np.concatenate([split.labels for split in splits])) == 1
    for tower, looked in zip(net.towers, net.look(x), strict=True):
        tower.tail[0] = looked.last[attack].mean(0) - looked.last[~attack].mean(0)
    spread = net(x)[0].std()
    for tower in net.towers:
        tower.tail /= spread
    net.bias += 0.3
    return net


def test_what_ships_is_what_its_description_says(field: Path, tmp_path: Path) -> None:
    out = tmp_path
    net = telling_network([PadSplit.load(field, s, (1.5, 2.4), 128) for s in ("train", "val")])
    fp32 = out / release.FP32_NAME
    export_module(net, torch.rand(2, 6, 128, 128), ("logit", "evidence"), fp32)
    release.release(fp32, out, field, (1.5, 2.4), target_db=0.0)
    entries = tomllib.loads((out / "antispoof.toml").read_text())["model"]
    specs = [ModelSpec(**entry) for entry in entries]
    assert [s.precision for s in specs] == ["fp32", "int8"]
    assert [s.default for s in specs] == [False, True]
    numbers = json.loads((out / "release.json").read_text())
    x = as_tensor(PadSplit.load(field, "test", (1.5, 2.4), 128).crops).numpy()
    for spec in specs:
        file = out / Path(spec.file).name
        assert spec.bytes == file.stat().st_size
        session = ort.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        logit, evidence = session.run(["logit", "evidence"], {"input": x})
        assert np.allclose(evidence.sum((1, 2, 3)) + spec.output.bias, logit[:, 0], atol=1e-4)
        alone = session.run(["logit"], {"input": x[3:4]})[0]
        assert np.array_equal(alone, logit[3:4]) or spec.precision == "fp32"
        assert 0 <= numbers[file.name]["mean_auc"]["test"] <= 1


def test_the_mean_of_two_runs_is_halfway_and_of_two_networks_is_refused(tmp_path: Path) -> None:
    paths = [tmp_path / f"{k}.pth" for k in range(3)]
    for k, path in enumerate(paths):
        size = 3 if k == 2 else 2
        weights = {"w": torch.full((size,), float(k)), "n": torch.tensor(k)}
        checkpoint.save(path, {"ema": {"weights": weights}})
    mean = mean_weights(paths[:2])
    assert mean["w"].tolist() == [0.5, 0.5]
    assert int(mean["n"]) == 0
    with pytest.raises(ModelError, match="other shapes"):
        mean_weights(paths)


def test_a_missing_data_folder_is_one_line_and_status_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["antispoof", "--data", str(tmp_path), "--cache", str(tmp_path / "none")])
    assert status == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("facevouch train: ")
    assert "\n" not in said


def test_a_missing_teacher_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--teachers"):
        Teacher(tmp_path / "none.onnx")


@pytest.mark.field_data
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_teacher_scores_as_its_own_file_does(field_data: Path, look: object) -> None:
    file, size = look.file, look.size  # type: ignore[attr-defined]
    path = field_data / "peers" / "antispoof" / file
    crops = np.random.default_rng(0).integers(0, 256, (2, size, size, 3), np.uint8)
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    order = crops[..., ::-1] if look.colour == "RGB" else crops  # type: ignore[attr-defined]
    x = (order.astype(np.float32) / 255).transpose(0, 3, 1, 2)
    name = session.get_inputs()[0].name
    pairs = [session.run(None, {name: np.ascontiguousarray(x[i : i + 1])})[0][0] for i in range(2)]
    want = [p[1] - p[0] for p in pairs]
    teachers = Teachers(path.parent, [replace(look, mirrored=False)], fast=False)  # type: ignore[type-var]

    class Never:  # a generator that never mirrors
        def random(self, n: int) -> np.ndarray:
            return np.ones(n)

    got = teachers.logits([[c] for c in crops], Never())  # type: ignore[arg-type]
    assert got[:, 0] == pytest.approx(want, abs=2e-3)
