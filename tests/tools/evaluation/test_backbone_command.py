"""`evaluate backbone`: top-1 by hand, differences to the base set, cost of a known graph."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from edge.errors import ModelError
from tools.evaluate import main
from tools.evaluation.backbone import Framing, open_backbone, pretrained_on
from tools.evaluation.cost import onnx_cost, torch_cost
from tools.evaluation.leaderboard import Accuracy, write_accuracies
from tools.evaluation.train_speed import train_row

COLOURS = {"n00000001": (0, 0, 255), "n00000002": (0, 255, 0), "n00000003": (255, 0, 0)}  # BGR


def colour_model(path: Path) -> Path:
    """Class = the brightest of red, green, blue: mean of each channel times an identity.

    A convolution that changes nothing comes first: without one there is nothing to quantise.
    """
    nodes = [
        helper.make_node("Conv", ["x", "same"], ["pixels"]),
        helper.make_node("GlobalAveragePool", ["pixels"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("MatMul", ["flat", "eye"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "colour",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 3])],
        [
            numpy_helper.from_array(np.eye(3, dtype=np.float32), "eye"),
            numpy_helper.from_array(np.eye(3, dtype=np.float32).reshape(3, 3, 1, 1), "same"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(path))
    return path


def picture(path: Path, colour: tuple[int, int, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((40, 50, 3), colour, np.uint8))


def table(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture
def base(tmp_path):
    """Three colours, and one picture in the wrong folder: top-1 is 3 of 4."""
    for wnid, colour in COLOURS.items():
        picture(tmp_path / "val" / wnid / "a.png", colour)
    picture(tmp_path / "val" / "n00000001" / "b.png", COLOURS["n00000003"])
    (tmp_path / "synsets.txt").write_text("\n".join(COLOURS))
    return tmp_path


def run(base: Path, data: str, name: str, *more: str) -> int:
    model = colour_model(base / "colour.onnx")
    return main(
        ["backbone", "--model", str(model), "--data", str(base / data), "--set", name, "--out",
         str(base / "out"), "--img-size", "32", "--synsets", str(base / "synsets.txt"), "--quiet",
         "--batch", "2", *more]
    )  # fmt: skip


def test_top1_by_hand_and_all_three_files(base):
    assert run(base, "val", "imagenet") == 0
    (row,) = table(base / "out" / "results-imagenet.csv")
    assert (row["model"], row["img_size"], row["top1"], row["top1_err"]) == (
        "colour", "32", "75.000", "25.000",
    )  # fmt: skip
    assert row["top5"] == "100.000"
    (speed,) = [table(p)[0] for p in (base / "out").glob("benchmark-infer-fp32-nchw-onnx*.csv")]
    assert speed["infer_batch_size"] == "2"
    assert float(speed["infer_samples_per_sec"]) > 0
    (source,) = table(base / "out" / "model_metadata-imagenet.csv")
    assert len(source["sha256"]) == 64


def test_a_derived_set_is_masked_and_compared_with_the_base(base):
    # grey-blue with green above red: green unless class 2 (green) is not in the set
    picture(base / "rendition" / "n00000001" / "a.png", (0, 250, 200))
    picture(base / "rendition" / "n00000003" / "a.png", (255, 0, 0))
    (base / "two.txt").write_text("n00000001 n00000003")
    assert run(base, "val", "imagenet") == 0
    assert run(base, "rendition", "imagenet-r", "--classes", str(base / "two.txt")) == 0
    (row,) = table(base / "out" / "results-imagenet-r.csv")
    assert (row["top1"], row["top1_diff"], row["rank_diff"]) == ("100.000", "25.000", "0")
    assert (row["classes"], row["weights"]) == ("2 of 3", "colour.onnx")


def test_the_validation_set_is_scored_among_all_classes_however_few_folders_there_are(base):
    picture(base / "part" / "n00000001" / "a.png", (0, 250, 200))
    assert run(base, "part", "imagenet") == 0
    (row,) = table(base / "out" / "results-imagenet.csv")
    assert (row["top1"], row["classes"]) == ("0.000", "3")


def test_the_clean_set_of_a_derived_one_is_its_base(base):
    (base / "two.txt").write_text("n00000001 n00000003")
    picture(base / "rendition" / "n00000003" / "a.png", COLOURS["n00000001"])
    two = ("--classes", str(base / "two.txt"))
    assert run(base, "val", "imagenet-a-clean", *two) == 0
    (clean,) = table(base / "out" / "results-imagenet-a-clean.csv")
    assert (clean["top1"], clean["classes"]) == ("66.667", "2 of 3")  # of three images, not four
    assert run(base, "rendition", "imagenet-a", *two) == 0
    (row,) = table(base / "out" / "results-imagenet-a.csv")
    assert row["top1_diff"] == "-66.667"


def test_folders_whose_names_say_no_class_need_as_many_classes_in_the_model(base, capsys):
    for name in ("cat", "dog"):
        picture(base / "named" / name / "a_00000001.png", (255, 0, 0))
    assert run(base, "named", "pets") == 2
    assert "nothing tells which" in capsys.readouterr().err
    assert not (base / "out" / "results-pets.csv").exists()


def test_a_benchmark_row_says_how_it_was_measured(base):
    assert run(base, "val", "imagenet") == 0
    (speed,) = [table(p)[0] for p in (base / "out").glob("benchmark-infer-*.csv")]
    assert int(speed["infer_repetitions"]) >= 5
    low, step, high = (float(speed[f"infer_step_time{end}"]) for end in ("_low", "", "_high"))
    assert low <= step <= high
    assert float(speed["others_cores"]) >= 0


def test_a_network_from_timm_is_scored_with_its_checkpoint_and_says_so(base):
    import timm
    import torch

    torch.manual_seed(0)
    network = timm.create_model("test_vit")
    torch.save(network.state_dict(), base / "mine.pth")
    model = f"timm:test_vit:{base / 'mine.pth'}"
    arguments = ["--data", str(base / "val"), "--set", "x", "--out", str(base / "out"), "--quiet",
                 "--synsets", str(base / "synsets.txt")]  # fmt: skip
    assert main(["backbone", "--model", model, *arguments]) == 0
    (row,) = table(base / "out" / "model_metadata-x.csv")
    assert (row["pretrain"], row["weights"]) == ("", "mine.pth")  # nothing says on what data
    assert row["architecture"] == "test_vit"
    assert len(row["sha256"]) == 64


def test_a_network_whose_weights_cannot_be_had_is_refused_and_no_row_written(
    base, capsys, monkeypatch
):
    def unreachable(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("socket.create_connection", unreachable)
    monkeypatch.setenv("HF_HOME", str(base / "empty"))
    arguments = ["--data", str(base / "val"), "--set", "x", "--out", str(base / "out"), "--quiet",
                 "--synsets", str(base / "synsets.txt")]  # fmt: skip
    assert main(["backbone", "--model", "timm:test_vit", *arguments]) == 2
    assert "give a checkpoint: timm:test_vit:FILE" in capsys.readouterr().err
    assert not (base / "out").exists()


def test_real_labels_replace_the_folders(base):
    labels = base / "real.json"
    labels.write_text("[[2], [0, 1]]")
    picture(base / "flat" / "val_00000001.png", COLOURS["n00000003"])
    picture(base / "flat" / "val_00000002.png", COLOURS["n00000002"])
    assert run(base, "flat", "imagenet-real", "--real-labels", str(labels)) == 0
    assert table(base / "out" / "results-imagenet-real.csv")[0]["top1"] == "100.000"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing", "x"), "contains no images"),
        (("val", "x", "--img-size", "48"), "has an input of 32 px"),
        (("val", "x", "--model", "nowhere.onnx"), "cannot read the model"),
        (("val", "x", "--model", "timm:no_such_net"), "cannot make the torch model"),
        (("val", "imagenet-r"), "give their WordNet ids with --classes"),
    ],
)
def test_a_model_that_cannot_be_ranked_is_one_clear_line(base, capsys, arguments, words):
    assert run(base, *arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_ranks_move_against_the_base_set(tmp_path):
    def accuracy(name: str, top1: float) -> Accuracy:
        return Accuracy(name, 224, top1, 99.0, 1.0, 0.9, "bicubic")

    write_accuracies(tmp_path, "imagenet", [accuracy("a", 80), accuracy("b", 70)])
    write_accuracies(tmp_path, "imagenet-a", [accuracy("a", 10)], "imagenet")
    path = write_accuracies(tmp_path, "imagenet-a", [accuracy("b", 20)], "imagenet")
    rows = {row["model"]: row for row in table(path)}
    assert list(rows) == ["b", "a"]
    assert (rows["b"]["rank_diff"], rows["a"]["rank_diff"]) == ("1", "-1")
    assert rows["a"]["top1_diff"] == "-70.000"


def test_costs_of_a_known_graph_by_hand(tmp_path):
    import torch

    net = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False),
        torch.nn.AdaptiveAvgPool2d(1),
        torch.nn.Flatten(),
        torch.nn.Linear(8, 2, bias=False),
    ).eval()
    macs, outputs = 16 * 16 * 8 * 27 + 16, 16 * 16 * 8 + 2
    found = torch_cost(net, 32)
    assert (found.parameters * 1e6, found.gmacs * 1e9) == pytest.approx((8 * 27 + 16, macs))
    assert found.macts * 1e6 == pytest.approx(outputs)
    weights = net[0].weight.detach().numpy(), net[3].weight.detach().numpy()
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("GlobalAveragePool", ["c"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "v"], ["y"], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(w, n) for w, n in zip(weights, "wv", strict=True)],
    )
    path = tmp_path / "net.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), str(path))
    assert onnx_cost(path).gmacs * 1e9 == pytest.approx(macs)
    assert onnx_cost(path).macts * 1e6 == pytest.approx(outputs)


def test_models_of_one_accuracy_share_a_rank(tmp_path):
    def rows(**top1: float) -> list[Accuracy]:
        return [Accuracy(name, 224, value, None, None, None, "") for name, value in top1.items()]

    write_accuracies(tmp_path, "base", rows(a=80.0, b=70.0, c=60.0))
    path = write_accuracies(tmp_path, "derived", rows(a=50.0, b=50.0, c=55.0), "base")
    assert {r["model"]: r["rank_diff"] for r in table(path)} == {"a": "-1", "b": "0", "c": "2"}


@pytest.mark.parametrize("shape", [(241, 301), (301, 241), (500, 333), (100, 100), (180, 999)])
def test_an_image_is_framed_as_by_the_library_that_published_accuracies_come_from(tmp_path, shape):
    from PIL import Image
    from timm.data import create_transform

    noise = np.random.default_rng(0).integers(0, 255, (*shape, 3), np.uint8)
    path = tmp_path / "noise.png"
    assert cv2.imwrite(str(path), cv2.blur(noise, (5, 5)))
    framing = Framing(size=176, crop_pct=0.875)
    theirs = create_transform(
        176, interpolation="bicubic", crop_pct=0.875, mean=framing.mean, std=framing.std
    )
    with Image.open(path) as image:
        assert np.allclose(framing.read(path), theirs(image).numpy(), atol=1e-5)


def test_a_readme_explains_the_files(base):
    assert run(base, "val", "imagenet") == 0
    text = (base / "out" / "README.md").read_text()
    for name in ("results-SET.csv", "benchmark-infer-", "model_metadata-SET.csv", "rank_diff"):
        assert name in text


@pytest.mark.field_data
def test_a_network_costs_the_same_whatever_its_precision(field_data):
    from models.registry import Registry

    registry = Registry.open()
    ours = [
        onnx_cost(registry.path(registry.get(f"antispoof_minifasnet_v2_se_{precision}")))
        for precision in ("fp32", "int8")
    ]
    folder = field_data / "peers" / "antispoof"
    theirs = [
        onnx_cost(folder / f"seed_minifasnet_v2_se_{precision}.onnx")
        for precision in ("fp32", "int8")
    ]
    for full, whole in (ours, theirs):
        assert whole.gmacs == pytest.approx(full.gmacs)
        assert whole.macts == pytest.approx(full.macts)
        assert whole.parameters == pytest.approx(full.parameters, rel=0.02)


def test_corruption_errors_of_folders_laid_out_as_imagenet_c(base):
    for severity in "12345":
        for wnid, colour in COLOURS.items():
            wrong = wnid == "n00000001" and severity > "3"
            shown = COLOURS["n00000002"] if wrong else colour
            picture(base / "c" / "fog" / severity / wnid / "a.png", shown)
    picture(base / "c" / "own" / "1" / "n00000001" / "a.png", COLOURS["n00000001"])
    assert run(base, "c", "imagenet-c", "--corrupted") == 0
    (row,) = table(base / "out" / "corruption-imagenet-c.csv")
    assert row["error_fog"] == f"{100 * 2 / 15:.3f}"
    assert row["ce_fog"] == f"{100 * 2 / 15 / 0.819324:.3f}"
    assert (row["error_own"], row["ce_own"], row["mce"]) == ("0.000", "", "")
    assert float(row["mean_error"]) == pytest.approx(100 / 15, abs=1e-3)


def test_folders_that_are_not_laid_out_so_are_refused(base, capsys):
    assert run(base, "val", "x", "--corrupted") == 2
    assert "no folders CORRUPTION/SEVERITY/CLASS" in capsys.readouterr().err


def test_the_mean_corruption_error_is_over_the_fifteen():
    from tools.evaluation.imagenet_c import ALEXNET, SEVERITIES, CorruptionErrors

    errors = {name: dict.fromkeys(SEVERITIES, value) for name, value in ALEXNET.items()}
    assert CorruptionErrors("alexnet", errors).mce == pytest.approx(1.0)
    errors.pop("fog")
    assert CorruptionErrors("alexnet", errors).mce is None


def test_own_corruptions_are_made_as_the_images_are_read_and_have_no_ce(base):
    more = ("--corruptions", "brightness", "pixelate", "--severities", "1", "5")
    assert run(base, "val", "imagenet", *more) == 0
    (row,) = table(base / "out" / "corruption-imagenet-own.csv")
    assert row["error_own_pixelate"] == "25.000"  # a plain colour stays, and one is misplaced
    assert (row["ce_own_brightness"], row["mce"]) == ("", "")


def test_a_corruption_that_there_is_not_is_one_clear_line(base, capsys):
    assert run(base, "val", "imagenet", "--corruptions", "rain") == 2
    assert "there is no corruption 'rain'" in capsys.readouterr().err


def test_an_onnx_file_is_scored_and_timed_in_other_precisions_too(base):
    assert run(base, "val", "imagenet", "--also", "fp16", "int8") == 0
    rows = {row["model"]: row for row in table(base / "out" / "results-imagenet.csv")}
    assert set(rows) == {"colour", "colour-fp16", "colour-int8"}
    assert {row["top1"] for row in rows.values()} == {"75.000"}
    assert "calibrated on 4 images of the set" in rows["colour-int8"]["weights"]
    for precision in ("fp32", "fp16", "int8"):
        (path,) = (base / "out").glob(f"benchmark-infer-{precision}-nchw-onnxruntime-*.csv")
        assert len(table(path)) == 1


def test_a_training_step_is_timed_and_leaves_the_network_as_it_was(base):
    import timm
    import torch

    torch.manual_seed(0)
    net = timm.create_model("test_vit", num_classes=1000)
    torch.save(net.state_dict(), base / "mine.pth")
    given = f"mine=timm:test_vit:{base / 'mine.pth'}"
    words = ["backbone", "--model", given, "--data", str(base / "val"), "--set", "x", "--quiet",
             "--out", str(base / "out"), "--batch", "2", "--train", "--img-size", "160",
             "--synsets", str(base / "synsets.txt")]  # fmt: skip
    backbone = open_backbone(given, Framing(160))
    before = {k: v.clone() for k, v in backbone.module.state_dict().items()}
    train_row(backbone, 2)
    assert all(torch.equal(v, before[k]) for k, v in backbone.module.state_dict().items())
    assert main(words) == 0
    (path,) = (base / "out").glob("benchmark-train-fp32-nchw-pytorch-*.csv")
    (row,) = table(path)
    assert (row["model"], row["train_batch_size"], row["train_img_size"]) == ("mine", "2", "160")
    assert float(row["train_samples_per_sec"]) > 0


def test_an_onnx_file_cannot_be_trained(base):
    backbone = open_backbone(str(colour_model(base / "colour.onnx")), Framing(32))
    with pytest.raises(ModelError, match="not a torch network"):
        train_row(backbone, 2)


@pytest.mark.parametrize(
    ("weights", "data"),
    [
        ("timm a1_in1k", "in1k"),
        ("timm augreg_in21k_ft_in1k", "in21k"),
        ("timm laion2b_ft_in12k_in1k", "laion2b"),
        ("timm in1k", "in1k"),
        ("timm pretrained", ""),
        ("mine_in1k.pth", ""),
    ],
)
def test_the_data_of_the_first_training_are_told_by_timms_tag_alone(weights, data):
    assert pretrained_on(weights) == data
