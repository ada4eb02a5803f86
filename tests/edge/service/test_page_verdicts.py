"""The status page's verdicts: listed, filtered, exported, each with its picture."""

from __future__ import annotations

import csv
import io
import json

from browser import Browser, in_browser, refused_by_policy, shows
from fake_gate import a_result, an_event
from live_server import LiveServer

from edge.events.event import EventKind, GateEvent
from edge.types import State


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
