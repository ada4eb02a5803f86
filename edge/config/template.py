"""Generates a commented configuration file with every key, its default and its description."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from typing import Any, get_args

import tomli_w
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from edge.config.file import Config

HEAD = """\
# facevouch's settings. Every key is listed with its default, commented out; to change one, remove
# the `#` and edit the value. Secrets are never written here, only the names of the files with them.
# After a change:  facevouch config check FILE;  then restart the service.
"""
WIDTH = 98
COLUMN = 28
"""Column at which the comment beside a key begins."""


def template() -> str:
    """The whole file's text."""
    fields = {name: field for name, field in Config.model_fields.items() if name != "version"}
    lines = [HEAD, f"version = {Config.model_fields['version'].default}", ""]
    for name, field in fields.items():
        if _item(field) is None:
            section = type(field.default)
            lines += [*_comment(inspect.getdoc(section) or ""), f"[{name}]", *_keys(section), ""]
    for name, field in fields.items():
        if (item := _item(field)) is not None:  # an array of tables: one to copy
            lines += _comment(f"{field.description}. {inspect.getdoc(item)}")
            lines += [f"#[[{name}]]", *_keys(item), ""]
    return "\n".join(lines).rstrip() + "\n"


def _keys(section: type[BaseModel]) -> Iterator[str]:
    """One line for each key, with its description beside or above it."""
    for key, field in section.model_fields.items():
        if field.is_required() or field.default is None:
            line = f"#{key} ="  # TOML has no null
        else:
            line = f"#{_assignment(key, field.default)}"
        beside = f"{line:<{COLUMN}}  # {field.description}" if field.description else line
        if len(beside) <= WIDTH:
            yield beside
        else:
            yield from _comment(field.description or "")
            yield line


def _item(field: FieldInfo) -> type[BaseModel] | None:
    """The section type of an array of tables; None for other fields."""
    for inner in get_args(field.annotation):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None


def _assignment(key: str, value: Any) -> str:
    if isinstance(value, list | tuple):  # on one line, as a person writes it
        inner = ", ".join(_assignment(key, v).partition(" = ")[2] for v in value)
        return f"{key} = [{inner}]"
    if isinstance(value, dict):  # else a table of its own, after which no key of this one may stand
        return f"{key} = {{}}"
    return tomli_w.dumps({key: value}).strip()


def _comment(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent="# ", subsequent_indent="# ")
