"""Events, queues and real servers for the tests of delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from real_servers import Listener, Mosquitto, Nginx, Recorder

from edge.config import OutboxConfig
from edge.delivery.outbox import Outbox
from edge.events.event import EventKind, GateEvent

MakeOutbox = Callable[..., Outbox]


@pytest.fixture
def verdicts() -> Callable[[int], list[GateEvent]]:
    def make(count: int, camera: str = "camera") -> list[GateEvent]:
        return [
            GateEvent(
                EventKind.VERDICT, camera, {"track": n, "state": "LIVE", "before": "CHECKING"}
            )
            for n in range(count)
        ]

    return make


@pytest.fixture
def make_outbox(tmp_path: Path) -> Iterator[MakeOutbox]:
    made: list[Outbox] = []

    def make(*readers: str, keep: int = 1000, path: Path = tmp_path / "outbox.sqlite") -> Outbox:
        made.append(Outbox(path, OutboxConfig(keep_events=keep), readers or ("mqtt", "webhook")))
        return made[-1]

    yield make
    for outbox in made:
        outbox.close()


@pytest.fixture
def make_broker(tmp_path: Path) -> Iterator[Callable[..., Mosquitto]]:
    made: list[Mosquitto] = []

    def make(*settings: str) -> Mosquitto:
        folder = tmp_path / f"mosquitto{len(made)}"
        folder.mkdir()
        made.append(Mosquitto(folder, *settings))
        made[-1].start()
        return made[-1]

    yield make
    for broker in made:
        broker.kill()


@pytest.fixture
def broker(make_broker: Callable[..., Mosquitto]) -> Mosquitto:
    return make_broker()


@pytest.fixture
def listener(broker: Mosquitto) -> Iterator[Listener]:
    listener = Listener(broker.port)
    yield listener
    listener.close()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.close()


@pytest.fixture
def make_nginx(tmp_path: Path) -> Iterator[Callable[..., Nginx]]:
    made: list[Nginx] = []

    def make(upstream: int, tls: tuple[Path, Path] | None = None) -> Nginx:
        folder = tmp_path / f"nginx{len(made)}"
        folder.mkdir()
        made.append(Nginx(folder, upstream, tls=tls))
        made[-1].start()
        return made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture
def certificates(tmp_path: Path) -> Callable[[str], tuple[Path, Path]]:
    """Makes self-signed certificates for an address: (certificate, key), PEM files."""
    made = 0

    def make(address: str) -> tuple[Path, Path]:
        nonlocal made
        made += 1
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"test {made}")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False
            )
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        paths = tmp_path / f"{made}.crt", tmp_path / f"{made}.key"
        paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        paths[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return paths

    return make
