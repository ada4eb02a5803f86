"""The configuration as a file that explains itself: every key, its default and what it is for."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import tomli_w
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from edge.config.file import Config

HEAD = """\
# facevouch's settings. Every key stands here with its default, behind a `#`; take the `#` away and
# change the value. Secrets never stand here, only the names of the files that hold them.
# After a change:  facevouch config check FILE;  then restart the service.
"""
WIDTH = 98
COLUMN = 28
"""Where the words beside a key begin."""


def template(values: Mapping[str, Any] | None = None) -> str:
    """The whole file. values: what differs from the defaults, as read from a TOML file."""
    said = values or {}
    lines = [HEAD, f"version = {Config.model_fields['version'].default}", ""]
    tables: list[tuple[str, FieldInfo]] = []
    lists: list[tuple[str, FieldInfo]] = []
    for name, field in Config.model_fields.items():
        if name == "version":
            continue
        kept = lists if _item(field) else tables
        kept.append((name, field))
    for name, field in tables:
        lines += _table(name, field, said.get(name, {}))
    for name, field in lists:
        lines += _list(name, field, said.get(name, ()))
    return "\n".join(lines).rstrip() + "\n"


def _table(name: str, field: FieldInfo, said: Mapping[str, Any]) -> Iterator[str]:
    section: type[BaseModel] = type(field.default)
    yield from _comment(inspect.getdoc(section) or "")
    yield f"[{name}]"
    for key, inner in section.model_fields.items():
        yield from _key(key, inner, said)
    yield ""


def _list(name: str, field: FieldInfo, said: Any) -> Iterator[str]:
    """An array of tables: what there is, then one more behind `#` to copy."""
    item = _item(field)
    assert item is not None
    yield from _comment(f"{field.description}. {inspect.getdoc(item)}")
    for entry in said:
        yield f"[[{name}]]"
        for key, value in entry.items():
            yield _assignment(key, value)
        yield ""
    yield f"#[[{name}]]"
    for key, inner in item.model_fields.items():
        yield from _key(key, inner, {})
    yield ""


def _key(key: str, field: FieldInfo, said: Mapping[str, Any]) -> Iterator[str]:
    if key in said:
        line = _assignment(key, said[key])
    elif field.is_required() or field.default is None:
        line = f"#{key} ="  # TOML has no word for nothing
    else:
        line = f"#{_assignment(key, field.default)}"
    beside = f"{line:<{COLUMN}}  # {field.description}" if field.description else line
    if len(beside) <= WIDTH:
        yield beside
    else:
        yield from _comment(field.description or "")
        yield line


def _item(field: FieldInfo) -> type[BaseModel] | None:
    """What an array of tables holds; None for a field that is none."""
    for inner in get_args(field.annotation):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None


def _assignment(key: str, value: Any) -> str:
    if isinstance(value, list | tuple):  # on one line, as a person writes it
        inner = ", ".join(_assignment(key, v).partition(" = ")[2] for v in value)
        return f"{key} = [{inner}]"
    return tomli_w.dumps({key: value}).strip()


def _comment(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent="# ", subsequent_indent="# ")
