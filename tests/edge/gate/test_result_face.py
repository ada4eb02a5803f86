"""The accepted face is kept and given away only as the holder of one key can open it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from cryptography.exceptions import InvalidTag
from pydantic import ValidationError
from sessions import a_place, judged

from edge.audit.crop_encryption import Sealed, make_pair, read_private
from edge.config import Config, ServiceConfig
from edge.errors import DataError, KeyFileError
from edge.gate.result_face import face_sealer
from edge.security.keys import KioskKey

DOC = Path(__file__).resolve().parents[3] / "docs" / "service.md"


def config(folder: Path) -> Config:
    """With a new recogniser's key."""
    make_pair(folder / "recogniser.pem", folder / "recogniser.pub.pem")
    key = str(folder / "recogniser.pub.pem")
    return Config(service=ServiceConfig(result_face=True, result_face_key=key))


def test_session_keeps_only_a_sealed_face_where_a_key_is_named(tmp_path: Path) -> None:
    settings, key = config(tmp_path), KioskKey.generate()
    place = a_place(tmp_path, settings, auto=False, seal_face=face_sealer(settings, key))
    session_id = place.sessions.begin()
    place.person.shows(judged(), seconds=5)
    outcome, kept = place.sessions.outcome(session_id), place.sessions.face(session_id)
    assert outcome is not None
    assert kept is not None
    assert b"PNG" not in kept
    sealed = Sealed.parse(kept)
    assert sealed.signed_by(key.public_pem)
    assert sealed.header_fields["session"] == session_id
    assert sealed.header_fields["camera"] == "door"
    png = sealed.open(read_private(tmp_path / "recogniser.pem"))
    assert hashlib.sha256(png).hexdigest() == outcome.face_sha256
    assert cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR) is not None


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    seal = face_sealer(config(tmp_path), KioskKey.generate())
    assert seal is not None
    make_pair(tmp_path / "other.pem", tmp_path / "other.pub.pem")
    with pytest.raises(DataError, match="cannot be decrypted with this key"):
        Sealed.parse(seal(b"a face", "s", "door")).open(read_private(tmp_path / "other.pem"))


def test_no_key_seals_nothing() -> None:
    assert face_sealer(Config(), KioskKey.generate()) is None


def test_key_that_is_not_there_is_an_error_at_the_start(tmp_path: Path) -> None:
    settings = Config(
        service=ServiceConfig(result_face=True, result_face_key=str(tmp_path / "none.pem"))
    )
    with pytest.raises(KeyFileError, match=r"none\.pem"):
        face_sealer(settings, KioskKey.generate())


def test_key_without_a_picture_to_seal_is_refused() -> None:
    with pytest.raises(ValidationError, match="result_face = true"):
        ServiceConfig(result_face_key="/etc/facevouch/recogniser.pub.pem")


def test_lines_in_the_documentation_open_a_sealed_face(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snippet = re.search(r"<!-- sealed face -->\n```python\n(.*?)```", DOC.read_text(), re.DOTALL)
    assert snippet is not None
    seal = face_sealer(config(tmp_path), KioskKey.generate())
    assert seal is not None
    monkeypatch.chdir(tmp_path)
    good = seal(b"a face", "s", "door")
    recognised: list[bytes] = []

    def run(sealed: bytes, judged_face: bytes) -> None:
        claims = {"face_sha256": hashlib.sha256(judged_face).hexdigest()}
        names: dict[str, Any] = {"sealed": sealed, "claims": claims, "Path": Path}
        exec(snippet[1], names | {"recognise": recognised.append})

    run(good, b"a face")
    run(good, b"somebody else")
    with pytest.raises(InvalidTag):
        run(good[:-1] + bytes([good[-1] ^ 1]), b"a face")
    with pytest.raises(InvalidTag):
        run(good.replace(b'"session":"s"', b'"session":"t"'), b"a face")
    assert recognised == [b"a face"]
