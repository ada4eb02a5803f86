"""Crops: stored only where configured, only of outcomes, and not decryptable at the gate."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from makers import a_face, a_frame, a_quality

from edge.audit.crop_encryption import Sealed, make_pair, read_private, read_recipient, seal
from edge.audit.crops import REMEMBERED, Crops, crop_memory
from edge.audit.records import Records
from edge.config import AuditConfig
from edge.errors import DataError, KeyFileError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent
from edge.security.keys import KioskKey
from edge.types import FaceResult, Frame, FrameResult, Quality, Reason, State, Verdict

KEY = KioskKey.generate()
OPERATOR = X25519PrivateKey.generate()
AT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


def judged(*tracks: int, time: float = 0.0, quality: Quality | None = None) -> FrameResult:
    faces = tuple(
        FaceResult(
            a_face(),
            quality or a_quality(),
            Verdict(track, State.LIVE, None, 0.01, 9, 0.0, frozenset()),
        )
        for track in tracks
    )
    return FrameResult(0, time, "test", (640, 480), faces, {})


def outcome(decision: str = "accepted", track: object = 1, camera: str = "front door") -> GateEvent:
    body = {"session": "s1", "decision": decision, "verdict": {"track": track}}
    return GateEvent(EventKind.SESSION, camera, body, AT)


def some_crops(folder: Path) -> Crops:
    crops = Crops(folder, OPERATOR.public_key(), KEY)
    crops.listener("front door").on_frame(a_frame(), judged(1, 2))
    return crops


def files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def test_an_outcomes_crop_is_sealed_and_only_the_operator_can_open_it(tmp_path: Path) -> None:
    some_crops(tmp_path).on_event(outcome())
    (path,) = files(tmp_path)
    assert path.name.startswith("20260504T030201Z-front-door-")
    assert path.stat().st_mode & 0o777 == 0o600
    sealed = Sealed.parse(path.read_bytes())
    told = sealed.header_fields
    assert (told["session"], told["decision"], told["camera"]) == ("s1", "accepted", "front door")
    assert sealed.signed_by(KEY.public_pem)
    picture = cv2.imdecode(np.frombuffer(sealed.open(OPERATOR), np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (180, 180, 3)  # a face of 120 px with its surroundings
    assert np.array_equal(picture, a_frame().bgr[70:250, 70:250])
    assert b"PNG" not in path.read_bytes()
    with pytest.raises(DataError, match="cannot be decrypted with this key"):
        sealed.open(X25519PrivateKey.generate())


@pytest.mark.parametrize(
    "event",
    [
        outcome("cancelled"),
        outcome(track=7),
        outcome(track=None),
        outcome(camera="another"),
        GateEvent(EventKind.SESSION, "front door", {}),
        GateEvent(EventKind.VERDICT, "front door", {"track": 1}),
    ],
)
def test_nothing_is_kept_of_anything_else(tmp_path: Path, event: GateEvent) -> None:
    some_crops(tmp_path).on_event(event)
    assert files(tmp_path) == []


def test_a_crop_is_kept_once(tmp_path: Path) -> None:
    crops = some_crops(tmp_path)
    crops.on_event(outcome())
    crops.on_event(outcome())
    assert len(files(tmp_path)) == 1


def test_a_poor_picture_does_not_replace_a_good_one() -> None:
    memory = crop_memory()
    memory.on_frame(a_frame(), judged(1))
    dark = Frame(np.zeros((480, 640, 3), np.uint8), 1, "test", 0.1)
    memory.on_frame(dark, judged(1, time=0.1, quality=a_quality(Reason.TOO_DARK)))
    picture = memory.pop(1)
    assert picture is not None
    assert picture.bgr.mean() > 50


def test_memory_is_bounded_in_faces_in_size_and_in_time() -> None:
    memory = crop_memory()
    memory.on_frame(a_frame(), judged(*range(3 * REMEMBERED)))
    kept = [track for track in range(3 * REMEMBERED) if memory.pop(track) is not None]
    assert kept == list(range(2 * REMEMBERED, 3 * REMEMBERED))
    memory.on_frame(a_frame(), judged(1))
    memory.on_frame(a_frame(), judged(2, time=31.0))
    assert memory.pop(1) is None
    memory.on_frame(a_frame(), judged(3, time=5.0))  # another source: its clock begins anew
    assert memory.pop(3) is not None
    large = FrameResult(
        0,
        0.0,
        "test",
        (2000, 2000),
        (
            FaceResult(
                a_face(100, 100, 1500),
                a_quality(),
                Verdict(1, State.LIVE, None, 0.01, 9, 0.0, frozenset()),
            ),
        ),
        {},
    )
    memory.on_frame(a_frame(size=(2000, 2000)), large)
    picture = memory.pop(1)
    assert picture is not None
    assert max(picture.bgr.shape) == 384


@pytest.mark.parametrize("place", [0.1, 0.4, 0.95])
def test_no_byte_of_a_sealed_crop_can_be_changed(place: float) -> None:
    sealed = seal(b"a picture", {"session": "s1"}, OPERATOR.public_key(), KEY)
    content = bytearray(sealed.content)
    content[int(place * len(content))] ^= 1
    try:
        other = Sealed.parse(bytes(content))
    except DataError:
        return
    assert not other.signed_by(KEY.public_pem)


def test_a_header_is_bound_to_its_picture() -> None:
    one = seal(b"one", {"decision": "refused"}, OPERATOR.public_key(), KEY)
    two = seal(b"two", {"decision": "accepted"}, OPERATOR.public_key(), KEY)
    with pytest.raises(DataError, match="or it was changed"):
        Sealed(two.header, two.signature, one.ciphertext).open(OPERATOR)


@pytest.mark.parametrize(
    "content", [b"", b"{}\n\n", b"\xff\n\n", b'{"format": 1}\nAAAA\n', b"[" * 9000]
)
def test_a_file_that_is_no_sealed_crop_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match="not an encrypted crop"):
        Sealed.parse(content)


def test_an_operators_pair_is_made_closed_and_never_over_another(tmp_path: Path) -> None:
    private, public = tmp_path / "op.pem", tmp_path / "op.pub.pem"
    make_pair(private, public)
    assert private.stat().st_mode & 0o777 == 0o600
    sealed = seal(b"a picture", {}, read_recipient(public), KEY)
    assert sealed.open(read_private(private)) == b"a picture"
    with pytest.raises(KeyFileError, match="already exists"):
        make_pair(private, public)
    private.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_private(private)


@pytest.mark.parametrize("content", ["nonsense", KEY.public_pem])
def test_a_wrong_key_for_crops_says_how_to_make_the_right_one(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key.pem"
    path.write_text(content)
    with pytest.raises(KeyFileError, match="audit crops keygen"):
        read_recipient(path)


# -- put together -------------------------------------------------------------------------------


def records(tmp_path: Path, config: AuditConfig) -> Records:
    return Records(config, KEY, log_file=tmp_path / "audit.sqlite", crops=tmp_path / "crops")


@pytest.mark.parametrize("enabled", [False, True])
def test_no_picture_is_at_rest_unless_somebody_asked_for_it(tmp_path: Path, enabled: bool) -> None:
    kept = records(tmp_path, AuditConfig(enabled=enabled))
    bus = EventBus(kept.subscribers())
    kept.start()
    assert kept.listeners("front door") == []
    bus.publish(outcome())
    assert kept.stop() == []
    names = {path.name for path in files(tmp_path)}
    assert names <= {"audit.sqlite", "audit.head", "audit.lock"}
    assert bool(names) == enabled


def test_crops_of_former_days_are_swept_away_after_crops_were_turned_off(tmp_path: Path) -> None:
    (tmp_path / "crops").mkdir()
    (tmp_path / "crops" / "20200101T000000Z-door-1.crop").write_bytes(b"sealed")
    kept = records(tmp_path, AuditConfig())
    kept.start()
    assert kept.stop() == []
    assert files(tmp_path) == []


def test_crops_are_stored_with_an_operators_key(tmp_path: Path) -> None:
    make_pair(tmp_path / "op.pem", tmp_path / "op.pub.pem")
    config = AuditConfig(crops=True, crops_key=str(tmp_path / "op.pub.pem"))
    kept = records(tmp_path, config)
    (listener,) = kept.listeners("front door")
    listener.on_frame(a_frame(), judged(1))
    assert EventBus(kept.subscribers()).publish(outcome())
    kept.stop()
    assert len(files(tmp_path / "crops")) == 1


def test_crops_without_a_key_are_refused_before_anything_begins() -> None:
    with pytest.raises(ValueError, match="audit crops keygen"):
        AuditConfig(crops=True)
