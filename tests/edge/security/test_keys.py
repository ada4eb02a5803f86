"""The kiosk's key: made once, closed to others, and every signature checkable for ever."""

from __future__ import annotations

import hashlib
import sys
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from edge.errors import KeyFileError, MissingExtraError
from edge.security.keys import (
    KioskKey,
    as_text,
    from_text,
    key_id_of,
    own_keys,
    public_keys,
    read_public,
    trusted_keys,
    verify,
)

DATA = b"LIVE"


def test_a_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first, second = KioskKey.load_or_create(folder), KioskKey.load_or_create(folder)
    assert first.public_pem == second.public_pem
    assert (folder / "kiosk.pem").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["kiosk.pem"]


def test_its_id_is_the_head_of_the_raw_public_keys_hash() -> None:
    key = KioskKey.generate()
    raw = key.private.public_key().public_bytes_raw()
    assert key.key_id == hashlib.sha256(raw).hexdigest()[:16]
    assert key_id_of(key.public_pem) == key.key_id


def test_a_signature_holds_for_its_data_and_its_key_only() -> None:
    key, other = KioskKey.generate(), KioskKey.generate()
    signature = key.sign(DATA)
    assert verify(key.public_pem, DATA, signature)
    assert not verify(key.public_pem, DATA + b"!", signature)
    assert not verify(other.public_pem, DATA, signature)
    assert not verify(key.public_pem, DATA, b"")
    assert from_text(as_text(signature)) == signature


@pytest.mark.parametrize("mode", [0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    KioskKey.load_or_create(tmp_path)
    (tmp_path / "kiosk.pem").chmod(mode)
    with pytest.raises(KeyFileError, match=f"chmod 600 {tmp_path / 'kiosk.pem'}"):
        KioskKey.load_or_create(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\n"]
)
def test_a_file_that_is_no_key_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kiosk.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="does not contain a private key"):
        KioskKey.load_or_create(tmp_path)
    assert path.read_bytes() == content


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.pem"
    pem = X25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(pem)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="an Ed25519 key is needed"):
        KioskKey.load_or_create(tmp_path)


def test_concurrent_processes_get_the_same_key(tmp_path: Path) -> None:
    gate = threading.Barrier(8)
    found: list[str] = []

    def come() -> None:
        gate.wait()
        found.append(KioskKey.load_or_create(tmp_path).key_id)

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_the_public_keys_of_all_former_keys_are_stored(tmp_path: Path) -> None:
    old = KioskKey.load_or_create(tmp_path)
    new = KioskKey.generate()
    new.publish(tmp_path)
    new.save(tmp_path / "kiosk.pem")
    assert KioskKey.load_or_create(tmp_path).key_id == new.key_id
    assert own_keys(tmp_path) == {key.key_id: key.public_pem for key in (old, new)}


def test_a_public_key_is_read_in_one_form_and_nonsense_named_by_file(tmp_path: Path) -> None:
    key = KioskKey.generate()
    good, bad = tmp_path / "good.pem", tmp_path / "bad.pem"
    good.write_text("a note before\n" + key.public_pem.replace("\n", "\r\n"))
    bad.write_text("nonsense")
    assert read_public(good) == key.public_pem
    with pytest.raises(KeyFileError, match=r"bad\.pem: this is not a public key"):
        read_public(bad)
    with pytest.raises(KeyFileError, match="cannot read the key"):
        read_public(tmp_path / "absent.pem")
    assert public_keys(tmp_path / "absent") == {}


def test_trusted_keys_lie_where_the_administrator_put_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEVOUCH_TRUSTED", str(tmp_path))
    assert trusted_keys() == {}
    key = KioskKey.generate()
    (tmp_path / "ours.pem").write_text(key.public_pem)
    assert trusted_keys() == {key.key_id: key.public_pem}


def test_a_missing_library_is_reported_with_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    with pytest.raises(MissingExtraError, match=r"facevouch\[serve\]"):
        KioskKey.load_or_create(tmp_path)
