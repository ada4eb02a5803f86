"""An `evaluate run` that ends early loses nothing and repeats nothing."""

from __future__ import annotations

import cv2
import pytest
from evaluation_run import predictions, run

from edge.errors import ModelError
from tools.evaluation.engine import LocalEngine
from tools.evaluation.predict import CHUNK

pytestmark = pytest.mark.usefixtures("without_figures")


class Dies(LocalEngine):
    """Loses power after so many chunks."""

    def __init__(self, after: int) -> None:
        super().__init__(2)
        self.after = after
        self.seen: list[int] = []

    def run(self, plan, chunks):
        for number, outcomes in enumerate(super().run(plan, self._watched(chunks))):
            if number == self.after:
                raise KeyboardInterrupt
            yield outcomes

    def _watched(self, chunks):
        for chunk in chunks:
            self.seen += [row.index for row in chunk]
            yield chunk


def test_a_killed_run_goes_on_where_it_stopped_and_gives_the_same_bytes(
    models, many, tmp_path, monkeypatch, capsys
):
    manifest = many(tmp_path / "many", 3 * CHUNK + 5)
    name = models()
    common = ("--model", name, "--data", manifest, "--no-galleries")
    assert run(*common, "--out", tmp_path / "whole") == 0

    killed, resumed = Dies(after=2), Dies(after=99)
    engines = iter([killed, resumed])
    monkeypatch.setattr("tools.evaluation.engine.LocalEngine", lambda workers: next(engines))
    assert run(*common, "--out", tmp_path / "out") == 130
    assert "run the same command again to continue" in capsys.readouterr().err
    folder = tmp_path / "out" / "evaluation" / "predictions"
    journal = next(folder.glob(".journal-*.jsonl"))
    with journal.open("a") as file:
        file.write("[[64,[[0,1.0")  # what a power cut leaves of a line
    assert run(*common, "--resume", "--out", tmp_path / "out") == 0
    assert min(resumed.seen) == 2 * CHUNK
    assert not list(folder.glob(".*"))
    whole = tmp_path / "whole" / "evaluation" / "predictions" / f"{name}.csv"
    assert (folder / f"{name}.csv").read_bytes() == whole.read_bytes()


def test_a_finished_run_computes_nothing_again_unless_something_changed(
    models, squares, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    common = ("--model", models(), "--data", squares, "--out", out, "--no-galleries")
    assert run(*common, "--split", "test") == 0
    engine = Dies(after=99)
    monkeypatch.setattr("tools.evaluation.engine.LocalEngine", lambda workers: engine)
    assert run(*common, "--split", "test") == 0
    assert engine.seen == []
    assert run(*common, "--split", "val") == 0
    assert len(engine.seen) == 24


@pytest.fixture
def reported(models, squares, tmp_path):
    """A run with its report, and when each file of the report was written."""
    name, out = models(), tmp_path / "out"
    words = ("--model", name, "--data", squares, "--no-galleries", "--out", out)

    def again(*more: object) -> dict[str, int]:
        assert run(*words, *more) == 0
        return {p.name: p.stat().st_mtime_ns for p in (out / "evaluation").glob("report.*")}

    return again


def test_a_report_that_still_stands_is_not_made_again(reported):
    first = reported()
    assert reported() == first


@pytest.mark.parametrize(
    "change",
    ["--restart", "--title", "a figure", "the report", "an image", "the manifest"],
)
def test_a_report_is_made_again_where_anything_it_shows_changed(
    reported, squares, tmp_path, change
):
    first = reported()
    more: tuple[object, ...] = ()
    folder = tmp_path / "out" / "evaluation"
    if change == "--restart":
        more = ("--restart",)
    elif change == "--title":
        more = ("--title", "Another")
    elif change == "a figure":
        (folder / "model_comparison.csv").unlink()
    elif change == "the report":
        (folder / "report.md").write_text("shortened")
    elif change == "an image":
        picture = next(squares.parent.rglob("*.png"))
        cv2.imwrite(str(picture), 255 - cv2.imread(str(picture)))
    else:
        squares.write_text(squares.read_text().replace("print", "replay"))
    after = reported(*more)
    assert all(after[name] > first[name] for name in ("report.html", "report.md"))


def test_a_replaced_image_is_scored_anew(models, squares, tmp_path):
    out = tmp_path / "out"
    name = models()
    common = ("--model", name, "--data", squares, "--split", "test", "--out", out, "--no-report")
    assert run(*common) == 0
    before = predictions(out, name)
    image = squares.parent / "test" / "a_0.png"
    image.write_bytes((squares.parent / "test" / "a_1.png").read_bytes())
    assert run(*common) == 0
    after = predictions(out, name)
    assert after[0]["score"] != before[0]["score"]
    assert after[1:] == before[1:]


def test_a_corrected_manifests_columns_reach_the_report(models, squares, tmp_path):
    out = tmp_path / "out"
    common = ("--model", models(), "--data", squares, "--split", "test", "--out", out)
    assert run(*common, "--no-galleries") == 0
    squares.write_text(squares.read_text().replace(",print,", ",mask,"))
    assert run(*common, "--no-galleries") == 0
    text = (out / "evaluation" / "report.md").read_text()
    assert "APCER mask" in text
    assert "APCER print" not in text


def test_nan_from_a_model_stops_the_run_and_keeps_what_was_scored(
    models, squares, tmp_path, capsys, monkeypatch
):
    def broken(self, rows):
        raise ModelError("model bright gave a score that is not a finite number")

    name = models()
    out = tmp_path / "out"
    common = ("--model", name, "--data", squares, "--out", out, "--no-galleries")
    assert run(*common, "--split", "test") == 0
    before = (out / "evaluation" / "report.html").read_bytes()
    monkeypatch.setattr("tools.evaluation.worker.ScoringWorker.score", broken)
    assert run(*common, "--split", "val") == 2
    assert "not a finite number" in capsys.readouterr().err
    assert (out / "evaluation" / "report.html").read_bytes() == before


def test_a_full_disk_in_the_middle_keeps_the_journal(
    models, squares, tmp_path, capsys, monkeypatch
):
    from tools.evaluation import predictions as prediction_files

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    common = (
        "--model",
        models(),
        "--data",
        squares,
        "--split",
        "test",
        "--out",
        out,
        "--no-galleries",
    )
    with monkeypatch.context() as patch:
        patch.setattr(prediction_files.os, "fsync", full)
        patch.setattr("tools.evaluation.results.check_writable", lambda out: None)
        assert run(*common) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert run(*common) == 0
    assert len(predictions(out, "bright")) == 24
