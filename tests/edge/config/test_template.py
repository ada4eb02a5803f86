"""The configuration template agrees with the settings."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from edge.config import Config, load_config
from edge.config.template import template

SHIPPED = Path(__file__).resolve().parents[3] / "packaging/deb/root/etc/facevouch/facevouch.toml"
SWITCH = re.compile(r"^#(?=[a-z\[])", re.MULTILINE)


def test_the_template_as_it_is_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "facevouch.toml"
    path.write_text(template())
    assert load_config(path) == Config()


def test_every_line_switched_on_says_the_defaults() -> None:
    text = "\n".join(
        line
        for line in SWITCH.sub("", template()).splitlines()
        if not re.search(r" =\s*(#|$)", line)
    )
    table = tomllib.loads(text.replace("[[cameras]]", ""))
    assert Config.model_validate(table) == Config()


def test_every_key_stands_in_it() -> None:
    lines = template()
    for name, section in Config.model_fields.items():
        for key in getattr(section.annotation, "model_fields", {}):
            assert re.search(rf"^#{key} =", lines, re.MULTILINE), f"{name}.{key}"


def test_the_file_that_the_package_installs_is_this_one() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == template(), (
        f"make it anew: facevouch config template > {SHIPPED}"
    )
