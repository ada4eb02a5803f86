"""One event per change of verdict, also when a face leaves or a camera is lost."""

from __future__ import annotations

from makers import a_face, a_quality

from edge.events.event import EventKind, GateEvent
from edge.gate.verdict_events import VerdictEvents
from edge.types import FaceResult, FrameResult, Reason, State, Verdict


def a_result(index: int, states: dict[int, State], *, fps: float = 10.0) -> FrameResult:
    faces = tuple(
        FaceResult(
            a_face(),
            a_quality(),
            Verdict(track, state, 0.25, index, 0.0, reasons=frozenset({Reason.ANTISPOOF})),
        )
        for track, state in states.items()
    )
    return FrameResult(index, index / fps, "test", (640, 480), faces, {})


class Door:
    """A camera's verdict events and what they told."""

    def __init__(self) -> None:
        self.told: list[GateEvent] = []
        self.events = VerdictEvents("door", self.told.append, lambda: {"antispoof": "m"}, 1.0)

    def show(self, *frames: dict[int, State]) -> list[tuple[int, str | None, str]]:
        for index, states in enumerate(frames):
            self.events.write(a_result(index, states), None)
        return self.changes()

    def changes(self) -> list[tuple[int, str | None, str]]:
        return [(e.body["track"], e.body["before"], e.body["state"]) for e in self.told]


def test_only_changes_are_published() -> None:
    assert Door().show(
        {1: State.CHECKING}, {1: State.CHECKING}, {1: State.LIVE}, {1: State.LIVE}
    ) == [(1, None, "CHECKING"), (1, "CHECKING", "LIVE")]


def test_each_face_has_changes_of_its_own() -> None:
    assert Door().show({1: State.LIVE, 2: State.CHECKING}, {1: State.LIVE, 2: State.ATTACK}) == [
        (1, None, "LIVE"),
        (2, None, "CHECKING"),
        (2, "CHECKING", "ATTACK"),
    ]


def test_a_face_that_is_hidden_for_a_moment_has_not_gone() -> None:
    assert Door().show({1: State.LIVE}, *[{}] * 9, {1: State.LIVE}) == [(1, None, "LIVE")]


def test_a_face_unseen_for_longer_than_its_track_lives_has_gone() -> None:
    door = Door()
    assert door.show({1: State.LIVE}, *[{}] * 15) == [(1, None, "LIVE"), (1, "LIVE", "GONE")]
    assert door.told[-1].body["reasons"] == []


def test_a_restarted_source_ends_all_verdicts() -> None:
    door = Door()
    door.events.write(a_result(500, {1: State.LIVE}), None)
    door.events.write(a_result(0, {}), None)
    assert door.changes() == [(1, None, "LIVE"), (1, "LIVE", "GONE")]


def test_a_camera_without_frames_and_a_closed_one_end_all_verdicts() -> None:
    for end in (VerdictEvents.lapse, VerdictEvents.close):
        door = Door()
        door.show({1: State.LIVE, 2: State.LIVE})
        end(door.events)
        end(door.events)
        assert door.changes()[2:] == [(1, "LIVE", "GONE"), (2, "LIVE", "GONE")]


def test_a_verdict_event_names_model_and_camera() -> None:
    door = Door()
    door.show({7: State.LIVE})
    event = door.told[0]
    assert (event.kind, event.camera) == (EventKind.VERDICT, "door")
    assert event.body["models"] == {"antispoof": "m"}
    assert event.body["reasons"] == ["antispoof"]
    assert (event.body["source"], event.body["frame"], event.body["p_attack"]) == ("test", 0, 0.25)
