"""The operator's PIN: its file, refused PINs, and the lock after wrong entries."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from edge.errors import ConfigError, OutputError
from edge.security.file_signature import write_sealed
from edge.security.operator_pin import PURPOSE, PinGuard, PinHash, problem_with

PIN = "402719"


@pytest.fixture(scope="module")
def hashed() -> PinHash:
    return PinHash.of(PIN)


@pytest.mark.parametrize(
    ("pin", "right"), [(PIN, True), ("402718", False), ("", False), ("4027190", False)]
)
def test_only_the_same_pin_matches(hashed: PinHash, pin: str, right: bool) -> None:
    assert hashed.matches(pin) is right


def test_the_same_pin_is_stored_differently_each_time(hashed: PinHash) -> None:
    assert PinHash.of(PIN).digest != hashed.digest


@pytest.mark.parametrize(
    ("pin", "says"),
    [
        ("12a456", "digits"),
        ("١٢٣٤٥٦", "digits"),
        ("40271", "6 to 12"),
        ("4" * 13, "6 to 12"),
        ("", "digits"),
        ("777777", "too easy"),
        ("123456", "too easy"),
        ("678901", "too easy"),
        ("987654", "too easy"),
    ],
)
def test_a_poor_pin_is_refused_and_why(pin: str, says: str) -> None:
    assert says in str(problem_with(pin))
    with pytest.raises(ConfigError, match=says):
        PinHash.of(pin)


def test_a_saved_pin_is_its_owners_alone_and_comes_back(tmp_path: Path, hashed: PinHash) -> None:
    path = tmp_path / "deep" / "kiosk.pin"
    hashed.save(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PIN not in path.read_text()
    assert PinHash.load(path) == hashed
    assert [entry.name for entry in path.parent.iterdir()] == ["kiosk.pin"]


def test_a_new_pin_replaces_the_old(tmp_path: Path, hashed: PinHash) -> None:
    path = tmp_path / "kiosk.pin"
    path.write_text("old")
    hashed.save(path)

    assert PinHash.load(path).matches(PIN)


def test_a_pin_that_cannot_be_written_is_reported_in_one_line(
    tmp_path: Path, hashed: PinHash
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="the PIN is not set: cannot write"):
        hashed.save(tmp_path / "file" / "kiosk.pin")


@pytest.mark.parametrize("mode", [0o644, 0o620, 0o602])
def test_a_file_open_to_others_is_refused(tmp_path: Path, hashed: PinHash, mode: int) -> None:
    path = tmp_path / "kiosk.pin"
    hashed.save(path)
    path.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        PinHash.load(path)


def changed(line: str, place: int, value: str) -> bytes:
    parts = line.split(":")
    parts[place] = value
    return ":".join(parts).encode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda _: b"402719\n",
        lambda _: b"\xff\xfe\x00",
        lambda line: changed(line, 0, "md5"),
        lambda line: changed(line, 1, "many"),
        lambda line: changed(line, 1, str(2**30)),
        lambda line: changed(line, 3, "900"),
        lambda line: changed(line, 4, "AAAA"),
        lambda line: changed(line, 5, "====x"),
    ],
)
def test_a_file_that_holds_no_pin_is_refused(
    tmp_path: Path, hashed: PinHash, spoil: object
) -> None:
    path = tmp_path / "kiosk.pin"
    write_sealed(path, spoil(hashed.line()), PURPOSE)  # type: ignore[operator]
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="facevouch kiosk pin"):
        PinHash.load(path)


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="facevouch kiosk pin"):
        PinHash.load(tmp_path / "none.pin")


class TestGuard:
    def guard(self) -> PinGuard:
        self.now = 100.0
        return PinGuard(clock=lambda: self.now)

    def wrong(self, guard: PinGuard, times: int) -> None:
        for _ in range(times):
            guard.note(False)

    def test_four_wrong_pins_cost_nothing_and_the_fifth_a_minute(self) -> None:
        guard = self.guard()
        self.wrong(guard, 4)
        assert guard.wait_left_s == 0
        self.wrong(guard, 1)
        assert guard.wait_left_s == 60
        self.now += 59
        assert guard.wait_left_s == pytest.approx(1)
        self.now += 2
        assert guard.wait_left_s == 0

    def test_each_further_wait_doubles_up_to_a_quarter_of_an_hour(self) -> None:
        guard = self.guard()
        waits = []
        for _ in range(6):
            self.wrong(guard, 5)
            waits.append(guard.wait_left_s)
            self.now += 1000

        assert waits == [60, 120, 240, 480, 900, 900]

    def test_a_right_pin_forgets_what_went_before(self) -> None:
        guard = self.guard()
        self.wrong(guard, 5)
        self.now += 61
        self.wrong(guard, 4)
        guard.note(True)
        self.wrong(guard, 4)
        assert guard.wait_left_s == 0
        self.wrong(guard, 1)
        assert guard.wait_left_s == 60


class Kiosk:
    """Makes guards on one file, over restarts of the process and of the machine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 100.0

    def guard(self, run: str | None = "run-1") -> PinGuard:
        return PinGuard(clock=lambda: self.now, path=self.path, boot_id=lambda: run)


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path / "attempts" / "pin.tries.json")


def wrong(guard: PinGuard, times: int) -> PinGuard:
    for _ in range(times):
        guard.note(False)
    return guard


def test_a_restart_forgets_neither_wrong_pins_nor_the_wait(kiosk: Kiosk) -> None:
    wrong(kiosk.guard(), 4)
    guard = wrong(kiosk.guard(), 1)
    assert guard.wait_left_s == 60
    kiosk.now += 20
    assert kiosk.guard().wait_left_s == 40
    kiosk.now += 41
    assert wrong(kiosk.guard(), 5).wait_left_s == 120, "the next wait is longer, restarted or not"


@pytest.mark.parametrize("run", ["run-2", None])
def test_pulling_the_plug_never_shortens_the_wait(kiosk: Kiosk, run: str | None) -> None:
    wrong(kiosk.guard(), 5)
    kiosk.now = 3.0  # the machine began anew, and so did its clock
    assert kiosk.guard(run).wait_left_s == 60
    kiosk.now = 9e6
    assert kiosk.guard(run).wait_left_s == 60


def test_a_right_pin_is_forgiven_over_a_restart_too(kiosk: Kiosk) -> None:
    guard = wrong(kiosk.guard(), 4)
    guard.note(True)
    assert wrong(kiosk.guard(), 4).wait_left_s == 0


def test_a_right_pin_without_wrong_ones_leaves_no_file(kiosk: Kiosk) -> None:
    kiosk.guard().note(True)
    assert not kiosk.path.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        b"[]",
        b'{"boot": "run-1", "saved_at": 1}',
        b'{"boot": "run-1", "saved_at": 1, "wrong": -99, "waits": 0, "until": null}',
        b'{"boot": "run-1", "saved_at": 1, "wrong": 0, "waits": 1e99, "until": null}',
        b'{"boot": "run-1", "saved_at": NaN, "wrong": 0, "waits": 0, "until": null}',
        b'{"boot": "run-1", "saved_at": 1, "wrong": 0, "waits": 0, "until": Infinity}',
    ],
)
def test_a_record_that_cannot_be_understood_is_worth_the_longest_wait(
    kiosk: Kiosk, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    kiosk.path.parent.mkdir()
    kiosk.path.write_bytes(content)
    assert kiosk.guard().wait_left_s == 900
    assert "the record of wrong PINs" in caplog.text


def test_a_record_that_cannot_be_read_is_worth_the_longest_wait(kiosk: Kiosk) -> None:
    kiosk.path.mkdir(parents=True)
    assert kiosk.guard().wait_left_s == 900


def test_a_disk_that_cannot_be_written_is_logged_and_the_count_goes_on(
    kiosk: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    kiosk.path.parent.write_text("no folder")
    assert wrong(PinGuard(clock=lambda: kiosk.now, path=None), 5).wait_left_s == 60
    guard = kiosk.guard()
    assert guard.wait_left_s == 900, "what cannot be read is doubted"
    kiosk.now += 901
    assert wrong(guard, 5).wait_left_s == 900
    assert "forgotten at a restart" in caplog.text
