"""`make sbom`: what is in a package, for people (licences) and for machines (CycloneDX).

Read from the built .deb itself, so that the list is of what ships and of nothing else. Models and
the shared libraries inside wheels are parts too: each stands in the list with its hash and its
licence. A list that CycloneDX's schema refuses, or a part without a known licence, is an error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
import tomllib
import venv
from pathlib import Path
from typing import Any

from pack import native
from pack.errors import PackError
from pack.source import ROOT
from pack.wheel import run

VALIDATION = """
import sys
from pathlib import Path
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(sys.argv[1]).read_text())
sys.exit(None if fault is None else f"CycloneDX refuses it: {fault.data.message}")
"""

REQUIREMENTS = ROOT / "packaging" / "sbom-requirements.txt"


def tools(work: Path) -> Path:
    """The folder of programs of the environment that lists parts; made once for each state."""
    mark = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    home = work / f"sbom-{mark}"
    if not (home / "complete").exists():
        venv.create(home, with_pip=True, clear=True)
        run([home / "bin/python", "-m", "pip", "install", "-q", "-r", REQUIREMENTS])
        (home / "complete").touch()
    return home / "bin"


def listed(deb: Path, out: Path, work: Path) -> tuple[Path, Path]:
    """The bill of materials and the licences of one .deb, beside each other in `out`."""
    if not deb.is_file():
        raise PackError(f"there is no package {deb}; build it with: make deb")
    programs = tools(work)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        run(["dpkg-deb", "-x", deb, folder])
        site = next(Path(folder).glob("opt/facevouch/payload/lib/python*/site-packages"))
        python = _seen_through(site, Path(folder, "seen"))
        bill = out / f"{deb.stem}.cdx.json"
        words = ["environment", "--output-reproducible", "--of", "JSON", "-o", bill, python]
        run([programs / "cyclonedx-py", *words])
        bill.write_text(_completed(bill, deb, site), encoding="utf-8")
        run([programs / "python", "-c", VALIDATION, bill])
        licences = out / f"{deb.stem}.licences.md"
        columns = ["--format=markdown", "--with-urls", "--order=license"]
        text = run([programs / "pip-licenses", f"--python={python}", *columns])
        licences.write_text(
            _heading(deb) + text + _natives_table(bill) + _models_table(site), encoding="utf-8"
        )
    return bill, licences


def _seen_through(site: Path, folder: Path) -> Path:
    """A python of this machine that sees the package's parts, for whatever machine they are."""
    venv.create(folder, with_pip=False)
    own = next(folder.glob("lib/python*/site-packages"))
    shutil.rmtree(own)
    own.symlink_to(site)
    return folder / "bin" / "python"


def _models(manifest: Path) -> list[dict[str, Any]]:
    table = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return [dict(model) for model in table.get("model", table.get("models", []))]


def _completed(bill: Path, deb: Path, site: Path) -> str:
    """The list with its subject, the libraries inside wheels and the models, as JSON."""
    content = json.loads(bill.read_text(encoding="utf-8"))
    parts = content.setdefault("components", [])
    for part in parts:
        native.settle_licences(part)
    parts += [*native.libraries(site), *_model_parts(site / "models" / "manifest.toml")]
    _, version, machine = deb.stem.split("_")
    subject = f"pkg:deb/facevouch@{version}?arch={machine}"
    content["metadata"]["component"] = {
        "type": "application",
        "bom-ref": subject,
        "name": "facevouch",
        "version": version,
        "purl": subject,
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(deb.read_bytes()).hexdigest()}],
        "licenses": native.licences("Apache-2.0"),
    }
    content.setdefault("dependencies", []).append(
        {"ref": subject, "dependsOn": sorted(part["bom-ref"] for part in parts)}
    )
    return json.dumps(content, indent=2, sort_keys=True) + "\n"


def _model_parts(manifest: Path) -> list[dict[str, Any]]:
    return [
        {
            "type": "machine-learning-model",
            "bom-ref": f"model:{model['id']}",
            "name": model["id"],
            "hashes": [{"alg": "SHA-256", "content": model["sha256"]}],
            "licenses": [{"license": {"name": model["licence"]}}],
        }
        for model in _models(manifest)
    ]


def _heading(deb: Path) -> str:
    return f"# What {deb.name} carries, and under which terms\n\n"


def _natives_table(bill: Path) -> str:
    """Shared libraries inside wheels, by licence."""
    rows = [
        (part["licenses"][0], f"{part['group']} {part['name']}", part.get("version", ""))
        for part in json.loads(bill.read_text(encoding="utf-8"))["components"]
        if part["bom-ref"].startswith("file:")
    ]
    lines = [
        f"| {name} | {version} | {said.get('expression') or said['license']['id']} |"
        for said, name, version in rows
    ]
    head = "\n\n| library inside a wheel | version | terms |\n|---|---|---|\n"
    return head + "\n".join(sorted(lines))


def _models_table(site: Path) -> str:
    rows = [f"| {m['id']} | {m['licence']} |" for m in _models(site / "models/manifest.toml")]
    return "\n\n| model | terms |\n|---|---|\n" + "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="pack.sbom", description=__doc__)
    parser.add_argument("deb", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    try:
        for deb in args.deb:
            for path in listed(deb, args.out, args.work):
                print(path)  # noqa: T201
    except PackError as error:
        print(f"sbom: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
