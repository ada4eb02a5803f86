"""Non-response is counted by presentations, not by the frames that gave no score."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.evaluation.nonresponse import nonresponse_of
from tools.evaluation.scorefile import read_scores


def written(folder: Path, scores: str, lost: str) -> Path:
    path = folder / "m.csv"
    path.write_text(scores)
    (folder / "m.nonresponse.csv").write_text(lost)
    return path


def test_frames_of_a_presentation_that_has_a_score_are_no_non_response(tmp_path):
    path = written(
        tmp_path,
        "sample_file,score,target,video\na0,0.1,0,a\na1,0.2,0,a\nb0,0.9,1,b\nc0,0.9,1,c\n",
        "sample_file,target,reason,video\n"
        "a2,0,no face,a\nb1,1,no face,b\nd0,1,no face,d\nd1,1,unreadable,d\ne0,0,no face,e\n",
    )
    found = nonresponse_of(path, read_scores(path))
    assert (found.attacks.errors, found.attacks.total) == (1, 3)
    assert (found.bona_fide.errors, found.bona_fide.total) == (1, 2)
    assert found.reasons == {"no face": (1, 1)}


@pytest.mark.parametrize("key", ["", "frame"])
def test_where_no_column_names_presentations_the_file_does(tmp_path, key):
    head, cell = (f",{key}", ",3") if key else ("", "")
    path = written(
        tmp_path,
        f"sample_file,score,target{head}\na,0.1,0{cell}\nb,0.9,1{cell}\n",
        "sample_file,target,reason\na,0,no face\nc,1,no face\n",
    )
    found = nonresponse_of(path, read_scores(path))
    assert (found.bona_fide.errors, found.bona_fide.total) == (0, 1)
    assert (found.attacks.errors, found.attacks.total) == (1, 2)


def test_the_same_name_in_the_other_class_is_another_presentation(tmp_path):
    path = written(
        tmp_path,
        "sample_file,score,target,video\na0,0.1,0,a\nb0,0.9,1,b\n",
        "sample_file,target,reason,video\na1,1,no face,a\n",
    )
    found = nonresponse_of(path, read_scores(path))
    assert (found.attacks.errors, found.attacks.total) == (1, 2)
