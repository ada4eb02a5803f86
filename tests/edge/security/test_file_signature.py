"""Sealed files: one edited byte, another name, another purpose or another key, and none is used."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from edge.calibration import store
from edge.calibration.drift import DriftReference, reference_path, store_reference, stored_reference
from edge.cli import main
from edge.config import SessionConfig
from edge.errors import ConfigError
from edge.gate.lockout import Lockout
from edge.security.file_signature import SEAL, read_sealed, seal_again, write_sealed
from edge.security.keys import KioskKey
from edge.security.operator_pin import PinGuard, PinHash, default_pin_file
from edge.trust.pinned_camera import path_of, pin_camera, pinned
from edge.trust.provenance import Provenance

PURPOSE = "a purpose"
WEBCAM = Provenance("camera", "HD Webcam", "uvcvideo", "usb-1", "046d:0825", "A1B2", 1)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("FACEVOUCH_TRUSTED", str(tmp_path / "trusted"))
    return tmp_path / "state"


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "file.toml"
    write_sealed(path, b"slope = 1.0\noffset = 0.0", PURPOSE)
    return path


def trust(tmp_path: Path) -> KioskKey:
    """The administrator trusts a key, and this machine's own counts no more."""
    operator = KioskKey.generate()
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "operator.pem").write_text(operator.public_pem)
    return operator


def test_a_sealed_file_is_read_without_its_seal(sealed: Path) -> None:
    assert read_sealed(sealed, PURPOSE) == b"slope = 1.0\noffset = 0.0\n"
    assert sealed.read_bytes().splitlines()[-1].startswith(SEAL)


def test_no_changed_byte_of_a_sealed_file_is_used(sealed: Path) -> None:
    whole = sealed.read_bytes()
    rng = random.Random(7)
    for _ in range(200):
        at = rng.randrange(len(whole))
        changed = bytearray(whole)
        changed[at] ^= 1 << rng.randrange(8)
        sealed.write_bytes(changed)
        with pytest.raises(ConfigError, match="so it is not used"):
            read_sealed(sealed, PURPOSE)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data.rsplit(b"# sealed", 1)[0], "not signed"),
        (lambda data: data + b"slope = 9.0\n", "not signed"),
        (lambda data: b"slope = 9.0\n" + data, "not the file that was signed"),
        (lambda data: b"", "not signed"),
        (lambda data: SEAL + b"nonsense\n", "not the file that was signed"),
    ],
)
def test_a_missing_or_invalid_seal_is_reported(sealed: Path, change: object, says: str) -> None:
    sealed.write_bytes(change(sealed.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ConfigError, match=says):
        read_sealed(sealed, PURPOSE)


def test_a_seal_holds_for_one_name_and_one_purpose(sealed: Path) -> None:
    other = sealed.rename(sealed.with_name("other.toml"))
    with pytest.raises(ConfigError):
        read_sealed(other, PURPOSE)
    other.rename(sealed)
    with pytest.raises(ConfigError):
        read_sealed(sealed, "another purpose")


def test_a_signature_of_another_machines_key_is_not_accepted(sealed: Path) -> None:
    seal_again(sealed, PURPOSE, KioskKey.generate())
    with pytest.raises(ConfigError, match="a key that is not trusted"):
        read_sealed(sealed, PURPOSE)


def test_the_machines_own_key_is_accepted_only_for_the_gates_own_files_where_there_are_trusted_keys(
    sealed: Path, tmp_path: Path
) -> None:
    operator = trust(tmp_path)
    with pytest.raises(ConfigError, match=r"config seal --key KEY\.pem"):
        read_sealed(sealed, PURPOSE)
    assert read_sealed(sealed, PURPOSE, own=True)
    seal_again(sealed, PURPOSE, operator)
    assert read_sealed(sealed, PURPOSE)


# -- what decides a verdict -----------------------------------------------------------------------


def an_entry() -> store.SiteCalibration:
    return store.SiteCalibration(
        model="m", sha256="0" * 64, basis="attacks", slope=1.0, slope_interval=(0.9, 1.1),
        offset=0.0, offset_interval=(-0.1, 0.1), threshold=0.5, threshold_interval=(0.4, 0.6),
        bpcer_asked=0.01, seconds={"live": 60}, frames={"live": 900}, fitted_at="2026-01-01",
    )  # fmt: skip


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_an_edited_calibration_turns_no_replay_live(tmp_path: Path) -> None:
    path = store.store("door", an_entry())
    edited(path, "offset = 0.0", "offset = -99.0")
    with pytest.raises(ConfigError, match="not the file that was signed"):
        store.read("door")


def test_an_edited_drift_reference_is_refused() -> None:
    store_reference(DriftReference(camera="door", model="m"))
    edited(reference_path("door"), 'model = "m"', 'model = "n"')
    with pytest.raises(ConfigError):
        stored_reference("door")


def test_an_edited_pin_lets_no_other_camera_in() -> None:
    pin_camera("0", WEBCAM)
    edited(path_of("0"), "A1B2", "C3D4")
    with pytest.raises(ConfigError):
        pinned("0")


def test_a_pin_of_the_operator_that_somebody_else_wrote_is_refused() -> None:
    default_pin_file().parent.mkdir(parents=True)
    default_pin_file().write_text(PinHash.of("402719").line() + "\n")
    default_pin_file().chmod(0o600)
    with pytest.raises(ConfigError, match="not signed"):
        PinHash.load(default_pin_file())


def test_edited_counts_of_failures_shut_the_gate_and_the_keypad(state: Path) -> None:
    path = state / "attempts" / "door.json"
    limit = Lockout(SessionConfig(), path, 0.0, lambda: "one boot")
    for _ in range(3):
        limit.fail(1.0)
    edited(path, '"failures": [1.0, 1.0, 1.0]', '"failures": []')
    assert Lockout(SessionConfig(), path, 2.0, lambda: "one boot").shut_for(2.0) == 300
    tries = state / "attempts" / "pin.tries.json"
    PinGuard(path=tries, clock=lambda: 0.0).note(False)
    edited(tries, '"wrong": 1', '"wrong": 0')
    assert PinGuard(path=tries, clock=lambda: 0.0).wait_left_s == 900


def test_an_operator_can_sign_an_edited_manifest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = store.store("door", an_entry())
    store_reference(DriftReference(camera="door", model="m"))
    pin_camera("0", WEBCAM)
    PinHash.of("402719").save(default_pin_file())
    edited(path, "threshold = 0.5", "threshold = 0.4")
    operator = trust(tmp_path)
    operator.save(tmp_path / "operator.key")
    assert main(["config", "seal"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert main(["config", "seal", "--yes", "--key", str(tmp_path / "operator.key")]) == 0
    assert store.read("door").calibration[0].threshold == 0.4
    assert stored_reference("door") is not None
    assert pinned("0") is not None
    assert PinHash.load(default_pin_file()).matches("402719")
    assert default_pin_file().stat().st_mode & 0o777 == 0o600


def test_a_gate_without_anything_to_seal_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "seal", "--yes"]) == 2
    assert "nothing to sign" in capsys.readouterr().err
