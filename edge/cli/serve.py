"""`facevouch serve`: the gate as an HTTP service, and the verification of its signed results."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from edge.cli.exit import POSIX
from edge.cli.options import add_common, configuration
from edge.config import Config
from edge.errors import ConfigError, MissingExtraError

EPILOG = """\
examples:
  facevouch serve --source 0                          on http://127.0.0.1:8470/
  curl -F file=@face.jpg http://127.0.0.1:8470/v1/check
  facevouch serve verify TOKEN --key kiosk.pem        whether a signed result holds; no network
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "serve",
        description="Run the gate as a service for all configured cameras: REST, "
        "WebSocket, metrics and a status page. Without service.token_file it "
        "listens on this machine only.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_common(command)
    command.add_argument(
        "--host", help="address to listen on (default: service.host of the configuration)"
    )
    command.add_argument(
        "--port", type=_port, help="port to listen on; 0 for any free one (default: service.port)"
    )
    command.add_argument(
        "--events",
        metavar="PATH",
        help="also write events as JSON lines to FILE; `-` for standard output",
    )
    actions = command.add_subparsers(dest="action", metavar="verify")
    verify = actions.add_parser("verify", description="Verify a signed result offline.")
    verify.add_argument(
        "token", help="the signed result (a JWS), or `-` to read it from standard input"
    )
    verify.add_argument(
        "--key", type=Path, required=True, metavar="PEM", help="file with the gate's public key"
    )
    verify.add_argument("--nonce", help="the nonce the session was started with")
    verify.add_argument("--audience", help="the audience the session was started with")
    verify.add_argument(
        "--gate", metavar="NAME", help="name of the gate that must have signed it (session.name)"
    )
    verify.add_argument("--camera", metavar="NAME", help="name of the camera it must come from")
    verify.add_argument(
        "--face",
        type=Path,
        metavar="PNG",
        help="picture of the face that was recognised; it must be the face that was judged",
    )
    verify.add_argument(
        "--door",
        action="append",
        choices=["camera", "stream", "pipeline", "file", "made"],
        metavar="KIND",
        help="kinds of source to accept (camera, stream, pipeline; for trials file, made); "
        "may be given several times",
    )


def execute(args: argparse.Namespace) -> int:
    if args.action == "verify":
        return _verify(args)
    config = _configuration(args)
    try:
        from edge.service.gate_server import GateServer
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("edge", "models", *POSIX):
            raise
        raise MissingExtraError(f"{error.name}, which the service needs,", "serve") from error
    from edge.types import SourceKind
    from models.registry import Registry

    def on_up(url: str) -> None:
        for name, camera in server.cameras.by_name.items():
            kind = camera.engine.source_kind
            if kind in (SourceKind.FILE, SourceKind.MADE):
                print(  # noqa: T201
                    f"facevouch: warning: {name} is not a camera (source_kind is {kind}); "
                    "do not open a door by its results",
                    file=sys.stderr,
                )
            heeded = kind in (SourceKind.UNKNOWN, *config.relay.sources)
            if config.relay.pin is not None and not heeded:
                print(  # noqa: T201
                    f"facevouch: warning: acceptances at {name} do not close the relay: its "
                    f"source_kind is {kind}, and relay.sources is "
                    f"{', '.join(config.relay.sources)}",
                    file=sys.stderr,
                )
        watched = ", ".join(server.cameras.by_name)
        print(f"facevouch: serving {url} (watching {watched})", file=sys.stderr)  # noqa: T201

    server = GateServer(config, Registry.open(), source=args.source, lines=args.events, on_up=on_up)
    late = server.run()
    if late:
        print(f"facevouch: did not stop in time: {', '.join(late)}", file=sys.stderr)  # noqa: T201
    return server.exit_status


def _configuration(args: argparse.Namespace) -> Config:
    """The configuration, overridden by --host and --port. Raises ConfigError."""
    config = configuration(args)
    given = {name: getattr(args, name) for name in ("host", "port")}
    changed = {name: value for name, value in given.items() if value is not None}
    service = config.service.model_copy(update=changed)
    return config.model_copy(update={"service": service})


def _verify(args: argparse.Namespace) -> int:
    try:
        from edge.service.result_token import refuse_at_door, verify_result
    except ModuleNotFoundError as error:
        raise MissingExtraError("PyJWT, which verifies signed results,", "serve") from error
    try:
        pem = args.key.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the public key {args.key}: {error}") from error
    token = sys.stdin.readline() if args.token == "-" else args.token
    try:
        face = args.face.read_bytes() if args.face else None
    except OSError as error:
        raise ConfigError(f"cannot read the face {args.face}: {error.strerror}") from error
    claims = verify_result(
        token.strip(),
        pem,
        nonce=args.nonce,
        audience=args.audience,
        gate=args.gate,
        camera=args.camera,
        face=face,
    )
    if args.door:
        refuse_at_door(claims, args.door)
    print(json.dumps(claims, indent=2, sort_keys=True))  # noqa: T201
    return 0


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("must be 0 to 65535")
    return number
