"""Every subscriber gets all events in one order, also while others fail; failures are events."""

from __future__ import annotations

import threading

from edge.errors import OutputError
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent


class Ear:
    """Remembers what it hears; deaf when told to be."""

    blocks_gate = False

    def __init__(self, name: str = "ear") -> None:
        self.name = name
        self.heard: list[GateEvent] = []
        self.deaf = False
        self.closed = 0

    def on_event(self, event: GateEvent) -> None:
        if self.deaf:
            raise OutputError("the disk is full")
        self.heard.append(event)

    def close(self) -> None:
        self.closed += 1


def an_event(number: int = 0) -> GateEvent:
    return GateEvent(EventKind.VERDICT, "door", {"n": number})


def test_every_subscriber_gets_every_event_in_order() -> None:
    ears = [Ear("a"), Ear("b")]
    bus = EventBus(ears)
    events = [an_event(i) for i in range(5)]
    assert all(bus.publish(event) for event in events)
    assert ears[0].heard == ears[1].heard == events


def test_a_failing_subscriber_blocks_no_other_and_is_reported_once_until_it_works_again() -> None:
    broken, good = Ear("log"), Ear()
    bus = EventBus([broken, good])
    broken.deaf = True
    assert not bus.publish(an_event(1))
    assert not bus.publish(an_event(2))
    assert bus.failing == {"log": "the disk is full"}
    broken.deaf = False
    assert bus.publish(an_event(3))
    assert bus.failing == {}
    faults = [e.body for e in good.heard if e.kind is EventKind.FAULT]
    assert faults == [
        {"part": "log", "ok": False, "text": "the disk is full", "blocks_gate": False},
        {"part": "log", "ok": True, "text": "works again", "blocks_gate": False},
    ]
    assert [e.body["n"] for e in good.heard if e.kind is EventKind.VERDICT] == [1, 2, 3]


def test_around_a_fault_all_hear_in_the_order_of_publishing() -> None:
    first, broken, last = Ear("first"), Ear("log"), Ear("last")
    bus = EventBus([first, broken, last])
    for i in range(6):
        broken.deaf = i in (1, 2, 4)
        bus.publish(an_event(i))
    assert first.heard == last.heard
    kept = [event for event in first.heard if event in broken.heard]
    assert kept == broken.heard


def test_one_that_fails_every_other_time_holds_nobody_up() -> None:
    class Moody(Ear):
        def on_event(self, event: GateEvent) -> None:
            self.deaf = not self.deaf
            super().on_event(event)

    good = Ear()
    bus = EventBus([Moody("moody"), good])
    for i in range(10):
        bus.publish(an_event(i))
    verdicts = [e.body["n"] for e in good.heard if e.kind is EventKind.VERDICT]
    assert verdicts == list(range(10))


def test_all_of_them_failing_ends_no_publisher() -> None:
    ears = [Ear("a"), Ear("b")]
    for ear in ears:
        ear.deaf = True
    bus = EventBus(ears)
    assert not bus.publish(an_event())
    assert set(bus.failing) == {"a", "b"}


def test_events_of_many_publishers_reach_all_subscribers_in_the_same_order() -> None:
    ears = [Ear("a"), Ear("b")]
    bus = EventBus(ears)

    def speak(base: int) -> None:
        for i in range(50):
            bus.publish(an_event(base + i))

    threads = [threading.Thread(target=speak, args=(1000 * k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ears[0].heard) == 200
    assert ears[0].heard == ears[1].heard


def test_an_unsubscribed_subscriber_gets_no_events_and_close_is_called_once() -> None:
    staying, leaving = Ear("a"), Ear("b")
    bus = EventBus([staying])
    bus.subscribe(leaving)
    bus.unsubscribe(leaving)
    bus.publish(an_event())
    bus.close()
    bus.close()
    assert (len(staying.heard), len(leaving.heard)) == (1, 0)
    assert (staying.closed, leaving.closed) == (1, 0)


def test_an_event_that_must_be_recorded_first_reaches_no_other_subscriber_when_that_fails() -> None:
    log, relay = Ear("log"), Ear("relay")
    bus = EventBus([relay, log])
    log.deaf = True
    assert not bus.commit(an_event(1), "log")
    assert not bus.commit(an_event(2), "nobody")
    assert [e.kind for e in relay.heard] == [EventKind.FAULT]
    log.deaf = False
    assert bus.commit(an_event(3), "log")
    assert relay.heard[1:] == log.heard
    assert log.heard[0].body["n"] == 3


def test_one_that_fails_to_follow_does_not_undo_what_is_written_down() -> None:
    log, relay = Ear("log"), Ear("relay")
    relay.deaf = True
    assert EventBus([log, relay]).commit(an_event(1), "log")
