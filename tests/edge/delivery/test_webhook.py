"""Events to a real HTTP server: signed, in order, at least once, whatever dies in between."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from real_servers import Nginx, Recorder, free_port, wait_for

from edge.config import WebhookConfig
from edge.delivery.outbox import Outbox
from edge.delivery.sender import Backoff
from edge.delivery.webhook import WebhookSender
from edge.errors import ConfigError
from edge.events.event import GateEvent

Verdicts = Callable[[int], list[GateEvent]]
MakeOutbox = Callable[..., Outbox]
MakeSender = Callable[..., WebhookSender]
SECRET = b"a key of twenty-four byte"


@pytest.fixture
def told() -> list[GateEvent]:
    return []


@pytest.fixture
def make_sender(told: list[GateEvent]) -> Iterator[MakeSender]:
    made: list[WebhookSender] = []

    def make(outbox: Outbox, url: str, **settings: object) -> WebhookSender:
        quick = {"retry_first_s": 0.02, "retry_max_s": 0.1, "timeout_s": 20.0}
        config = WebhookConfig.model_validate({"url": url, **quick, **settings})
        made.append(
            WebhookSender(outbox, config, gate="door", publish=told.append, wall=lambda: 1234567.8)
        )
        made[-1].start()
        return made[-1]

    yield make
    for sender in made:
        assert sender.stop(10) == []


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("whsec_" + base64.b64encode(SECRET).decode() + "\n")
    return path


def ids(events: list[GateEvent]) -> list[str]:
    return [event.id for event in events]


def address(port: int, scheme: str = "http") -> str:
    return f"{scheme}://127.0.0.1:{port}/events"


def test_each_event_is_one_signed_post_in_order(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    recorder: Recorder,
    verdicts: Verdicts,
    secret: Path,
) -> None:
    outbox, events = make_outbox("webhook"), verdicts(20)
    make_sender(outbox, address(recorder.port), secret_file=str(secret))
    for event in events:
        outbox.on_event(event)
    wait_for(lambda: outbox.next("webhook") is None, "the last answer")
    assert [json.loads(body)["id"] for _, body in recorder.requests] == ids(events)
    headers, body = recorder.requests[0]
    assert json.loads(body) == json.loads(events[0].to_json()) | {"gate": "door"}
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == headers["idempotency-key"] == events[0].id
    assert headers["webhook-timestamp"] == "1234567"
    content = f"{events[0].id}.1234567.".encode() + body
    digest = base64.b64encode(hmac.new(SECRET, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"


def test_a_server_that_is_killed_in_mid_run_costs_no_event_and_no_order(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    recorder: Recorder,
    make_nginx: Callable[..., Nginx],
    verdicts: Verdicts,
    told: list[GateEvent],
) -> None:
    outbox, events = make_outbox("webhook"), verdicts(150)
    nginx = make_nginx(recorder.port)
    sender = make_sender(outbox, address(nginx.port))
    for event in events[:50]:
        outbox.on_event(event)
    wait_for(lambda: recorder.ids(), "the first event")
    nginx.kill(signal.SIGKILL)
    for event in events[50:100]:
        outbox.on_event(event)
    wait_for(lambda: sender.health()["ok"] is False, "the sender to notice")
    assert sender.health()["waiting"] >= 50
    nginx.start()
    for event in events[100:]:
        outbox.on_event(event)
    wait_for(lambda: sender.health()["waiting"] == 0, "all events")
    assert recorder.ids() == ids(events)
    assert [event.body["ok"] for event in told] == [False, True]


@pytest.mark.parametrize("status", [301, 401, 403, 404, 408, 425, 429, 500, 502, 503])
def test_an_endpoint_that_is_not_ready_gets_the_event_again_and_loses_none(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    recorder: Recorder,
    verdicts: Verdicts,
    status: int,
) -> None:
    outbox, events = make_outbox("webhook"), verdicts(2)
    recorder.answer = lambda attempt, event: status if attempt <= 8 else 200
    sender = make_sender(outbox, address(recorder.port), refusals=1, retry_max_s=0.02)
    for event in events:
        outbox.on_event(event)
    wait_for(lambda: sender.health()["waiting"] == 0, "both events")
    sent = [json.loads(body)["id"] for _, body in recorder.requests]
    assert sent == [events[0].id] * 9 + [events[1].id]
    assert sender.health()["set_aside"] == 0
    assert str(status) in sender.health()["last_error"]


@pytest.mark.parametrize("status", [400, 410, 413, 422])
def test_a_refused_event_is_set_aside_and_reported_and_the_others_go_on(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    recorder: Recorder,
    verdicts: Verdicts,
    told: list[GateEvent],
    status: int,
) -> None:
    outbox, events = make_outbox("webhook"), verdicts(3)
    recorder.answer = lambda _, event: status if event["id"] == events[1].id else 200
    sender = make_sender(outbox, address(recorder.port), refusals=3)
    for event in events:
        outbox.on_event(event)
    wait_for(lambda: sender.health()["waiting"] == 0, "the third event")
    sent = [json.loads(body)["id"] for _, body in recorder.requests]
    assert sent == [events[0].id, *[events[1].id] * 3, events[2].id]
    assert [line for line, _ in outbox.refused("webhook")] == [events[1].to_json()]
    wait_for(lambda: len(told) == 4, "the faults")
    parts = [(event.body["part"], event.body["ok"]) for event in told]
    assert parts.count(("webhook event", False)) == parts.count(("webhook event", True)) == 1
    aside = next(event for event in told if event.body["part"] == "webhook event")
    assert events[1].id in aside.body["text"]


def test_a_redirect_is_not_followed_with_the_signature(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    recorder: Recorder,
    verdicts: Verdicts,
    secret: Path,
) -> None:
    other = Recorder()
    recorder.headers = {"location": address(other.port)}
    recorder.answer = lambda attempt, event: 307
    outbox = make_outbox("webhook")
    outbox.on_event(verdicts(1)[0])
    sender = make_sender(outbox, address(recorder.port), secret_file=str(secret))
    wait_for(lambda: len(recorder.requests) >= 3, "some attempts")
    assert "set webhook.url to the final address" in sender.health()["last_error"]
    assert not other.requests
    other.close()


def test_the_retry_after_of_an_endpoint_is_limited_by_the_longest_wait(
    make_outbox: MakeOutbox,
) -> None:
    config = WebhookConfig(url="http://127.0.0.1:1/", retry_first_s=0.1, retry_max_s=50)
    sender = WebhookSender(make_outbox("webhook"), config)
    for asked, least, most in ((20.0, 20.0, 20.0), (9999.0, 50.0, 50.0), (0.0, 0.0, 1.0)):
        sender._asked_to_wait = asked
        assert least <= sender.patience() <= most
    sender.stop(1)


def test_waiting_times_grow_up_to_the_limit_and_are_random() -> None:
    backoff = Backoff(1, 60)
    waits = [backoff.next() for _ in range(2000)]
    longest = [min(60.0, 2.0 ** min(n, 9)) for n in range(2000)]
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, longest, strict=True))
    assert len(set(waits[10:])) > 1000
    backoff.reset()
    assert backoff.next() <= 1


def test_a_whole_request_has_one_time_limit_however_slowly_it_is_answered(
    make_outbox: MakeOutbox, make_sender: MakeSender, verdicts: Verdicts
) -> None:
    stop = threading.Event()

    class Drip(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
            while not stop.wait(0.02):  # never silent, never done
                try:
                    self.wfile.write(b"y")
                except OSError:
                    return

        def log_message(self, format: str, *args: object) -> None:
            """The test's output stays clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Drip)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    outbox = make_outbox("webhook")
    outbox.on_event(verdicts(1)[0])
    sender = make_sender(outbox, address(server.server_address[1]), timeout_s=0.3)
    wait_for(lambda: sender.health()["ok"] is False, "the time limit")
    assert sender.health()["waiting"] == 1
    assert sender.stop(10) == []
    stop.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_stopping_cuts_a_request_that_is_under_way_and_keeps_the_event(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    recorder: Recorder,
    verdicts: Verdicts,
    told: list[GateEvent],
) -> None:
    recorder.hold.clear()
    outbox = make_outbox("webhook")
    outbox.on_event(verdicts(1)[0])
    sender = make_sender(outbox, address(recorder.port), timeout_s=600)
    wait_for(lambda: recorder.requests, "the request")
    assert sender.stop(2) == []
    assert outbox.arrears("webhook").waiting == 1
    assert not told  # stopping is no fault of the endpoint


def test_tls_is_verified_against_the_authority_that_is_named(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    make_nginx: Callable[..., Nginx],
    recorder: Recorder,
    certificates: Callable[[str], tuple[Path, Path]],
    verdicts: Verdicts,
) -> None:
    certificate, key = certificates("127.0.0.1")
    nginx = make_nginx(recorder.port, tls=(certificate, key))
    outbox = make_outbox("webhook")
    outbox.on_event(verdicts(1)[0])
    wary = make_sender(outbox, address(nginx.port, "https"))
    wait_for(lambda: wary.health()["ok"] is False, "the refusal")
    assert "certificate" in wary.health()["last_error"].lower()
    assert not recorder.requests
    assert wary.stop(10) == []
    trusting = make_sender(outbox, address(nginx.port, "https"), tls_ca=str(certificate))
    wait_for(lambda: trusting.health()["waiting"] == 0, "the event")


def test_a_password_in_the_address_is_sent_and_never_logged(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    recorder: Recorder,
    verdicts: Verdicts,
    told: list[GateEvent],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    recorder.answer = lambda attempt, event: 500 if attempt < 3 else 200
    outbox = make_outbox("webhook")
    outbox.on_event(verdicts(1)[0])
    url = f"http://gate:hunter2@127.0.0.1:{recorder.port}/events?token=hunter3"
    sender = make_sender(outbox, url)
    wait_for(lambda: sender.health()["waiting"] == 0, "the event")
    headers, _ = recorder.requests[0]
    assert base64.b64decode(headers["authorization"].split()[1]) == b"gate:hunter2"
    everything = caplog.text + json.dumps(sender.health()) + "".join(e.to_json() for e in told)
    assert "hunter" not in everything


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("short\n", "too short"),
        ("whsec_not base64!\n", "not base64"),
        ("one line of a secret\nand a second\n", "one line"),
        ("", "one line"),
    ],
)
def test_a_secret_that_is_too_short_is_refused(
    make_outbox: MakeOutbox, tmp_path: Path, content: str, says: str
) -> None:
    path = tmp_path / "secret"
    path.write_text(content)
    config = WebhookConfig(url="http://127.0.0.1:1/", secret_file=str(path))
    with pytest.raises(ConfigError, match=says):
        WebhookSender(make_outbox("webhook"), config)


def test_an_endpoint_that_is_away_while_the_queue_overflows_gets_the_number_of_dropped_events(
    make_outbox: MakeOutbox,
    make_sender: MakeSender,
    make_nginx: Callable[..., Nginx],
    recorder: Recorder,
    verdicts: Verdicts,
    told: list[GateEvent],
) -> None:
    outbox, events = make_outbox("webhook", keep=100), verdicts(140)
    nginx = make_nginx(recorder.port)
    nginx.kill()
    sender = make_sender(outbox, address(nginx.port))
    for event in events:
        outbox.on_event(event)
    wait_for(lambda: any(e.body["part"] == "webhook queue" for e in told), "the loss to be told")
    nginx.start()
    wait_for(lambda: told[-1].body["part"] == "webhook queue" and told[-1].body["ok"], "the sum")
    assert "40 events were dropped" in told[-1].body["text"]
    assert sender.health()["dropped"] == 40
    assert recorder.ids() == ids(events[40:])


def test_a_secret_that_others_can_read_and_an_unencrypted_connection_are_logged(
    make_outbox: MakeOutbox, secret: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for mode, url in ((0o600, "https://hooks.example/"), (0o644, "http://hooks.example/")):
        secret.chmod(mode)
        caplog.clear()
        config = WebhookConfig(url=url, secret_file=str(secret))
        assert WebhookSender(make_outbox("webhook", path=secret.with_name(oct(mode))), config)
        assert ("chmod 600" in caplog.text) is (mode == 0o644)
        assert ("not encrypted" in caplog.text) is (mode == 0o644)


def test_an_address_without_a_host_is_refused(make_outbox: MakeOutbox) -> None:
    with pytest.raises(ConfigError, match=r"webhook\.url"):
        WebhookSender(make_outbox("webhook"), WebhookConfig(url="http:///events"))


def test_a_refused_connection_is_reported_with_the_address(
    make_outbox: MakeOutbox, make_sender: MakeSender, verdicts: Verdicts
) -> None:
    outbox, port = make_outbox("webhook"), free_port()
    outbox.on_event(verdicts(1)[0])
    sender = make_sender(outbox, address(port))
    wait_for(lambda: sender.health()["ok"] is False, "the failure")
    assert f"http://127.0.0.1:{port}/events cannot be reached" in sender.health()["last_error"]
