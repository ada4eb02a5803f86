"""The shared libraries that wheels carry inside, and what no metadata says of licences.

A module of Python's own (`*.cpython-*.so`, `*.abi3.so`) belongs to its wheel; every other library
must have a row in native.toml, so that none ships unnamed.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pack.errors import PackError

TABLE = Path(__file__).with_name("native.toml")
LIBRARY = re.compile(r"^lib.+\.so(\.[\w.]+)?$")
MODULE = re.compile(r"\.(cpython-\d+\S*|abi3)\.so$")


def table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def libraries(site: Path) -> list[dict[str, Any]]:
    """A CycloneDX component for each shared library below site-packages, by path.

    Raises PackError on one whose licence is not known, or whose notice is not there.
    """
    rows = table()["library"]
    return [
        _component(path, site, rows)
        for path in sorted(site.rglob("lib*.so*"))
        if path.is_file() and LIBRARY.match(path.name) and not MODULE.search(path.name)
    ]


def _component(path: Path, site: Path, rows: list[dict[str, Any]]) -> dict[str, Any]:
    name = path.relative_to(site).as_posix()
    row = next((r for r in rows if any(fnmatch(name, p) for p in r["files"])), None)
    if row is None:
        raise PackError(f"no licence is known of {name}; give it a row in {TABLE.name}")
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"file:{name}",
        "group": row["group"],
        "name": re.split(r"-[0-9a-f]{8}|\.so", path.name)[0],
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
        "licenses": licences(row["licence"]),
        "properties": [{"name": "facevouch:file", "value": name}],
    }
    if version := _version(path, site, row):
        component["version"] = version
        if "cpe" in row:
            component["cpe"] = row["cpe"].format(version=version)
    if "notice" in row:
        if not list(site.glob(row["notice"])):
            raise PackError(f"{row['notice']}, the notice for {name}, is not in the package")
        component["properties"].append({"name": "facevouch:notice", "value": row["notice"]})
    return component


def _version(path: Path, site: Path, row: dict[str, Any]) -> str | None:
    """Of the wheel, or from the file's name; many names hold none."""
    if "wheel" in row:
        for folder in site.glob("*.dist-info"):  # wheels differ in how they spell their own name
            name, version = folder.stem.split("-")[:2]
            if name.lower() == row["wheel"].lower():
                return version
        raise PackError(f"there is no wheel {row['wheel']} for {path.name}")
    found = re.search(row["version"], path.name) if "version" in row else None
    return row.get("prefix", "") + found[1] if found else None


def licences(spdx: str) -> list[dict[str, Any]]:
    """CycloneDX's words for one SPDX identifier or expression."""
    return [{"expression": spdx}] if " " in spdx else [{"license": {"id": spdx}}]


def settle_licences(component: dict[str, Any]) -> None:
    """Leave one SPDX identifier or expression in a Python part. Raises PackError without one."""
    name = re.sub(r"[-_.]+", "-", component["name"]).lower()
    found = component.get("licenses", [])
    exact = [one for one in found if "expression" in one or "id" in one.get("license", {})]
    if exact:
        component["licenses"] = exact[:1] if "expression" in exact[0] else exact
        return
    said = table()["python"].get(name)
    if said is None:
        raise PackError(f"the metadata of {name} names no SPDX licence; give it in {TABLE.name}")
    component["licenses"] = licences(said)
