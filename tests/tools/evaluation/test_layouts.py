"""Every layout is recognised and read with the right label, box, columns."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.errors import DataError
from tools.evaluation.dataset import Where, survey
from tools.evaluation.layouts import open_dataset
from tools.evaluation.layouts.imagenet import (
    imagenet_synsets,
    open_imagenet,
    published_classes,
    subset_of,
)


def touch(path: Path, content: bytes | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if content is None:
        content = cv2.imencode(".png", np.zeros((112, 224, 3), np.uint8))[1].tobytes()
    path.write_bytes(content)
    return path


def rows_of(path: Path, **options):
    return list(open_dataset(path, **options).rows())


def test_labelled_folders_give_label_type_source_and_split(tmp_path):
    for name in ("test/cam1/live/a.jpg", "test/cam1/Spoof/print/b.jpg", "train/cam2/replay/c.mp4"):
        touch(tmp_path / name)
    touch(tmp_path / "test/cam1/live/notes.txt")
    found = {r.name: (r.label, dict(r.columns), r.is_video) for r in rows_of(tmp_path)}
    assert found == {
        "test/cam1/Spoof/print/b.jpg": (
            1, {"attack_type": "print", "source": "cam1", "split": "test"}, False,
        ),
        "test/cam1/live/a.jpg": (0, {"attack_type": "", "source": "cam1", "split": "test"}, False),
        "train/cam2/replay/c.mp4": (
            1, {"attack_type": "replay", "source": "cam2", "split": "train"}, True,
        ),
    }  # fmt: skip
    assert {r.where for r in rows_of(tmp_path)} == {Where.DETECT}
    assert {r.where for r in rows_of(tmp_path, faces="crop")} == {Where.CROP}


@pytest.mark.parametrize("name", ["a.jpg", "unknown/a.jpg", "live/print/a.jpg"])
def test_a_folder_without_a_clear_label_is_refused(tmp_path, name):
    touch(tmp_path / name)
    with pytest.raises(DataError, match="cannot determine the label"):
        rows_of(tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DataError, match="contains no samples"):
        survey(open_dataset(tmp_path))


def spoof_labels(label: int, kind: int) -> list[int]:
    return [0] * 40 + [kind, 1, 2, label]


@pytest.mark.parametrize("ending", ["json", "txt"])
def test_celeba_spoof_gives_types_subjects_and_boxes_in_pixels(tmp_path, ending):
    labels = {
        "Data/test/123/live/1.png": spoof_labels(0, 0),
        "Data/test/123/spoof/2.png": spoof_labels(1, 9),
    }
    for name in labels:
        touch(tmp_path / name)
    touch(tmp_path / "Data/test/123/spoof/2_BB.txt", b"56 28 112 56 0.99")
    metas = tmp_path / "metas" / "intra_test"
    if ending == "json":
        touch(metas / "test_label.json", json.dumps(labels).encode())
    else:
        lines = [f"{name} {' '.join(map(str, values))}" for name, values in labels.items()]
        touch(metas / "test_label.txt", "\n".join(lines).encode())
    live, spoof = rows_of(tmp_path)
    assert (live.label, live.where, live.columns["attack_type"]) == (0, Where.DETECT, "")
    assert (spoof.label, spoof.columns["attack_type"], spoof.columns["subject"]) == (
        1, "phone", "123",
    )  # fmt: skip
    assert spoof.columns["environment"] == "outdoor"
    assert spoof.box.as_list() == [56.0, 14.0, 168.0, 42.0]  # of a 224 × 112 image


def test_celeb_df_turns_its_list_round_where_one_means_real(tmp_path):
    touch(tmp_path / "YouTube-real" / "videos" / "00170.mp4")
    touch(tmp_path / "Celeb-synthesis" / "id1_id0_0007.mp4")
    touch(
        tmp_path / "List_of_testing_videos.txt",
        b"1 YouTube-real/00170.mp4\n0 Celeb-synthesis/id1_id0_0007.mp4\n",
    )
    real, fake = rows_of(tmp_path)
    assert (real.label, real.path.parent.name) == (0, "videos")
    assert (fake.label, fake.columns["attack_type"], fake.columns["subject"]) == (
        1, "faceswap", "id1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "words"),
    [("0 YouTube-real/1.mp4", "listed as fake"), ("YouTube-real/1.mp4", "is not '1 FOLDER")],
)
def test_a_list_that_contradicts_itself_is_refused(tmp_path, line, words):
    touch(tmp_path / "List_of_testing_videos.txt", line.encode())
    with pytest.raises(DataError, match=words):
        rows_of(tmp_path)


def test_faceforensics_gives_method_compression_and_official_split(tmp_path):
    touch(tmp_path / "original_sequences/youtube/c23/videos/003.mp4")
    touch(tmp_path / "manipulated_sequences/Face2Face/c23/videos/003_000.mp4")
    (tmp_path / "manipulated_sequences/Deepfakes/c23/frames/000_003").mkdir(parents=True)
    touch(tmp_path / "splits" / "test.json", b'[["000", "003"]]')
    rows = rows_of(tmp_path)
    assert [(r.label, r.columns["attack_type"], r.columns["split"]) for r in rows] == [
        (0, "", "test"),
        (1, "Deepfakes", "test"),
        (1, "Face2Face", "test"),
    ]
    assert rows[1].is_video
    assert rows[0].columns["compression"] == "c23"
    assert len({r.columns["video"] for r in rows}) == 3  # methods share file names


def test_a_manifest_gives_boxes_whole_images_and_rows_to_search(tmp_path):
    manifest = touch(
        tmp_path / "m.csv",
        b"path,label,x1,y1,x2,y2,face_from,light\n"
        b"a.png,0,1,2,30,40,mediapipe,dim\nb.png,1,0,0,9,9,none,\nc.png,1,,,,,,bright\n",
    )
    a, b, c = rows_of(manifest)
    assert a.box.as_list() == [1, 2, 30, 40]
    assert [r.where for r in (a, b, c)] == [Where.BOX, Where.WHOLE, Where.DETECT]
    assert a.columns == {"light": "dim"}
    assert {r.where for r in rows_of(manifest, faces="detect")} == {Where.DETECT}


def test_one_split_of_a_manifest_is_numbered_anew_and_cut_at_the_limit(tmp_path):
    lines = ["a.png,0,val", "b.png,0,test", "c.png,1,val", "d.png,1,test", "e.png,1,test"]
    path = touch(tmp_path / "m.csv", "\n".join(["path,label,split", *lines]).encode())
    chosen = open_dataset(path).only("test")
    assert [(r.index, r.name) for r in chosen.rows()] == [(0, "b.png"), (1, "d.png"), (2, "e.png")]
    few = list(open_dataset(path).only("test", 2).rows())
    assert [(r.index, r.name) for r in few] == [(0, "b.png"), (1, "e.png")]


def test_a_limit_is_spread_over_sources_and_labels(tmp_path):
    lines = [f"{s}{i}.png,{int(i > 5)},{s}" for s in "ab" for i in range(9)]
    lines += ["c0.png,0,c", "c1.png,1,c"]
    path = touch(tmp_path / "m.csv", "\n".join(["path,label,source", *lines]).encode())
    chosen = list(open_dataset(path).only(None, 10).rows())
    found = Counter((row.columns["source"], row.label) for row in chosen)
    assert found == {("a", 0): 2, ("a", 1): 2, ("b", 0): 2, ("b", 1): 2, ("c", 0): 1, ("c", 1): 1}
    assert [row.index for row in chosen] == list(range(10))


def test_the_survey_reads_pixels_and_finds_files_that_are_the_same(tmp_path):
    for name, content in (("a.png", b"1"), ("b.png", b"2"), ("c.png", b"1")):
        touch(tmp_path / name, content)
    lines = "path,label\na.png,0\nb.png,0\nc.png,1\n"
    path = touch(tmp_path / "m.csv", lines.encode())
    before = survey(open_dataset(path))
    assert before.twins == (1, "a.png", "c.png")
    touch(tmp_path / "c.png", b"3")
    after = survey(open_dataset(path))
    assert after.twins[0] == 0
    assert after.digest != before.digest


def test_a_manifest_with_a_doubled_column_is_refused(tmp_path):
    path = touch(tmp_path / "m.csv", b"path,label,source,source\na.png,0,x,y\n")
    with pytest.raises(DataError, match="more than one column 'source'"):
        open_dataset(path)


def test_a_manifest_named_from_its_own_folder_has_the_folders_name(tmp_path, monkeypatch):
    touch(tmp_path / "faces/m.csv", b"path,label\na.png,0\n")
    monkeypatch.chdir(tmp_path / "faces")
    assert open_dataset(Path("m.csv")).name == "faces/m.csv"


@pytest.mark.parametrize(("few", "reads"), [(2, 1), (1, 2)])
def test_few_rows_are_read_once_and_many_are_never_held(tmp_path, monkeypatch, few, reads):
    monkeypatch.setattr("tools.evaluation.dataset.FEW", few)
    path = touch(tmp_path / "m.csv", b"path,label,split\na.png,0,test\nb.png,1,test\n")
    chosen = open_dataset(path).only("test")
    first = list(chosen.rows())
    path.write_bytes(b"path,label,split\nc.png,0,test\nd.png,1,test\n")
    assert list(chosen.rows()) == (first if reads == 1 else [*rows_of(path)])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("b.png,2,val", "line 3: the label '2' is neither 0"),
        ("b.png,1", "line 3: 2 fields where the header has 3"),
        (",1,val", "line 3: the path is empty"),
    ],
)
def test_a_damaged_line_of_another_split_is_refused_too(tmp_path, line, words):
    path = touch(tmp_path / "m.csv", f"path,label,split\na.png,0,test\n{line}\n".encode())
    with pytest.raises(DataError, match=words):
        list(open_dataset(path).only("test").rows())


def test_imagenet_folders_map_to_classes_and_a_subset_gets_its_mask(tmp_path):
    synsets = [f"n0000000{i}" for i in range(1, 6)]
    for wnid in ("n00000001", "n00000003"):
        touch(tmp_path / wnid / "x.png")
    whole = open_imagenet(tmp_path, synsets)
    assert whole.mask is None
    assert dict(whole.files) == {"n00000001/x.png": (0,), "n00000003/x.png": (2,)}
    found = open_imagenet(tmp_path, synsets, None, ["n00000005", "n00000003", "n00000001"])
    assert found.mask.tolist() == [0, 2, 4]  # the subset's classes, also those without a folder
    assert dict(found.files) == {"n00000001/x.png": (0,), "n00000003/x.png": (1,)}
    touch(tmp_path / "n00000002" / "x.png")
    with pytest.raises(DataError, match="is not one of the 3"):
        open_imagenet(tmp_path, synsets, None, ["n00000001", "n00000003", "n00000005"])
    clean = open_imagenet(tmp_path, synsets, None, ["n00000001", "n00000003"], skip_others=True)
    assert [name for name, _ in clean.files] == ["n00000001/x.png", "n00000003/x.png"]


@pytest.mark.parametrize(
    ("name", "subset"),
    [("imagenet", None), ("imagenet-a", "imagenet-a"), ("imagenet-r-clean", "imagenet-r"),
     ("imagenet-real", None), ("imagenet-v2", None)],
)  # fmt: skip
def test_only_a_and_r_are_scored_among_fewer_classes(name, subset):
    assert subset_of(name) == subset


def test_the_subsets_have_200_classes_of_imagenet():
    for name in ("imagenet-a", "imagenet-r"):
        classes = published_classes(name)
        assert len(classes) == 200
        assert set(classes) < set(imagenet_synsets())


def test_numbered_folders_are_class_numbers_not_their_sorted_order(tmp_path):
    for number in ("2", "10"):
        touch(tmp_path / number / "x.png")
    assert dict(open_imagenet(tmp_path).files) == {"10/x.png": (10,), "2/x.png": (2,)}


def test_real_labels_go_by_the_number_of_the_file(tmp_path):
    touch(tmp_path / "set" / "val_00000002.png")
    labels = touch(tmp_path / "real.json", b"[[1], [3, 4]]")
    assert open_imagenet(tmp_path / "set", None, labels).files == (("val_00000002.png", (3, 4)),)


@pytest.mark.parametrize(
    ("names", "synsets", "words"),
    [
        ([], None, "contains no images"),
        (["x.png"], None, "outside class folders"),
        (["n00000009/x.png"], ["n00000001"], "is not one of the"),
    ],
)
def test_folders_without_a_class_are_refused(tmp_path, names, synsets, words):
    for name in names:
        touch(tmp_path / name)
    with pytest.raises(DataError, match=words):
        open_imagenet(tmp_path, synsets)
