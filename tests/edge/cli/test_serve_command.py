"""`facevouch serve` as a process: one line when it is up, one when it cannot, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fake_gate import an_outcome
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from edge.cli import main
from edge.events.outcome import Decision
from edge.security.keys import KioskKey
from edge.service.result_token import Signer, verify_result
from edge.types import SourceKind

PATIENCE = 60.0
PATIENT = f"""
[track]
max_lost_s = {PATIENCE}
[session]
idle_s = {PATIENCE}
decide_s = {PATIENCE}
[service]
request_timeout_s = {PATIENCE}
"""
"""Settings of a gate that ends no session for want of frames: on a busy machine it may get no
processor for more than the second after which a face counts as lost."""


class Process:
    """A service in a process of its own. state: where its key and its log lie."""

    def __init__(self, state: Path, *options: str) -> None:
        environment = os.environ | {"FACEVOUCH_STATE": str(state), "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "edge", "serve", "--port", "0", *options],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        self.said = [self.process.stderr.readline()]
        while self.said[-1] and "serving" not in self.said[-1]:
            self.said.append(self.process.stderr.readline())
        words = self.said[-1].split()
        assert "serving" in words, self.said
        self.url = words[words.index("serving") + 1]

    def ask(self, path: str, method: str = "GET", body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path.lstrip("/"), data, method=method)
        request.add_header("content-type", "application/json")
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(state: Path, *options: str) -> Iterator[Process]:
    process = Process(state, *options)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            process.process.kill()
            process.process.wait()
        assert process.process.stderr is not None
        process.process.stderr.close()


def rest_of(stream: ClientConnection) -> None:
    while True:
        stream.recv(PATIENCE)


def with_config(folder: Path, text: str) -> tuple[str, str]:
    path = folder / "facevouch.toml"
    path.write_text(text)
    return "--config", str(path)


def test_it_says_where_it_is_and_ends_well_with_streams_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = with_config(tmp_path, "[audit]\nenabled = true\n")
    with serving(tmp_path, "--source", "demo", *config) as service:
        *warned, up = service.said
        warnings = "".join(warned)
        assert "camera is not a camera (source_kind is made)" in warnings
        assert "not calibrated, nobody is vouched for" in warnings
        assert "watching camera" in up
        assert service.ask("/healthz")["status"] == "alive"
        events = service.url.replace("http", "ws") + "v1/events?last=100"
        preview = urllib.request.urlopen(
            service.url + "v1/cameras/camera/preview", timeout=PATIENCE
        )
        with connect(events, open_timeout=PATIENCE) as stream, preview:
            while "what" not in (body := json.loads(stream.recv(PATIENCE))["body"]):
                assert body["part"] == "calibration"  # told of before the engine starts
            assert body["what"] == "started"
            assert b"image/jpeg" in preview.read(200)
            assert service.end() == 0
            with pytest.raises(ConnectionClosed):
                rest_of(stream)
            assert preview.read().rstrip().endswith(b"--facevouch-picture")
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    assert main(["audit", "verify"]) == 0


@pytest.mark.field_data
def test_a_session_goes_from_its_beginning_to_a_door(tmp_path: Path, field_data: Path) -> None:
    clip = field_data / "data" / "clips" / "live_webcam_a.mp4"
    config = with_config(tmp_path, f"[decision]\nuncalibrated = 'accept'\n{PATIENT}")
    with serving(tmp_path, "--source", str(clip), *config) as service:
        begun = service.ask("/v1/sessions", "POST", {"nonce": "n-42"})
        ended = service.ask(begun["state_url"] + f"?wait={PATIENCE:g}")
        assert ended["state"] == "ended", ended
        claims = verify_result(ended["token"], service.ask("/v1/keys")["pem"], nonce="n-42")
        assert (claims["decision"], claims["source_kind"]) == ("accepted", "file")
        other = clip.with_name("live_studio_b.mp4").read_bytes()
        checked = httpx.post(
            service.url + "v1/check", files={"file": other}, timeout=PATIENCE, trust_env=False
        )
        (face,) = checked.json()["faces"]
        assert face["state"] == "LIVE"
        assert service.end() == 0


@pytest.mark.parametrize(
    ("options", "config", "says"),
    [
        (["--host", "0.0.0.0"], "", "service.token_file: 0.0.0.0 can be reached"),
        ([], "[service]\ntoken_file = '/nowhere/token'\n", "cannot read /nowhere/token"),
        ([], "[service]\ntls_cert = 'a.pem'\n", "must be set together"),
        (
            ["--host", "203.0.113.7"],
            "[service]\ntoken_file = 'T'\n",
            "not an address of this machine",
        ),
        (["--source", "nowhere.mp4"], "", "there is no source 'nowhere.mp4'"),
    ],
)
def test_a_service_that_cannot_start_is_one_line_and_status_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    options: list[str],
    config: str,
    says: str,
) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    Path("T").write_text("t" * 40)
    Path("T").chmod(0o600)
    chosen = ["serve", "--port", "0", *options, *with_config(tmp_path, config)]
    assert main(chosen) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    if "can be reached" in says:
        assert caplog.text == ""  # nothing of what else would be unwise


def test_a_port_in_use_is_one_line_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port, "--source", "demo"]) == 2
    assert f"port {port} is in use" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["fastapi", "jwt"])
def test_a_missing_extra_is_named(missing: str) -> None:
    script = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from edge.cli import main; sys.exit(main(['serve', '--port', '0']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 2
    assert "pip install 'facevouch[serve]'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_result_is_checked_without_a_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = KioskKey.generate()
    pem = tmp_path / "kiosk.pem"
    pem.write_text(key.public_pem)
    token = Signer(key, "gate", 60).sign(an_outcome(nonce="n"))
    verify = ["serve", "verify", token, "--key", str(pem)]
    assert main([*verify, "--nonce", "n"]) == 0
    assert json.loads(capsys.readouterr().out)["decision"] == "accepted"
    assert main([*verify, "--nonce", "m"]) == 2
    assert "its nonce differs" in capsys.readouterr().err
    assert main(["serve", "verify", token, "--key", str(tmp_path / "none.pem")]) == 2
    assert "cannot read the public key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("decision", "kind", "doors", "says"),
    [
        (Decision.ACCEPTED, SourceKind.CAMERA, ["camera"], None),
        (Decision.ACCEPTED, SourceKind.STREAM, ["camera", "stream"], None),
        (Decision.ACCEPTED, SourceKind.MADE, ["camera"], "of kind made"),
        (Decision.ACCEPTED, SourceKind.UNKNOWN, ["camera"], "of kind unknown"),
        (Decision.REFUSED, SourceKind.CAMERA, ["camera"], "nobody was accepted: refused"),
        (Decision.REFUSED, SourceKind.CAMERA, [], None),
    ],
)
def test_a_door_accepts_a_result_only_of_its_own_kinds_of_source(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    decision: Decision,
    kind: SourceKind,
    doors: list[str],
    says: str | None,
) -> None:
    key = KioskKey.generate()
    (tmp_path / "kiosk.pem").write_text(key.public_pem)
    token = Signer(key, "gate", 60).sign(an_outcome(decision, nonce="n", source_kind=kind))
    asked = [word for door in doors for word in ("--door", door)]
    status = main(["serve", "verify", token, "--key", str(tmp_path / "kiosk.pem"), *asked])
    said = capsys.readouterr()
    assert (status, bool(said.out)) == ((0, True) if says is None else (2, False))
    assert (says or "") in said.err
