"""`facevouch calibrate` from recordings to the stored file, with fakes for camera and pipeline."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from edge.calibration.draft import CalibrationDraft
from edge.calibration.drift import stored_reference
from edge.calibration.store import path_of, read
from edge.capture.base import Source
from edge.errors import SourceError
from edge.trust.pinned_camera import pinned
from edge.types import Frame, Reason
from models.registry import Registry
from models.spec import Calibration, InputSpec, ModelSpec
from tools.calibrate import main, watch

SPEC = ModelSpec(
    id="fake", task="antispoof", architecture="x", precision="fp32", file="x.onnx",
    sha256="c" * 64, bytes=1, licence="x", input=InputSpec(size=32, expansions=(1.5,)),
    calibration=Calibration(slope=2.0, offset=1.0), default=True,
)  # fmt: skip
RATE = 10


class Frames(Source):
    """So many frames at ten a second; each holds its number in its first pixel."""

    live = False

    def __init__(self, name: str, count: int) -> None:
        self.id, self._count, self._next = name, count, 0

    def open(self) -> None:
        if self.id == "broken":
            raise SourceError("broken does not open; plug it in")

    def read(self) -> Frame | None:
        if self._next == self._count:
            return None
        self._next += 1
        image = np.zeros((4, 4, 3), np.uint8)
        return Frame(image, self._next - 1, self.id, 100 + (self._next - 1) / RATE)

    def close(self) -> None:
        pass


class Says:
    """A pipeline whose model says a raw logit by the source's name; every fifth face is blurred."""

    def process(self, frame: Frame):
        blurred = frame.index % 5 == 4
        raw = {"live": -1.0, "phone": 3.0}[frame.source_id] + 0.3 * np.sin(frame.index)
        logit = SPEC.calibration.apply(raw)
        reasons = frozenset([Reason.BLURRED] if blurred else [])
        quality = SimpleNamespace(reasons=reasons, sharpness=50.0 + frame.index, luma=120.0)
        scores = {} if blurred else {"fake": SimpleNamespace(logit=logit)}
        face = SimpleNamespace(quality=quality, scores=scores)
        return SimpleNamespace(faces=[face], time=frame.captured_at)

    def close(self) -> None:
        pass


@pytest.fixture
def site(monkeypatch, tmp_path):
    """Sources by name with so many frames, the fake model as the registry's only one."""
    lengths = {"live": 400, "phone": 200, "short": 30, "broken": 1}
    monkeypatch.setenv("FACEVOUCH_CALIBRATION", str(tmp_path))
    monkeypatch.setattr("edge.capture.resolve.open_source", lambda n, c: Frames(n, lengths[n]))
    monkeypatch.setattr("edge.runtime.factory.build_pipeline", lambda config, registry: Says())
    registry = SimpleNamespace(default=lambda task: SPEC, get=lambda name: SPEC)
    monkeypatch.setattr(Registry, "open", classmethod(lambda cls: registry))
    return tmp_path


def test_a_recording_holds_raw_logits_by_second_and_counts_what_was_not_scored():
    draft = CalibrationDraft(SPEC)
    watch(Frames("live", 100), Says(), turn := draft.begin("bona fide"), 5)
    draft.keep(turn)
    seen = draft.recording("bona fide")
    assert (seen.frames, seen.faces, seen.raw.size, seen.seconds) == (50, 50, 40, 5)
    assert seen.reasons == {"blurred": 10}
    np.testing.assert_allclose(seen.raw[:3], [-1 + 0.3 * np.sin(i) for i in range(3)], atol=1e-9)


class Crowd(Says):
    """Whoever holds the phone is seen beside it in every other frame."""

    def process(self, frame: Frame):
        result = super().process(frame)
        if frame.index % 2:
            result.faces *= 2
        return result


def test_frames_with_several_faces_are_counted_and_teach_nothing():
    draft = CalibrationDraft(SPEC)
    watch(Frames("phone", 100), Crowd(), turn := draft.begin("phone"), 10)
    draft.keep(turn)
    seen = draft.recording("phone")
    assert (seen.frames, seen.crowded, seen.faces) == (100, 50, 150)
    assert seen.raw.size == 40  # of the other fifty, ten are blurred


def test_bona_fide_and_a_phone_give_a_stored_calibration(site, capsys):
    arguments = ["--live", "live", "--phone", "phone", "--camera", "door", "--no-prompt"]
    assert main(arguments) == 0
    (entry,) = read("door").calibration
    assert (entry.model, entry.basis) == ("fake", "attacks")
    assert entry.seconds == {"bona fide": 40, "phone": 20}
    assert entry.frames == {"bona fide": 320, "phone": 160}
    assert -entry.offset / entry.slope == pytest.approx(1.0, abs=0.3)  # between -1 and 3
    assert "stored: " in capsys.readouterr().out


def test_the_source_is_the_camera_where_no_name_is_given(site):
    assert main(["--live", "live", "--no-prompt"]) == 0
    assert read("live").calibration[0].basis == "bona fide"


def test_the_drift_reference_is_stored_in_the_scores_of_the_new_fit(site):
    assert main(["--live", "live", "--phone", "phone", "--camera", "door", "--no-prompt"]) == 0
    (entry,) = read("door").calibration
    usual = stored_reference("door")
    assert usual is not None
    assert usual.model == "fake"
    scored = [[i for i in range(10 * s, 10 * s + 10) if i % 5 != 4] for s in range(40)]
    raw = [np.median([-1 + 0.3 * np.sin(i) for i in second]) for second in scored]
    assert usual.score.psi([entry.slope * r + entry.offset for r in raw]) == 0
    shipped = usual.score.psi([SPEC.calibration.apply(r) for r in raw])
    assert shipped > 0.25, "scores of the old calibration are another language"


def test_a_camera_is_pinned_and_a_file_is_not(site, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    assert main(["--live", "live", "--no-prompt"]) == 0
    assert "\npinned: " not in capsys.readouterr().out
    monkeypatch.setattr(Frames, "live", True)
    assert main(["--live", "live", "--no-prompt"]) == 0
    assert "\npinned: " in capsys.readouterr().out
    assert pinned("live") is not None


def test_a_dry_run_shows_and_stores_nothing(site, capsys):
    assert main(["--live", "live", "--dry-run", "--no-prompt"]) == 0
    assert list(site.iterdir()) == []
    assert "threshold" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--live", "live", "--seconds", "5"], "at least 20 seconds are needed"),
        (["--live", "live", "--phone", "phone", "--seconds", "0"], "--seconds must be above 0"),
        (["--live", "live", "--bpcer", "0.7"], "--bpcer must be between 0 and 0.5"),
        (["--live", "phone", "--phone", "live"], "recordings were not exchanged"),
        (["--live", "broken"], "plug it in"),
    ],
)
def test_a_user_error_is_one_line_and_nothing_is_stored(site, capsys, arguments, says):
    assert main([*arguments, "--no-prompt"]) == 2
    said = capsys.readouterr().err.strip()
    assert says in said
    assert len(said.splitlines()) == 1
    assert list(site.iterdir()) == []


def test_attacks_before_another_camera_are_refused(site, monkeypatch, capsys):
    monkeypatch.setattr(Frames, "live", True)
    arguments = ["--live", "live", "--phone", "phone", "--no-prompt"]
    assert main(arguments) == 2
    assert "live and phone are two cameras" in capsys.readouterr().err
    assert list(site.iterdir()) == []
    assert main([*arguments, "--camera", "door"]) == 0


def test_a_recording_may_be_of_the_camera_that_is_calibrated(site):
    assert main(["--live", "live", "--phone", "phone", "--no-prompt"]) == 0


@pytest.mark.parametrize(
    ("camera", "says"),
    [(None, "it is used for the source live"), ("door", 'camera.calibrated_as = "door"')],
)
def test_the_output_names_what_uses_the_calibration(site, capsys, camera, says):
    assert main(["--live", "live", "--no-prompt", *(["--camera", camera] if camera else [])]) == 0
    assert says in capsys.readouterr().out


@pytest.fixture
def nobody_stands_there(monkeypatch):
    def begun(*_: object) -> None:
        raise AssertionError("the recording began")

    monkeypatch.setattr("edge.runtime.factory.build_pipeline", begun)


@pytest.mark.usefixtures("nobody_stands_there")
def test_an_unwritable_calibration_is_reported_before_recording(site, capsys):
    assert main(["--live", "live", "--no-prompt", "--out", "/proc/nowhere"]) == 2
    assert "cannot write to /proc/nowhere" in capsys.readouterr().err


@pytest.mark.usefixtures("nobody_stands_there")
def test_a_damaged_calibration_is_reported_first_and_stays(site, capsys):
    path_of("live").write_text("version = 7\n")
    assert main(["--live", "live", "--no-prompt"]) == 2
    assert "create it again" in capsys.readouterr().err
    assert path_of("live").read_text() == "version = 7\n"


def test_an_interruption_keeps_the_calibration_there_was(site, monkeypatch, capsys):
    assert main(["--live", "live", "--phone", "phone", "--camera", "door", "--no-prompt"]) == 0
    before = {path: path.read_bytes() for path in site.iterdir()}

    def interrupted(self: Says, frame: Frame) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Says, "process", interrupted)
    assert main(["--live", "live", "--camera", "door", "--no-prompt"]) == 130
    assert "interrupted; nothing was stored" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in site.iterdir()} == before


def test_a_missing_model_is_one_line(site, monkeypatch, capsys):
    registry = SimpleNamespace(default=lambda task: None)
    monkeypatch.setattr(Registry, "open", classmethod(lambda cls: registry))
    assert main(["--live", "live"]) == 2
    assert "--model ID" in capsys.readouterr().err


def test_the_demo_is_not_calibrated_in_place_of_a_missing_camera(site, monkeypatch, capsys):
    monkeypatch.setattr("edge.capture.camera_list.list_cameras", list)
    monkeypatch.setattr("edge.capture.resolve.open_source", lambda *_: Frames("demo", 60))

    assert main([]) == 2
    assert "there is no camera to calibrate" in capsys.readouterr().err


def test_a_closed_terminal_is_one_line(site, monkeypatch, capsys):
    waiting = Frames("door", 60)
    waiting.live = True
    monkeypatch.setattr("edge.capture.resolve.open_source", lambda *_: waiting)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True, readline=lambda: ""))

    assert main(["--live", "0"]) == 2
    assert "Enter was not pressed" in capsys.readouterr().err
