"""A verdict as JSON values, as in events, results, JSON lines and HTTP answers."""

from __future__ import annotations

from typing import Any

from edge.types import Verdict

DIGITS = 4
"""Decimals of probabilities."""


def verdict_body(verdict: Verdict) -> dict[str, Any]:
    """track, state, attack_kind, p_attack and the sorted reasons."""
    return {
        "track": verdict.track_id,
        "state": verdict.state.value,
        "attack_kind": verdict.attack_kind.value if verdict.attack_kind else None,
        "p_attack": round(verdict.p_attack, DIGITS),
        "reasons": sorted(reason.value for reason in verdict.reasons),
    }
