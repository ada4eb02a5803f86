"""The anti-spoof task from pictures to a release, on drawn faces; the teachers on real ones."""

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
from models.antispoof import AntispoofNet, Looked
from models.lite_tower import LiteShape
from models.minifasnet import FEW_TIGHT, FEW_WIDE
from models.spec import ModelSpec
from tools.conversion.export import export_module
from tools.train import main
from tools.training import antispoof_release as release
from tools.training import checkpoint
from tools.training.antispoof_command import mean_weights
from tools.training.antispoof_eval import PadSplit, as_tensor, tight_factor
from tools.training.antispoof_samples import (
    FACES,
    FacePicture,
    SampleMaker,
    face_box,
    read_faces,
    read_pad,
)
from tools.training.antispoof_task import spectrum_of, vary
from tools.training.crop_cache import CacheRecipe, CropCache, build
from tools.training.teachers import LOOKS, Teacher, Teachers
from tools.training.warm_start import read_release


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
    labelled = FacePicture("a", 1, "print", "s", None)
    assert face_box(labelled, image) == Box(0, 0, 200, 100)
    assert face_box(replace(labelled, source=f"{FACES}lfw"), image) == Box(60, 10, 140, 90)


def test_the_second_helping_is_read_with_the_first_and_plain_faces_are_bona_fide(
    field: Path, tmp_path: Path
) -> None:
    for folder in ("pad", "pad_more", "deepfake", "deepfake_more"):
        (tmp_path / folder).mkdir()
    header = (field / "pad" / "manifest.csv").read_text().splitlines()[0]
    for folder, source in (("pad", "anna"), ("pad_more", "eve")):
        row = f"train/x.png,0,,,{source},train,1,2,30,40,drawn"
        (tmp_path / folder / "manifest.csv").write_text(f"{header}\n{row}\n")
    assert [p.path for p in read_pad(tmp_path, "train")] == [
        "pad/train/x.png",
        "pad_more/train/x.png",
    ]
    rows = ["a.jpg,0,,a,lfw,train", "b.jpg,1,faceswap,b,lfw_swap,train", "c.jpg,0,,c,lfw,val"]
    text = "\n".join(["path,label,attack_type,video,source,split", *rows])
    (tmp_path / "deepfake_more" / "manifest.csv").write_text(text)
    (faces,) = read_faces(tmp_path, "train")
    assert (faces.path, faces.label, faces.source) == ("deepfake_more/a.jpg", 0, f"{FACES}lfw")


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
    assert first.crops([20]).shape == (1, 2, 2, 128, 128, 3)
    views = first.crops(range(32)).reshape(32, 2, -1).astype(int)
    assert (np.abs(views[:, 0] - views[:, 1]).max(1) > 0).all()
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

    class Net(AntispoofNet):
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


def cameras(*zeros: float, apart: float = 6.0, seed: int = 0) -> tuple[PadSplit, np.ndarray]:
    """A split of one source a zero, 300 faces each, and logits of unit variance around it."""
    rng = np.random.default_rng(seed)
    labels = np.tile(np.repeat([0, 1], 150), len(zeros))
    sources = np.repeat([f"camera {k}" for k in range(len(zeros))], 300)
    raw = rng.normal(size=len(labels)) + (labels - 0.5) * apart + np.repeat(zeros, 300)
    split = PadSplit(np.zeros((len(labels), 1, 1, 1, 3), np.uint8), labels, sources, 0)
    return split, raw.astype(np.float32)


def test_calibration_puts_even_odds_between_the_classes_of_all_sources() -> None:
    seen, seen_raw = cameras(4.5, 5.5)
    val, val_raw = cameras(5.0, 5.2, seed=1)
    fitted = release.fit(seen, seen_raw, val, val_raw)
    assert -fitted.offset / fitted.slope == pytest.approx(5.0, abs=0.5)
    assert fitted.thresholds["bpcer_5"] < fitted.thresholds["bpcer_1"]
    live = val.labels == 0
    assert (fitted.p_attack(val_raw)[live] >= fitted.thresholds["bpcer_5"]).mean() <= 0.05


def test_a_logit_whose_zero_wanders_is_calibrated_to_be_less_sure() -> None:
    seen, seen_raw = cameras(0.0)
    steady = release.fit(seen, seen_raw, *cameras(0.0, 0.0, seed=1))
    wandering = release.fit(seen, seen_raw, *cameras(-3.0, 3.0, seed=1))
    assert wandering.slope < 0.7 * steady.slope


def test_scores_that_point_the_wrong_way_are_not_calibrated() -> None:
    split, raw = cameras(0.0)
    with pytest.raises(ModelError, match="train the network longer"):
        release.fit(split, -raw, split, -raw)


def test_one_command_leaves_weights_and_an_onnx_file(field: Path, tmp_path: Path) -> None:
    build(tmp_path / "crops", recipe(field), 32, 0)
    options = ["--start", "random", "--no-align", "--pull", "1"]
    options += ["--batch-size", "16", "--threads", "1", "--samples", "32", "--no-release"]
    places = ["--data", str(field), "--cache", str(tmp_path / "crops"), "--out", str(tmp_path)]
    assert main(["antispoof", *places, *options]) == 0
    session = ort.InferenceSession(tmp_path / release.FP32_NAME)
    assert [i.shape[1:] for i in session.get_inputs()] == [[6, 128, 128]]
    weights = checkpoint.load(tmp_path / "antispoof_minifasnet_v2_se.pth")["weights"]
    AntispoofNet((FEW_TIGHT, FEW_WIDE)).load_state_dict(weights)


def test_the_tight_network_may_be_a_lite_tower_beside_a_wide_one_that_stays(
    field: Path, tmp_path: Path
) -> None:
    build(tmp_path / "crops", recipe(field), 32, 0)
    places = ["--data", str(field), "--cache", str(tmp_path / "crops")]
    options = ["--batch-size", "16", "--threads", "1", "--samples", "32", "--no-release"]
    options += ["--no-align", "--pull", "1", "--epochs", "1", "--tight-factor", "1"]
    first, out = tmp_path / "first", tmp_path / "lite"
    start = ["--start", "random", "--out", str(first)]
    assert main(["antispoof", *places, *options, *start]) == 0
    lite = ["--tight-network", "lite0", "--keep-wide", "--mix-features", "0.5", "--no-test"]
    start = ["--start", str(first / release.FP32_NAME), "--out", str(out)]
    assert main(["antispoof", *places, *options, *lite, *start]) == 0
    shapes = (LiteShape(), FEW_WIDE)
    wide = read_release(first / release.FP32_NAME, [(FEW_TIGHT, FEW_WIDE)]).towers[1]
    both = read_release(out / release.FP32_NAME, [shapes])
    x = torch.rand(2, 3, 128, 128)
    with torch.no_grad():
        kept, before = (t.evidence(t.features(x)[1]) for t in (both.towers[1], wide))
    assert torch.allclose(kept, before, atol=1e-4)
    report = (out / "report.md").read_text(encoding="utf-8")
    assert "EfficientNet-Lite0 tower on the crop 1" in report


def test_two_trainings_of_one_seed_end_with_the_same_bytes(field: Path, tmp_path: Path) -> None:
    build(tmp_path / "crops", recipe(field), 16, 0)
    options = ["--start", "random", "--epochs", "1", "--batch-size", "8", "--threads", "1"]
    options += ["--samples", "16", "--no-release", "--cache", str(tmp_path / "crops")]
    made = []
    for name in ("first", "second"):
        torch.rand(3)  # what ran before must not matter
        assert (
            main(["antispoof", "--data", str(field), *options, "--out", str(tmp_path / name)]) == 0
        )
        made.append((tmp_path / name / release.FP32_NAME).read_bytes())
    assert made[0] == made[1]


def telling_network(splits: list[PadSplit]) -> AntispoofNet:
    """Random features, and a tail along the difference of attacks and bona fide faces."""
    torch.manual_seed(0)
    net = AntispoofNet(norm=False).eval().requires_grad_(False)
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


def test_the_released_entries_describe_the_released_files(field: Path, tmp_path: Path) -> None:
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
    with pytest.raises(ModelError, match="different shapes"):
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
