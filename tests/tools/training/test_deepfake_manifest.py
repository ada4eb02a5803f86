"""Manifests of deepfake data: kinds, splits, sources held out."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.errors import DataError
from tools.training.deepfake_manifest import (
    GENERATED,
    HELD_OUT,
    SWAP,
    read_manifest,
    read_manifests,
)


class TestManifests:
    def write(self, path: Path, *rows: str) -> Path:
        path.write_text("\n".join(rows) + "\n")
        return path

    def test_the_kind_of_a_manipulation_comes_from_its_attack_type(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path / "m.csv", "path,label,attack_type,split", "a,0,,train", "b,1,faceswap,train",
            "c,1,gan,val_gan", "d,1,,test",
        )  # fmt: skip
        assert [s.kind for s in read_manifest(path)] == ["", SWAP, GENERATED, SWAP]

    def test_a_set_against_presentation_attacks_lends_its_bona_fide_alone(
        self, tmp_path: Path
    ) -> None:
        path = self.write(
            tmp_path / "m.csv", "path,label,attack_type,source,split,x1,y1,x2,y2",
            "a,0,,one,train,0,0,9,9", "b,1,replay,one,train,0,0,9,9", "c,0,,two,val,0,0,9,9",
            "d,1,mask,two,val,0,0,9,9", "e,0,,three,test,0,0,9,9",
        )  # fmt: skip
        found = [(s.path, s.label, s.split) for s in read_manifest(path)]
        assert found == [("a", 0, "train"), ("c", 0, "train"), ("e", 0, "test")]

    def test_a_source_that_is_held_out_is_a_split_of_its_own(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path / "m.csv", "path,label,source,split", "a,0,one,train", "b,1,two,train",
            "c,1,two,test",
        )  # fmt: skip
        found = [s.split for _, s in read_manifests([path], ["two"])]
        assert found == ["train", HELD_OUT, "test"]
        with pytest.raises(DataError, match=r"called three; check --hold-out"):
            read_manifests([path], ["two", "three"])

    def test_sources_held_out_by_default_are_where_they_exist(self, tmp_path: Path) -> None:
        path = self.write(
            tmp_path / "m.csv", "path,label,source,split", "a,0,one,train", "b,1,lfw_swap,train"
        )
        assert [s.split for _, s in read_manifests([path])] == ["train", HELD_OUT]
        assert [s.split for _, s in read_manifests([path], [])] == ["train", "train"]
