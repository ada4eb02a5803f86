"""The status page, in a browser: live, in both colours, at a phone's width, behind a token."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser
from fake_gate import TOKEN, a_gate, a_result, an_event
from live_server import LiveServer
from needs import needs
from starlette.testclient import TestClient

from edge.capture.supervisor import SourceState
from edge.challenge.guidance import Phase
from edge.events.event import EventKind, GateEvent
from edge.events.outcome import Decision
from edge.service.page import content_policy, page_html
from edge.types import Reason, SourceKind, State

PAGE = page_html()

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


CONTRAST = """(() => {
  const parts = (text) => text.match(/[0-9.]+/g).map(Number);
  const lum = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const [r, g, b, a = 1] = parts(getComputedStyle(at).backgroundColor);
      if (a === 1) return [r, g, b];
    }
  };
  const weak = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !node.getClientRects().length) continue;
    if (node.closest("script, option, :disabled")) continue;
    const ink = lum(parts(getComputedStyle(node).color));
    const pair = [ink, lum(ground(node))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) weak.push(`${walk.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
  }
  return weak;
})()"""


@in_browser
@pytest.mark.parametrize("dark", [False, True])
def test_every_text_can_be_read_in_both_colours(browser: Browser, dark: bool) -> None:
    with LiveServer("camera", "yard") as server:
        server.gate.cameras.by_name["yard"].engine.state = SourceState.LOST
        for number, state in enumerate(State):
            server.gate.bus.publish(an_event(number, state=state.value))
        for decision in ("accepted", "refused"):
            server.gate.bus.publish(an_event(kind=EventKind.SESSION, decision=decision))
        browser.open(server.url, dark=dark)
        browser.wait_for(shows("Session accepted"))
        browser.wait_for(shows("not ready"))
        browser.evaluate("document.getElementById('api').open = true")
        browser.wait_for(shows("/v1/sessions/{id}"))
        assert browser.evaluate(CONTRAST) == []


@in_browser
def test_it_says_where_the_session_stands(browser: Browser) -> None:
    with LiveServer() as server:
        browser.open(server.url)
        browser.wait_for(shows("waiting for somebody"))
        server.gate.sessions.begin()
        browser.wait_for(shows("holding still"))


def pick(browser: Browser, name: str, value: str) -> None:
    browser.evaluate(
        f"document.getElementById({name!r}).value = {value!r};"
        f"document.getElementById({name!r}).dispatchEvent(new Event('input'))"
    )


LISTED = "[...document.querySelectorAll('#verdicts b')].map((each) => each.textContent).join()"


@in_browser
def test_verdicts_are_listed_filtered_and_exported(browser: Browser) -> None:
    with LiveServer() as server:
        browser.open(server.url)
        browser.wait_for(shows("live"))
        fake = {"attack_kind": "deepfake", "reasons": ["deepfake"], "p_attack": 0.9}
        server.gate.bus.publish(an_event(1, state="CHECKING"))
        server.gate.bus.publish(an_event(1, state="LIVE", source='a "camera", here'))
        server.gate.bus.publish(an_event(2, state="ATTACK", **fake))
        server.gate.bus.publish(an_event(3, state="UNAVAILABLE"))
        browser.wait_for(f"{LISTED} === '– Unavailable,✕ Attack · deepfake,✓ Live'")
        rows = json.loads(browser.evaluate("timeline.json()"))
        assert [row["state"] for row in rows] == ["LIVE", "ATTACK", "UNAVAILABLE"]
        assert (rows[1]["attack_kind"], rows[1]["p_attack"]) == ("deepfake", 0.9)
        table = list(csv.DictReader(io.StringIO(browser.evaluate("timeline.csv()"))))
        assert [row["face"] for row in table] == ["1", "2", "3"]
        assert table[0]["source"] == 'a "camera", here'
        for name, value, left in (
            ("state", "LIVE", "✓ Live"),
            ("kind", "deepfake", "✕ Attack · deepfake"),
            ("reason", "deepfake", "✕ Attack · deepfake"),
            ("face", "3", "– Unavailable"),
        ):
            pick(browser, name, value)
            browser.wait_for(f"{LISTED} === {left!r}")
            assert len(json.loads(browser.evaluate("timeline.json()"))) == 1
            pick(browser, name, "")
        browser.evaluate("document.getElementById('forget').click()")
        assert browser.evaluate("document.getElementById('csv').disabled")


@in_browser
def test_verdicts_are_filtered_by_camera_and_by_time(browser: Browser) -> None:
    with LiveServer("door", "yard") as server:
        browser.open(server.url)
        browser.wait_for(shows("live"))
        for name in ("door", "yard"):
            body = {"track": 1, "state": "LIVE" if name == "door" else "ATTACK", "reasons": []}
            server.gate.bus.publish(GateEvent(EventKind.VERDICT, name, body))
        browser.wait_for(f"{LISTED} === '✕ Attack,✓ Live'")
        pick(browser, "camera", "door")
        browser.wait_for(f"{LISTED} === '✓ Live'")
        pick(browser, "camera", "")
        pick(browser, "since", "5")
        assert browser.evaluate(LISTED) == "✕ Attack,✓ Live"
        old = "new Date(Date.now() - 6 * 60000).toISOString()"
        browser.evaluate(f"timeline.entries[0].event.at = {old}; timeline.show()")
        browser.wait_for(f"{LISTED} === '✓ Live'")
        assert browser.evaluate(shows("1 of 2"))


@in_browser
def test_a_verdict_has_the_picture_of_its_moment_and_shows_it_large(browser: Browser) -> None:
    with LiveServer() as server:
        server.gate.engine.results += [a_result(i, State.ATTACK) for i in range(3)]
        browser.open(server.url)
        browser.wait_for("document.querySelector('article img').naturalWidth === 64")
        browser.wait_for(shows("live"))
        server.gate.bus.publish(an_event(4, state="ATTACK"))
        browser.wait_for("document.querySelector('#verdicts img').naturalWidth === 64")
        small = browser.evaluate("document.querySelector('#verdicts img').clientWidth")
        browser.evaluate("document.querySelector('#verdicts button').click()")
        browser.wait_for(f"document.querySelector('#verdicts img').clientWidth > {small}")
        assert refused_by_policy(browser) == []


@in_browser
def test_it_speaks_four_languages_and_remembers_the_one_chosen(browser: Browser) -> None:
    with LiveServer() as server:
        server.gate.bus.publish(an_event(4, state="ATTACK"))
        browser.open(server.url)
        for language, says in (
            ("de", "✕ Angriff"),
            ("es", "✕ Ataque"),
            ("zh", "✕ 攻击"),
            ("en", "✕ Attack"),
        ):
            browser.wait_for("!!document.querySelector('#verdicts button')")
            speak(browser, language)
            browser.wait_for(shows(says))
            browser.call("Page.reload")
            browser.wait_for(shows(says))
            assert browser.evaluate("document.documentElement.lang") == language
        browser.evaluate("localStorage.clear()")


def test_every_word_of_the_page_is_there_in_four_languages() -> None:
    rows = [json.loads(row) for row in re.findall(r'^  (\[".*"\]),$', PAGE, re.MULTILINE)]
    words = {english: others for english, *others in rows}
    assert len(words) == len(rows) > 60
    for english, others in words.items():
        assert len(others) == 3
        for text in others:
            assert text
            assert set(re.findall(r"{\d}", text)) == set(re.findall(r"{\d}", english)), text
    codes = dict(re.findall(r'(\w+): "([^"]+)"', PAGE.split("const CODES")[1].split("};")[0]))
    said = re.findall(r'data-(?:t|label|hint)="([^"]+)"', PAGE)
    said += [*re.findall(r'\bt\("([^"]+)"', PAGE), *codes.values()]
    assert set(said) <= set(words)
    known = {text.replace(" ", "_") for text in words} | set(codes)
    assert {each.value for each in (*Reason, *State, *Phase, *Decision)} - known == set()


def speak(browser: Browser, language: str) -> None:
    browser.evaluate(
        f"document.getElementById('language').value = {language!r};"
        "document.getElementById('language').dispatchEvent(new Event('change'))"
    )


@in_browser
def test_what_is_wrong_is_said_in_the_language_chosen(browser: Browser) -> None:
    with LiveServer() as server:
        server.gate.engine.state = SourceState.LOST
        server.gate.cameras.source_kind = SourceKind.FILE
        browser.open(server.url)
        browser.wait_for("!!document.querySelector('#reasons li')")
        speak(browser, "de")
        browser.wait_for(shows("Kamera camera: verloren"))
        browser.wait_for(shows("das ist keine Kamera (source_kind ist file)"))
        text = "/dev/video0: no new frame for 2.5 s; trying again in 1.0 s"
        fault = an_event(kind=EventKind.FAULT, part="source", ok=False, text=text)
        server.gate.bus.publish(fault)
        browser.wait_for(
            shows("Quelle: /dev/video0: seit 2,5 s kein neues Bild; neuer Versuch in 1,0 s")
        )
        speak(browser, "en")
        browser.wait_for(shows("source: /dev/video0: no new frame for 2.5 s"))
        browser.evaluate("localStorage.clear()")


EVERY_SENTENCE = """(() => {
  const wrong = [], filled = (text) => text.replace(/{(\\d)}/g, (_, number) => `V${number}`);
  for (const [column, name] of Object.keys(LANGUAGES).entries()) {
    language = name;
    for (const row of SENTENCES) {
      const said = sentence(filled(row[0]));
      if (said !== filled(row[column])) wrong.push([name, row[0], said]);
    }
    for (const text of ["a library's own words", "antispoof_v2_int8"]) {
      if (sentence(text) !== text) wrong.push([name, text]);
    }
  }
  return wrong;
})()"""


@in_browser
def test_every_sentence_of_the_engine_is_recognised_in_every_language(browser: Browser) -> None:
    with LiveServer() as server:
        browser.open(server.url)
        browser.wait_for(shows("live"))
        assert browser.evaluate("SENTENCES.length") > 100
        assert browser.evaluate(EVERY_SENTENCE) == []


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
