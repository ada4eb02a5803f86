"""The status page in four languages."""

from __future__ import annotations

import json
import re

from browser import Browser, in_browser, shows
from fake_gate import an_event
from live_server import LiveServer

from edge.capture.supervisor import SourceState
from edge.challenge.guidance import Phase
from edge.events.event import EventKind
from edge.events.outcome import Decision
from edge.service.page import page_html
from edge.types import Reason, SourceKind, State

PAGE = page_html()


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
