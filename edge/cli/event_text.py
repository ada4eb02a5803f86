"""An event of the audit log as one readable line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from edge.events.event import GONE, EventKind


def in_words(kind: str, body: Mapping[str, Any]) -> str:
    """The event as text; its body as JSON where kind or fields are unknown."""
    try:
        match EventKind(kind):
            case EventKind.VERDICT:
                return _verdict(body)
            case EventKind.SESSION:
                return _session(body)
            case EventKind.FAULT:
                return f"{body['part']} {'works again' if body['ok'] else 'fails'}: {body['text']}"
            case EventKind.SYSTEM:
                return _system(body)
    except (KeyError, TypeError, ValueError):
        return json.dumps(dict(body), ensure_ascii=False)


def _verdict(body: Mapping[str, Any]) -> str:
    track = f"face {body['track']}"
    if body["state"] == GONE:
        return f"{track} left the picture ({body['before']} before)"
    kind = f" ({body['attack_kind']})" if body["attack_kind"] else ""
    why = _why(body["reasons"])
    before = f"{body['before']} → " if body["before"] else ""
    return f"{track}: {before}{body['state']}{kind}, p(attack) {body['p_attack']:.3f}{why}"


def _session(body: Mapping[str, Any]) -> str:
    seen = f", source: {body['source_kind']}" if "source_kind" in body else ""
    return f"session {body['session']} {body['decision']}{_why(body['reasons'])}{seen}"


def _system(body: Mapping[str, Any]) -> str:
    what = str(body["what"]).replace("_", " ")
    if "text" in body:
        return f"{what}: {body['text']}"
    rest = {key: value for key, value in body.items() if key != "what"}
    return f"{what}: {_flat(rest)}" if rest else what


def _why(reasons: list[str]) -> str:
    return f" ({', '.join(reasons)})" if reasons else ""


def _flat(value: Any) -> str:
    """Nested values as one line, without the punctuation of JSON."""
    if isinstance(value, Mapping):
        return ", ".join(
            _flat(v) if isinstance(v, Mapping) else f"{k} {_flat(v)}" for k, v in value.items()
        )
    return ", ".join(map(_flat, value)) if isinstance(value, list) else str(value)
