"""`facevouch deliver`: send a test event to every configured target; list refused events."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from edge.config import Config
    from edge.delivery.door_relay import DoorRelay

FAILED = 1


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its verbs."""
    parser = subparsers.add_parser(
        "deliver",
        help="MQTT broker, webhook and door relay: send a test event, list refused events",
        description="Delivery of events to the MQTT broker, the webhook and the door "
        "relay; see docs/integration.md.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    test = verbs.add_parser("test", help="send one test event to every configured target")
    test.add_argument(
        "--relay",
        action="store_true",
        help="also close the door relay for relay.open_s, which opens the door",
    )
    refused = verbs.add_parser(
        "refused", help="print the events that a target refused, as JSON lines"
    )
    for verb in (test, refused):
        verb.add_argument("--config", type=Path, metavar="FILE", help="configuration file (TOML)")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    """Run one verb. Returns 0, or FAILED where a target failed. Raises FacevouchError."""
    from rich.console import Console

    from edge.config import load_config

    out = Console(highlight=False, soft_wrap=True)
    config = load_config(args.config)
    if args.verb == "refused":  # the queue's path does not depend on the configuration
        return _refused(out)
    return _test(config, out, relay=args.relay)


def _test(config: Config, out: Console, *, relay: bool) -> int:
    from edge.config import RelayConfig
    from edge.delivery.targets import Delivery
    from edge.errors import ConfigError, FacevouchError
    from edge.events.event import EventKind, GateEvent

    if not relay:  # must not open the door; a running gate also holds the pin
        config = config.model_copy(update={"relay": RelayConfig()})
    event = GateEvent(EventKind.SYSTEM, "camera", {"what": "test", "text": "a test of delivery"})
    failed = 0
    with tempfile.TemporaryDirectory() as folder:  # a running gate locks its queue
        delivery = Delivery(config, Path(folder))
        try:
            if not delivery.targets() and delivery.relay is None:
                raise ConfigError(
                    "there is no target to test: set mqtt.host, webhook.url or relay.pin "
                    "in the configuration"
                )
            for target in delivery.targets():
                try:
                    where = target.attempt(event)
                except FacevouchError as error:
                    failed += 1
                    out.print(f"{target.name:<8} failed: {error}", markup=False)
                else:
                    out.print(f"{target.name:<8} took event {event.id}: {where}", markup=False)
            if delivery.relay is not None:
                failed += _try_relay(delivery.relay, config, out)
        finally:
            delivery.close()
    return FAILED if failed else 0


def _try_relay(relay: DoorRelay, config: Config, out: Console) -> int:
    import threading

    from edge.errors import FacevouchError
    from edge.events.event import EventKind, GateEvent
    from edge.events.outcome import Decision

    kind = config.relay.sources[0]  # --relay was given: use a source kind that may open it
    body = {"decision": Decision.ACCEPTED.value, "session": "test", "source_kind": kind}
    try:
        relay.on_event(GateEvent(EventKind.SESSION, "camera", body))
    except FacevouchError as error:
        out.print(f"relay    failed: {error}", markup=False)
        return 1
    out.print(f"relay    closed on pin {config.relay.pin} for {config.relay.open_s:g} s")
    threading.Event().wait(config.relay.open_s)
    return 0


def _refused(out: Console) -> int:
    import sqlite3

    from edge.delivery import outbox_store
    from edge.delivery.targets import OUTBOX_FILE
    from edge.errors import OutputError
    from edge.system.paths import state_folder

    path = state_folder() / OUTBOX_FILE
    if not path.exists():
        raise OutputError(
            f"there is no queue {path}: no gate on this machine has delivered events yet"
        )
    try:
        found = outbox_store.refusals(path)
    except sqlite3.DatabaseError as error:
        if outbox_store.in_use(error):
            raise OutputError(
                f"a running gate uses the queue {path}; stop the gate first"
            ) from error
        raise OutputError(f"cannot read the queue {path}: {error}") from error
    for reader, line, why in found:
        out.print(json.dumps({"target": reader, "why": why, "event": _parsed(line)}), markup=False)
    return 0


def _parsed(line: str) -> Any:
    """The event, or the line itself where it is not valid JSON, which may be why it was refused."""
    try:
        return json.loads(line)
    except ValueError:
        return line
