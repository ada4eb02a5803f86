"""Calibration crops are balanced, repeatable, and cut by the one geometry."""

from __future__ import annotations

from collections import Counter

import cv2
import numpy as np
import pytest

from edge.errors import DataError
from models.spec import InputSpec
from tools.quantise.crops import balanced, calibration_batches, load_crops, read_examples, readable

SPEC = InputSpec(size=32, expansions=(1.2, 2.0))


@pytest.fixture
def manifest(tmp_path):
    rng = np.random.default_rng(0)
    lines = ["path,label,source,split,x1,y1,x2,y2"]
    for i in range(20):
        cv2.imwrite(str(tmp_path / f"{i}.png"), rng.integers(0, 255, (64, 64, 3), np.uint8))
        source = "big" if i < 16 else "small"
        lines.append(f"{i}.png,{i % 2},{source},train,20,20,44,44")
    lines.append("absent.png,0,small,val,,,,")
    path = tmp_path / "manifest.csv"
    path.write_text("\n".join(lines))
    return path


def test_a_small_source_weighs_as_much_as_a_large_one(manifest):
    chosen = balanced(read_examples(manifest, "train"), 8)
    assert Counter((e.group, e.label) for e in chosen) == {
        ("big", 0): 2,
        ("big", 1): 2,
        ("small", 0): 2,
        ("small", 1): 2,
    }
    assert chosen == balanced(read_examples(manifest, "train"), 8)


def test_batches_have_the_shape_of_the_contract(manifest):
    shapes = [b.shape for b in calibration_batches(manifest, SPEC, count=10, batch=4)]
    assert shapes == [(4, 6, 32, 32), (4, 6, 32, 32), (2, 6, 32, 32)]


def test_images_that_cannot_be_read_are_left_out_and_the_others_indexed(manifest):
    examples = read_examples(manifest, "train")[:2] + read_examples(manifest, "val")
    crops, read = load_crops(examples, SPEC)
    assert len(crops) == len(read) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a data set manifest"),
        ("a,b\n1,2\n", "columns path and label"),
        ("path,label,split\nx.png,0,val\n", "no rows of the split 'train'"),
        ("path,label\nx.png,7\n", "labels are 0 or 1"),
        (
            "path,label,x1,y1,x2,y2\nx.png,1,a,b,c,d\n",
            "row 2 has a face box that is not four numbers",
        ),
        ("path,label,x1,y1,x2,y2\nx.png,1,1,2,3,4\ny.png,0,1", "row 3 has too few columns"),
        ("path,label,split\nx.png,0,val\ny.png,0,val\nz.png,8,train\n", "row 4 has label '8'"),
    ],
)
def test_a_malformed_manifest_is_refused_in_one_sentence(tmp_path, text, says):
    path = tmp_path / "manifest.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=says):
        read_examples(path, "train")


def test_a_file_that_is_no_text_is_no_manifest(tmp_path):
    (tmp_path / "manifest.csv").write_bytes(b"\x89PNG\x96\xff\x00")
    with pytest.raises(DataError, match="it is not CSV text"):
        read_examples(tmp_path / "manifest.csv", "train")


def test_only_pictures_that_can_be_read_are_readable(manifest, tmp_path):
    (tmp_path / "3.png").write_bytes(b"\x89PNG cut short")
    (tmp_path / "4.png").write_bytes(b"")
    examples = read_examples(manifest, "train")
    left = readable(examples, SPEC)
    assert [e.path.name for e in examples if e not in left] == ["3.png", "4.png"]
    assert readable(read_examples(manifest, "val"), SPEC) == []


def test_a_missing_manifest_is_named(tmp_path):
    with pytest.raises(DataError, match=r"gone\.csv cannot be read"):
        read_examples(tmp_path / "gone.csv", "train")
