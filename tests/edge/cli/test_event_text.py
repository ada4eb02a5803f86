"""Events as a person reads them in a log."""

from __future__ import annotations

from typing import Any

import pytest

from edge.cli.event_text import in_words

VERDICT = {
    "track": 3, "before": "CHECKING", "state": "LIVE", "attack_kind": None, "p_attack": 0.00412,
    "reasons": ["antispoof"], "frame": 812,
}  # fmt: skip
SESSION = {"session": "b5c9", "decision": "accepted", "reasons": [], "source_kind": "camera"}


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("verdict", VERDICT, "face 3: CHECKING → LIVE, p(attack) 0.004 (antispoof)"),
        (
            "verdict",
            VERDICT | {"before": None, "state": "ATTACK", "attack_kind": "deepfake", "reasons": []},
            "face 3: ATTACK (deepfake), p(attack) 0.004",
        ),
        ("verdict", VERDICT | {"state": "GONE"}, "face 3 left the picture (CHECKING before)"),
        ("session", SESSION, "session b5c9 accepted, source: camera"),
        (
            "session",
            SESSION | {"decision": "refused", "reasons": ["antispoof", "stopped"]},
            "session b5c9 refused (antispoof, stopped), source: camera",
        ),
        ("fault", {"part": "mqtt", "ok": False, "text": "gone"}, "mqtt fails: gone"),
        ("fault", {"part": "mqtt", "ok": True, "text": "back"}, "mqtt works again: back"),
        ("system", {"what": "relay_refused", "text": "a clip"}, "relay refused: a clip"),
        ("system", {"what": "stopped"}, "stopped"),
        (
            "system",
            {"what": "started", "models": {"antispoof": "m1", "deepfake": "m2"}},
            "started: antispoof m1, deepfake m2",
        ),
        ("system", {"what": "odd", "list": ["a", "b"], "n": 1}, "odd: list a, b, n 1"),
    ],
)
def test_each_kind_of_event_is_one_line(kind: str, body: dict[str, Any], words: str) -> None:
    assert in_words(kind, body) == words


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("verdict", {"n": 4}),
        ("verdict", VERDICT | {"p_attack": None}),
        ("fault", {}),
        ("a later kind", {"what": "new"}),
    ],
)
def test_what_is_not_known_here_is_shown_as_it_is(kind: str, body: dict[str, Any]) -> None:
    assert in_words(kind, body).startswith("{")
