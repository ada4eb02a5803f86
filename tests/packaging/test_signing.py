"""`make sign` with a key made for the test: every later change is detected."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from needs import needs

ROOT = Path(__file__).resolve().parents[2]

pytestmark = needs("gpg")


@pytest.fixture
def release(tmp_path: Path) -> Iterator[Path]:
    """A checkout's Makefile, a few files in dist/, and a key in a folder of its own."""
    shutil.copyfile(ROOT / "Makefile", tmp_path / "Makefile")
    dist = tmp_path / "dist"
    dist.mkdir()
    for name in ("facevouch-1.whl", "facevouch_1_amd64.deb", "facevouch_1_amd64.cdx.json"):
        (dist / name).write_text(name)
    home = tmp_path / "keys"
    home.mkdir(mode=0o700)
    words = ["--batch", "--passphrase", "", "--quick-generate-key", "test@example.org", "ed25519"]
    subprocess.run(["gpg", "--homedir", home, "-q", *words], check=True, capture_output=True)
    yield tmp_path
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"GNUPGHOME": str(folder / "keys")}
    return subprocess.run(
        ["make", *words], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


def holds(folder: Path, name: str) -> bool:
    words = ["gpg", "--homedir", folder / "keys", "--verify", f"{name}.asc", name]
    return subprocess.run(words, cwd=folder / "dist", capture_output=True).returncode == 0


def test_every_file_and_the_list_of_hashes_is_signed(release: Path) -> None:
    done = make(release, "sign", "KEY=test@example.org")
    assert done.returncode == 0, done.stderr
    for name in ("facevouch-1.whl", "facevouch_1_amd64.deb", "SHA256SUMS"):
        assert holds(release, name)
    words = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(words, cwd=release / "dist").returncode == 0


def test_a_changed_package_no_longer_holds(release: Path) -> None:
    make(release, "sign", "KEY=test@example.org")
    (release / "dist/facevouch_1_amd64.deb").write_text("another")
    assert not holds(release, "facevouch_1_amd64.deb")


@pytest.mark.parametrize("changed", [None, "facevouch_1_amd64.deb", "SHA256SUMS"])
def test_the_documented_command_tells_a_true_download_from_a_changed_one(
    release: Path, changed: str | None
) -> None:
    text = (ROOT / "docs/deploy-debian.md").read_text()
    (command,) = [line for line in text.splitlines() if line.startswith("gpg --verify SHA256SUMS")]
    assert make(release, "sign", "KEY=test@example.org").returncode == 0
    (release / "dist/facevouch-1.whl").unlink()  # somebody takes one file of several
    if changed is not None:
        (release / "dist" / changed).write_text("another")
    environ = os.environ | {"GNUPGHOME": str(release / "keys")}
    done = subprocess.run(
        ["sh", "-c", command], cwd=release / "dist", env=environ, capture_output=True
    )
    assert (done.returncode == 0) is (changed is None)


def test_a_missing_key_is_reported_with_the_option_to_give(release: Path) -> None:
    done = make(release, "sign")
    assert done.returncode != 0
    assert "name the key" in done.stderr


def test_a_key_that_is_not_there_signs_nothing_and_fails(release: Path) -> None:
    assert make(release, "sign", "KEY=nobody@example.org").returncode != 0
    assert not (release / "dist/facevouch-1.whl.asc").exists()
