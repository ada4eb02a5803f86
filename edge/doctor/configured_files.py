"""Checks the files that settings name: existence, permissions and content.

So errors are found before the gate starts, and before a connection to a broker first fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edge.audit.crop_encryption import read_recipient
from edge.calibration import store
from edge.capture.resolve import open_source
from edge.config import Config
from edge.delivery.webhook_endpoint import key_of
from edge.doctor.finding import Finding
from edge.errors import ConfigError, FacevouchError
from edge.overlay.contrast import accent_contrast, check_accent, rgb
from edge.security.operator_pin import PinHash
from edge.security.redact import redacted
from edge.security.secrets import exposure, read_secret
from edge.security.tls import SYSTEM, client_context, is_loopback
from edge.service.auth import read_token
from edge.service.server import refuse_bad_certificate

if TYPE_CHECKING:
    from models.registry import Registry

SOON = timedelta(days=14)
"""A certificate that expires sooner is reported."""

Check = Callable[[], object]


def named_files(config: Config, registry: Registry) -> Iterator[Finding]:
    """A finding for each file, model and source that the settings name. Raises nothing."""
    yield from _service(config)
    yield from _broker(config)
    yield from _webhook(config)
    yield from _gate(config)
    yield from _models(config, registry)
    for camera in config.cameras:
        if camera.source is not None:
            check = partial(open_source, camera.source, config.camera)
            yield _checked(f"cameras.{camera.name}", redacted(camera.source), check)


def _service(config: Config) -> Iterator[Finding]:
    service = config.service
    if service.token_file is not None or not is_loopback(service.host):
        yield _secret("service.token_file", service.token_file, lambda: read_token(service))
    if service.tls_cert is not None or service.tls_key is not None:
        found = _checked(
            "service.tls_cert", str(service.tls_cert), lambda: refuse_bad_certificate(service)
        )
        yield found if found.grade == "wrong" else _lasts("service.tls_cert", service.tls_cert)
        if service.tls_key is not None and found.grade == "ok":
            yield _secret("service.tls_key", service.tls_key, lambda: None)


def _broker(config: Config) -> Iterator[Finding]:
    mqtt = config.mqtt
    if mqtt.password_file is not None:
        path = mqtt.password_file

        def password() -> None:
            if not mqtt.username:
                raise ConfigError("mqtt.password_file is set without mqtt.username; set both")
            read_secret(path, "mqtt.password_file")

        yield _secret("mqtt.password_file", path, password)
    if mqtt.tls_ca not in (None, SYSTEM):
        yield _checked(
            "mqtt.tls_ca", mqtt.tls_ca, lambda: client_context(mqtt.tls_ca, "mqtt.tls_ca")
        )
    if mqtt.tls_certificate is not None:
        pair = (mqtt.tls_certificate, mqtt.tls_key)
        found = _checked(
            "mqtt.tls_certificate",
            mqtt.tls_certificate,
            lambda: client_context(
                SYSTEM, "mqtt.tls_certificate", certificate=pair[0], own_key=pair[1]
            ),
        )
        yield found if found.grade == "wrong" else _lasts("mqtt.tls_certificate", pair[0])
        if mqtt.tls_key is not None and found.grade == "ok":
            yield _secret("mqtt.tls_key", mqtt.tls_key, lambda: None)


def _webhook(config: Config) -> Iterator[Finding]:
    webhook = config.webhook
    if webhook.secret_file is not None:
        path = webhook.secret_file
        yield _secret(
            "webhook.secret_file", path, lambda: key_of(read_secret(path, "webhook.secret_file"))
        )
    if webhook.tls_ca not in (None, SYSTEM):
        yield _checked(
            "webhook.tls_ca",
            webhook.tls_ca,
            lambda: client_context(webhook.tls_ca, "webhook.tls_ca"),
        )


def _gate(config: Config) -> Iterator[Finding]:
    if config.kiosk.pin_file is not None:
        path = Path(config.kiosk.pin_file).expanduser()
        yield _checked("kiosk.pin_file", str(path), lambda: PinHash.load(path))
    if config.kiosk.logo is not None:
        logo = Path(config.kiosk.logo).expanduser()
        yield _checked("kiosk.logo", str(logo), lambda: _readable(logo))
    if config.kiosk.accent is not None:
        yield _accent(config.kiosk.accent)
    if config.audit.crops_key is not None:
        key = Path(config.audit.crops_key).expanduser()
        yield _checked("audit.crops_key", str(key), lambda: read_recipient(key))
    if config.service.result_face_key is not None:
        recipient = Path(config.service.result_face_key).expanduser()
        yield _checked("service.result_face_key", str(recipient), lambda: read_recipient(recipient))
    if config.camera.tls_ca is not None:
        authority = config.camera.tls_ca
        check = partial(client_context, authority, "camera.tls_ca")
        yield _checked("camera.tls_ca", authority, check)
    if config.camera.calibrated_as is not None:
        name = config.camera.calibrated_as
        yield _checked("camera.calibrated_as", name, lambda: _calibration(name))


def _accent(accent: str) -> Finding:
    """Whether the kiosk's rings and arrows can be seen in this colour."""
    found = _checked("kiosk.accent", accent, lambda: check_accent(accent))
    if found.grade == "wrong":
        return found
    ratio = accent_contrast(rgb(accent))
    return Finding(found.what, found.grade, f"{accent}, {ratio:.1f} : 1 on the kiosk's background")


def _readable(path: Path) -> None:
    try:
        path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error


def _calibration(name: str) -> None:
    if not store.path_of(name).exists():
        raise ConfigError(
            f"there is no calibration {name!r} in {store.folder()}; make it with: facevouch "
            "calibrate"
        )
    store.read(name)


def _models(config: Config, registry: Registry) -> Iterator[Finding]:
    registry.signed = config.models.signed
    for task, chosen in (
        ("antispoof", config.models.antispoof),
        ("deepfake", config.models.deepfake),
    ):
        if chosen is not None:
            yield _checked(f"models.{task}", chosen, partial(_model, registry, task, chosen))


def _model(registry: Registry, task: str, chosen: str) -> None:
    spec = registry.default(task) if chosen == "default" else registry.get(chosen)
    if spec is None:
        raise ConfigError(f"there is no {task} model; import one with: facevouch models import")
    if spec.task != task:
        raise ConfigError(f"{spec.id} is a {spec.task} model; a model for {task} is needed")
    registry.verified(spec)


def _checked(key: str, named: str | None, check: Check) -> Finding:
    try:
        check()
    except FacevouchError as error:
        text = str(error).removeprefix(key).removeprefix(": ").lstrip()
        return Finding(key, "wrong", text)
    return Finding(key, "ok", str(named))


def _secret(key: str, named: str | None, check: Check) -> Finding:
    """Check a file that other accounts must not read."""
    found = _checked(key, named, check)
    if found.grade == "wrong" or named is None:
        return found
    path = Path(named).expanduser()
    try:
        problem = exposure(path)
    except OSError as error:
        return Finding(key, "wrong", f"cannot read {path}: {error.strerror}")
    if problem is not None:
        text, _, remedy = problem.partition("; protect it with: ")
        return Finding(key, "wrong", text, remedy)
    return found


def _lasts(key: str, named: str | None) -> Finding:
    """Check when a valid certificate expires."""
    path = Path(str(named)).expanduser()
    try:
        from cryptography import x509
    except ModuleNotFoundError:  # read by Python's ssl module alone, which gives no dates
        return Finding(key, "ok", str(path))
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    now = datetime.now(UTC)
    if not begins <= now <= ends:
        held = f"{path} holds from {begins:%Y-%m-%d} to {ends:%Y-%m-%d} only; install a new one"
        return Finding(key, "wrong", held)
    if ends - now < SOON:
        return Finding(key, "note", f"{path} ends on {ends:%Y-%m-%d}", "install a new one in time")
    return Finding(key, "ok", f"{path}, until {ends:%Y-%m-%d}")
