"""The status page, in a browser: live, behind a token, and with nothing from elsewhere."""

from __future__ import annotations

import re

from browser import Browser, in_browser, refused_by_policy, shows
from fake_gate import TOKEN, a_gate, a_result, an_event
from live_server import LiveServer
from starlette.testclient import TestClient

from edge.capture.supervisor import SourceState
from edge.events.event import EventKind, GateEvent
from edge.service.page import content_policy, page_html
from edge.types import SourceKind, State

PAGE = page_html()


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    assert not re.search(r"(src|href)\s*=\s*[\"'](?!data:|/openapi.json|/metrics|/docs)", PAGE)
    assert not re.search("https?:", PAGE)
    assert "innerHTML" not in PAGE


def test_its_policy_lets_it_run_only_what_is_in_it() -> None:
    policy = content_policy(PAGE)
    assert "unsafe" not in policy
    assert len(re.findall(r"'sha256-[\w+/=]+'", policy)) == 2
    changed = content_policy(PAGE.replace('"use strict"', '"use Strict"'))
    assert changed != policy
    with TestClient(a_gate().app, base_url="http://127.0.0.1") as client:
        answer = client.get("/")
        assert answer.headers["content-security-policy"] == policy
        assert answer.headers["content-type"].startswith("text/html")


@in_browser
def test_it_shows_cameras_pictures_and_events_as_they_happen(browser: Browser) -> None:
    with LiveServer() as server:
        server.gate.engine.results += [a_result(i, State.ATTACK) for i in range(3)]
        server.gate.bus.publish(an_event(state="CHECKING"))
        browser.open(server.url)
        browser.wait_for(shows("✓ ready"))
        browser.wait_for(shows("live"))
        browser.wait_for(shows("✕ Attack"))
        browser.wait_for(shows("Face 0: Checking"))
        browser.wait_for("document.querySelector('article img').naturalWidth === 64")
        server.gate.bus.publish(an_event(9, state="LIVE"))
        browser.wait_for(shows("Face 9: Live"))
        session = an_event(kind=EventKind.SESSION, decision="refused", reasons=["timed_out"])
        server.gate.bus.publish(session)
        browser.wait_for(shows("Session refused: timed out"))
        assert refused_by_policy(browser) == []


@in_browser
def test_it_says_what_is_wrong(browser: Browser) -> None:
    with LiveServer() as server:
        server.gate.engine.state = SourceState.LOST
        browser.open(server.url)
        browser.wait_for(shows("not ready"))
        browser.wait_for(shows("Camera camera: lost"))
        browser.wait_for(shows("Sees nothing"))


@in_browser
def test_it_says_what_is_worth_knowing_and_blames_no_camera_for_it(browser: Browser) -> None:
    with LiveServer("door", "yard") as server:
        server.gate.cameras.source_kind = SourceKind.FILE
        gone = GateEvent(EventKind.FAULT, "door", {"part": "webhook", "ok": False, "text": "away"})
        dark = GateEvent(EventKind.FAULT, "yard", {"part": "source", "ok": False, "text": "dark"})
        browser.open(server.url)
        browser.wait_for(shows("Camera yard: this is not a camera"))
        browser.wait_for(shows("live"))
        server.gate.bus.publish(gone)
        server.gate.bus.publish(dark)
        browser.wait_for(shows("yard: ✕ source: dark"))
        browser.wait_for(shows("✕ webhook: away"))
        assert not browser.evaluate(shows("door: ✕ webhook"))


@in_browser
def test_the_page_reconnects_when_the_service_restarts(browser: Browser) -> None:
    with LiveServer() as server:
        port = server.port
        browser.open(server.url)
        browser.wait_for(shows("live"))
    browser.wait_for(shows("connection lost"))
    browser.wait_for(shows("no answer"))
    with LiveServer(port=port) as again:
        browser.wait_for(shows("✓ ready"))
        browser.wait_for("document.getElementById('link').textContent === 'live'")
        again.gate.bus.publish(an_event(5))
        browser.wait_for(shows("Face 5: Live"))


@in_browser
def test_behind_a_token_it_asks_for_it_and_tells_a_wrong_one(browser: Browser) -> None:
    def give(token: str) -> None:
        browser.evaluate(
            f"document.getElementById('token').value = {token!r};"
            "document.querySelector('#form button').click()"
        )

    with LiveServer(token=TOKEN) as server:
        server.gate.engine.results += [a_result(i) for i in range(3)]
        browser.open(server.url)
        browser.wait_for("!document.getElementById('ask').hidden")
        assert not browser.evaluate(shows("✓ Live"))
        give("wrong")
        browser.wait_for("!document.getElementById('refused').hidden")
        give(TOKEN)
        browser.wait_for("document.getElementById('ask').hidden")
        browser.wait_for(shows("✓ Live"))
        browser.wait_for("document.getElementById('link').textContent === 'live'")
        assert TOKEN not in browser.evaluate("location.href")


@in_browser
def test_an_answer_to_what_was_asked_before_the_token_refuses_no_token(browser: Browser) -> None:
    with LiveServer(token=TOKEN) as server:
        browser.open(server.url)
        browser.wait_for("!document.getElementById('ask').hidden")
        browser.evaluate(
            "late = ask('/v1/keys').catch(() => null);"  # on its way while the token is typed in
            f"document.getElementById('token').value = {TOKEN!r};"
            "document.querySelector('#form button').click();"
            "late.then(() => { lateIsOver = true; })"
        )
        browser.wait_for("typeof lateIsOver !== 'undefined'")
        browser.wait_for("document.getElementById('link').textContent === 'live'")
        assert browser.evaluate("document.getElementById('ask').hidden")


@in_browser
def test_texts_of_events_are_never_markup(browser: Browser) -> None:
    with LiveServer() as server:
        browser.open(server.url)
        browser.wait_for(shows("live"))
        evil = "<img src=x onerror=document.title='owned'>"
        fault = an_event(kind=EventKind.FAULT, part="source", ok=False, text=evil)
        server.gate.bus.publish(fault)
        browser.wait_for(shows("onerror"))
        assert browser.evaluate("document.title") == "facevouch"


@in_browser
def test_it_says_where_the_session_stands(browser: Browser) -> None:
    with LiveServer() as server:
        browser.open(server.url)
        browser.wait_for(shows("waiting for somebody"))
        server.gate.sessions.begin()
        browser.wait_for(shows("holding still"))


@in_browser
def test_it_leads_to_the_description_of_the_api(browser: Browser) -> None:
    with LiveServer() as server:
        browser.open(server.url)
        browser.wait_for(shows("✓ ready"))
        browser.evaluate("document.getElementById('api').open = true")
        browser.wait_for(shows("POST /v1/check"))
        assert browser.evaluate("document.getElementById('openapi').href").endswith("/openapi.json")


@in_browser
def test_behind_a_token_the_description_comes_with_the_token(browser: Browser) -> None:
    with LiveServer(token=TOKEN) as server:
        browser.open(server.url)
        browser.wait_for("!document.getElementById('ask').hidden")
        browser.evaluate(
            f"document.getElementById('token').value = {TOKEN!r};"
            "document.querySelector('#form button').click();"
            "saved = []; save = (name, text) => saved.push(name, text);"
            "document.getElementById('openapi').click()"
        )
        browser.wait_for("saved.length === 2 && saved[0] === 'openapi.json'")
        assert browser.evaluate("JSON.parse(saved[1]).info.title") == "facevouch"
