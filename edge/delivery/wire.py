"""An event as other machines get it."""

from __future__ import annotations

import json

from edge.events.event import GateEvent


def payload(event: GateEvent, gate: str) -> str:
    """The event's JSON and the gate it happened at; the same bytes every time.

    Many gates share a broker or an endpoint, and a camera's name is known at its gate only.
    """
    data = {**json.loads(event.to_json()), "gate": gate}
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
