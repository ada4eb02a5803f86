"""The SBOM lists every part, including libraries inside wheels, and finds missing licences."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from pack.errors import PackError
from pack.native import libraries, licences, settle_licences, table


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site-packages with OpenCV's and Qt's libraries, and Python's own modules."""
    for name, content in {
        "cv2/LICENSE-3RD-PARTY.txt": b"words",
        "cv2/cv2.abi3.so": b"module",
        "numpy/_core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so": b"module",
        "opencv_python_headless.libs/libcrypto-5409cd36.so.1.1.1k": b"crypto",
        "opencv_python_headless.libs/libpng16-529cb57a.so.16.58.0": b"png",
        "PyQt6/Qt6/lib/libQt6Core.so.6": b"qt",
        "PyQt6_Qt6-6.11.2.dist-info/METADATA": b"",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def test_every_library_inside_a_wheel_has_its_name_version_hash_and_licence(site: Path) -> None:
    found = {part["name"]: part for part in libraries(site)}
    assert found.keys() == {"libcrypto", "libpng16", "libQt6Core"}
    crypto = found["libcrypto"]
    assert crypto["version"] == "1.1.1k"
    assert crypto["cpe"] == "cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*"  # a scanner finds it
    assert crypto["hashes"][0]["content"] == hashlib.sha256(b"crypto").hexdigest()
    assert found["libpng16"]["version"] == "1.6.58"
    assert found["libQt6Core"]["version"] == "6.11.2"
    assert found["libQt6Core"]["licenses"] == [{"license": {"id": "LGPL-3.0-only"}}]
    assert len({part["bom-ref"] for part in found.values()}) == 3


def test_a_library_that_nobody_knows_stops_the_list(site: Path) -> None:
    (site / "opencv_python_headless.libs/libx264-1234abcd.so.164").touch()
    with pytest.raises(PackError, match=r"no licence is known of opencv.*libx264"):
        libraries(site)


def test_a_notice_that_was_left_out_stops_the_list(site: Path) -> None:
    (site / "cv2/LICENSE-3RD-PARTY.txt").unlink()
    with pytest.raises(PackError, match="the notice for"):
        libraries(site)


@pytest.mark.parametrize(
    ("name", "stated", "settled"),
    [
        ("rich", [{"license": {"id": "MIT"}}], licences("MIT")),
        (
            "certifi",
            [{"license": {"id": "MPL-2.0"}}, {"license": {"name": "License :: OSI Approved"}}],
            licences("MPL-2.0"),
        ),
        ("MediaPipe", [{"license": {"name": "Apache 2.0"}}], licences("Apache-2.0")),
        ("PyQt6_Qt6", [], licences("LGPL-3.0-only")),
        ("cffi", [{"expression": "A OR B"}], [{"expression": "A OR B"}]),
    ],
)
def test_a_part_has_one_spdx_licence_expression(
    name: str, stated: list[dict[str, Any]], settled: list[dict[str, Any]]
) -> None:
    part = {"name": name, "licenses": stated}
    settle_licences(part)
    assert part["licenses"] == settled


def test_a_part_without_a_licence_stops_the_list() -> None:
    with pytest.raises(PackError, match="names no SPDX licence"):
        settle_licences({"name": "mystery", "licenses": [{"license": {"name": "ask us"}}]})


def test_every_row_of_the_table_can_match_and_has_what_it_needs() -> None:
    for row in table()["library"]:
        assert row["files"]
        assert row["licence"]
        assert "cpe" not in row or "version" in row
