"""Every file that settings name is looked at before the gate stumbles over it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from certificates import make_certificate

from edge.audit.crop_encryption import make_pair
from edge.cli import main
from edge.config import Config
from edge.doctor.configured_files import named_files
from edge.doctor.finding import Finding
from edge.security.operator_pin import PinHash
from models.registry import Registry


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A folder with one good file of each kind, and bad ones beside them."""
    for name, text in {
        "token": "0123456789abcdef\n",
        "password": "secret\n",
        "webhook": "a webhook's secret, long enough\n",
        "short": "x\n",
        "nonsense": "no key and no certificate\nat all\n",
        "clip.mp4": "x",
        "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    (tmp_path / "open").write_text("0123456789abcdef\n")
    (tmp_path / "open").chmod(0o604)
    PinHash.of("402719").save(tmp_path / "pin")
    make_pair(tmp_path / "operator.pem", tmp_path / "operator.pub.pem")
    make_certificate(tmp_path / "cert.pem", tmp_path / "key.pem")
    long_ago = datetime.timedelta(days=-30)
    make_certificate(tmp_path / "old.pem", tmp_path / "old.key.pem", ends_in=long_ago)
    tomorrow = datetime.timedelta(days=1)
    make_certificate(tmp_path / "late.pem", tmp_path / "late.key.pem", ends_in=tomorrow)
    return tmp_path


def looked(folder: Path, section: str, **settings: Any) -> list[Finding]:
    """What is found of one section; a value `@name` is a file of the folder."""
    given = {
        key: str(folder / value[1:]) if str(value).startswith("@") else value
        for key, value in settings.items()
    }
    config = Config.model_validate({"models": {"antispoof": "default"}, section: given})
    found = named_files(config, Registry.open())
    return [finding for finding in found if finding.what.startswith(section)]


@pytest.mark.parametrize(
    ("section", "settings", "grade", "says"),
    [
        ("service", {"token_file": "@token"}, "ok", "token"),
        ("service", {"token_file": "@gone"}, "wrong", "cannot read"),
        ("service", {"token_file": "@short"}, "wrong", "16 or more"),
        ("service", {"token_file": "@open"}, "wrong", "can be read by other users (mode 0604)"),
        ("service", {"host": "0.0.0.0"}, "wrong", "a token is needed"),
        ("service", {"tls_cert": "@cert.pem"}, "wrong", "must be set together"),
        ("service", {"tls_cert": "@cert.pem", "tls_key": "@gone"}, "wrong", "there is no file"),
        ("service", {"tls_cert": "@cert.pem", "tls_key": "@old.key.pem"}, "wrong", "private key"),
        (
            "service",
            {"tls_cert": "@old.pem", "tls_key": "@old.key.pem"},
            "wrong",
            "install a new one",
        ),
        ("service", {"tls_cert": "@late.pem", "tls_key": "@late.key.pem"}, "note", "ends on"),
        ("mqtt", {"username": "n", "password_file": "@password"}, "ok", "password"),
        ("mqtt", {"password_file": "@password"}, "wrong", "is set without mqtt.username"),
        ("mqtt", {"username": "n", "password_file": "@nonsense"}, "wrong", "one line"),
        ("mqtt", {"tls_ca": "@cert.pem"}, "ok", "cert.pem"),
        ("mqtt", {"tls_ca": "@nonsense"}, "wrong", "cannot read certificates"),
        ("mqtt", {"tls_certificate": "@nonsense"}, "wrong", "cannot use the certificate"),
        ("mqtt", {"tls_certificate": "@old.pem", "tls_key": "@old.key.pem"}, "wrong", "new one"),
        ("webhook", {"secret_file": "@webhook"}, "ok", "webhook"),
        ("webhook", {"secret_file": "@short"}, "wrong", "too short"),
        ("webhook", {"tls_ca": "@gone"}, "wrong", "cannot read certificates"),
        ("kiosk", {"pin_file": "@pin"}, "ok", "pin"),
        ("kiosk", {"pin_file": "@password"}, "wrong", "facevouch kiosk pin"),
        ("kiosk", {"logo": "@gone.svg"}, "wrong", "cannot read"),
        ("kiosk", {"logo": "@logo.svg"}, "ok", "logo.svg"),
        ("kiosk", {"accent": "#00665C"}, "ok", "4.3 : 1 on the kiosk's background"),
        ("kiosk", {"accent": "#FFD200"}, "wrong", "#FFD200 is too light for rings and arrows"),
        ("audit", {"crops_key": "@operator.pub.pem"}, "ok", "operator"),
        ("audit", {"crops_key": "@nonsense"}, "wrong", "does not contain a public key"),
        (
            "service",
            {"result_face": True, "result_face_key": "@nonsense"},
            "wrong",
            "does not contain a public key",
        ),
        ("camera", {"calibrated_as": "nobody"}, "wrong", "there is no calibration"),
        (
            "models",
            {"antispoof": "blaze_face_short_range"},
            "wrong",
            "a model for antispoof is needed",
        ),
        ("models", {"antispoof": "absent"}, "wrong", "no model 'absent'"),
    ],
)
def test_each_file_is_what_its_setting_needs(
    there: Path, section: str, settings: dict[str, Any], grade: str, says: str
) -> None:
    first = looked(there, section, **settings)[0]
    assert (first.grade, says in first.text) == (grade, True), first


def test_a_certificate_and_its_key_are_two_lines_and_an_open_key_is_wrong(there: Path) -> None:
    settings = {"tls_cert": "@cert.pem", "tls_key": "@key.pem"}
    assert [f.grade for f in looked(there, "service", **settings)] == ["ok", "ok"]
    (there / "key.pem").chmod(0o644)
    cert, key = looked(there, "service", **settings)
    assert (cert.grade, key.grade, key.what) == ("ok", "wrong", "service.tls_key")
    assert "chmod 600" in key.advice


def test_sources_are_checked_and_their_passwords_are_not_shown(there: Path) -> None:
    cameras = [
        {"name": "a", "source": "rtsp://user:secret@door/1"},
        {"name": "b", "source": str(there / "clip.mp4")},
        {"name": "c", "source": str(there / "gone.mp4")},
        {"name": "d"},
    ]
    found = list(named_files(Config.model_validate({"cameras": cameras}), Registry.open()))
    sources = {f.what: f.grade for f in found if f.what.startswith("cameras")}
    assert sources == {"cameras.a": "ok", "cameras.b": "ok", "cameras.c": "wrong"}
    assert not any("secret" in finding.text for finding in found)


def test_the_check_is_a_line_each_and_two_where_one_is_wrong(
    there: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = there / "facevouch.toml"
    path.write_text(f'[service]\ntoken_file = "{there / "token"}"\n')
    assert main(["config", "check", str(path)]) == 0
    assert "is correct, and not signed" in capsys.readouterr().err
    path.write_text(
        f'[service]\ntoken_file = "{there / "open"}"\n[kiosk]\npin_file = "{there / "gone"}"\n'
    )
    assert main(["config", "check", str(path)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line[0] for line in said[:-1]] == ["✗", "✗", "✓", "✓"]
    assert "2 files or settings it refers to are not usable" in said[-1]


def test_only_the_models_are_checked_where_no_file_is_named() -> None:
    found = list(named_files(Config(), Registry.open()))
    assert [(f.what, f.grade) for f in found] == [
        ("models.antispoof", "ok"),
        ("models.deepfake", "ok"),
    ]
