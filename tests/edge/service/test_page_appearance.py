"""The status page's appearance: in both colours, and at a phone's width."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import Browser, in_browser, shows
from fake_gate import an_event
from live_server import LiveServer

from edge.capture.supervisor import SourceState
from edge.events.event import EventKind
from edge.types import State


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
