"""The status page, in a browser: live, in both colours, at a phone's width, behind a token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from browser import Browser
from fake_gate import TOKEN, a_gate, a_result, an_event
from live_server import LiveServer
from needs import needs
from starlette.testclient import TestClient

from edge.capture.supervisor import SourceState
from edge.events.event import EventKind, GateEvent
from edge.service.page import content_policy
from edge.types import SourceKind, State

PAGE = resources.files("edge.service").joinpath("page.html").read_text("utf-8")

in_browser = needs("chromium")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


def shows(text: str) -> str:
    return f"document.body.innerText.includes({text!r})"


def refused_by_policy(browser: Browser) -> list[str]:
    return [text for text in browser.complaints if "Content Security" in text]


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    assert not re.search(r"(src|href)\s*=\s*[\"'](?!data:)", PAGE)
    assert "http" not in PAGE.replace('"http", "ws"', "")
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
        browser.wait_for(shows("ATTACK"))
        browser.wait_for(shows("face 0: CHECKING"))
        browser.wait_for("document.querySelector('article img').naturalWidth === 64")
        server.gate.bus.publish(an_event(9, state="LIVE"))
        browser.wait_for(shows("face 9: LIVE"))
        session = an_event(kind=EventKind.SESSION, decision="refused", reasons=["timed_out"])
        server.gate.bus.publish(session)
        browser.wait_for(shows("session refused: timed out"))
        assert refused_by_policy(browser) == []


@in_browser
def test_it_says_what_is_wrong(browser: Browser) -> None:
    with LiveServer() as server:
        server.gate.engine.state = SourceState.LOST
        browser.open(server.url)
        browser.wait_for(shows("not ready"))
        browser.wait_for(shows("camera camera: lost"))
        browser.wait_for(shows("sees nothing"))


@in_browser
def test_it_says_what_is_worth_knowing_and_blames_no_camera_for_it(browser: Browser) -> None:
    with LiveServer("door", "yard") as server:
        server.gate.cameras.source_kind = SourceKind.FILE
        gone = GateEvent(EventKind.FAULT, "door", {"part": "webhook", "ok": False, "text": "away"})
        dark = GateEvent(EventKind.FAULT, "yard", {"part": "source", "ok": False, "text": "dark"})
        browser.open(server.url)
        browser.wait_for(shows("camera yard: this is no camera"))
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
        browser.wait_for(shows("face 5: LIVE"))


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
        assert not browser.evaluate(shows("LIVE"))
        give("wrong")
        browser.wait_for("!document.getElementById('refused').hidden")
        give(TOKEN)
        browser.wait_for("document.getElementById('ask').hidden")
        browser.wait_for(shows("LIVE"))
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
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 900)])
def test_the_page_fits_a_phone_and_a_desktop_in_both_themes(
    browser: Browser, tmp_path: Path, width: int, height: int, dark: bool
) -> None:
    with LiveServer("front_door_of_the_building", "yard", preview=False) as server:
        server.gate.bus.publish(an_event(text="a-word-without-any-space" * 8, kind=EventKind.FAULT))
        browser.open(server.url, width, height, dark=dark)
        browser.wait_for("document.querySelectorAll('article').length === 2")
        browser.wait_for(shows("a-word-without-any-space"))
        assert browser.evaluate("document.documentElement.scrollWidth") <= width
        back = browser.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = sum(int(part) for part in re.findall(r"\d+", back)[:3])
        assert (brightness < 200) == dark
        browser.picture(tmp_path / "page.png")
        assert (tmp_path / "page.png").stat().st_size > 5000
