"""Eight kiosks and one broker that fails: no event is lost, exchanged or out of order."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from real_servers import Listener, Mosquitto, wait_for

from edge.config import Config
from edge.delivery.targets import Delivery
from edge.events.bus import EventBus
from edge.events.event import EventKind, GateEvent

KIOSKS = 8
EACH = 25


class Kiosk:
    """A gate with all of delivery and no camera."""

    def __init__(self, number: int, port: int, state: Path) -> None:
        self.name = f"gate-{number}"
        self.published: list[str] = []
        self.bus = EventBus()
        quick = {"retry_first_s": 0.02, "retry_max_s": 0.2}
        config = Config.model_validate(
            {
                "session": {"name": self.name},
                "mqtt": {"host": "127.0.0.1", "port": port, **quick},
            }
        )
        self.delivery = Delivery(config, state / self.name, publish=self.bus.publish)
        for subscriber in self.delivery.subscribers():
            self.bus.subscribe(subscriber)
        self.delivery.start()

    def live(self, half_way: threading.Barrier) -> None:
        """Publish; all kiosks stop for the broker's death in the middle."""
        for number in range(EACH):
            if number == EACH // 2:
                half_way.wait(60)
            body = {"track": number, "state": "LIVE", "before": None}
            event = GateEvent(EventKind.VERDICT, "camera", body)
            assert self.bus.publish(event)
            self.published.append(event.id)

    def arrived(self, listener: Listener) -> list[str]:
        return listener.ids(f"facevouch/{self.name}/camera/verdict")


@pytest.fixture
def make_kiosks(broker: Mosquitto, tmp_path: Path) -> Iterator[Callable[[int], list[Kiosk]]]:
    made: list[Kiosk] = []

    def make(count: int) -> list[Kiosk]:
        made.extend(Kiosk(number, broker.port, tmp_path) for number in range(count))
        return made

    yield make
    for kiosk in made:
        assert kiosk.delivery.stop(10) == []
        kiosk.bus.close()


def test_a_fleet_outlives_its_broker(
    broker: Mosquitto, listener: Listener, make_kiosks: Callable[[int], list[Kiosk]]
) -> None:
    kiosks = make_kiosks(KIOSKS)
    half_way = threading.Barrier(KIOSKS + 1)
    threads = [threading.Thread(target=kiosk.live, args=(half_way,)) for kiosk in kiosks]
    for thread in threads:
        thread.start()
    wait_for(lambda: half_way.n_waiting == KIOSKS, "all kiosks to be half way")
    broker.kill()
    half_way.wait(60)
    listener.subscribed.clear()
    broker.start()
    for thread in threads:
        thread.join()
    for kiosk in kiosks:
        wait_for(lambda kiosk=kiosk: len(kiosk.arrived(listener)) == EACH, kiosk.name)
        assert kiosk.arrived(listener) == kiosk.published
    gates = {json.loads(text)["gate"] for topic, text, _ in listener.heard if "/verdict" in topic}
    assert gates == {kiosk.name for kiosk in kiosks}
    for kiosk in kiosks:
        assert kiosk.delivery.stop(10) == []
        status = f"facevouch/{kiosk.name}/status"
        wait_for(lambda status=status: listener.last(status) == "offline", "all to be offline")


def test_a_later_subscriber_sees_the_whole_fleet(
    broker: Mosquitto, make_kiosks: Callable[[int], list[Kiosk]]
) -> None:
    kiosks = make_kiosks(3)
    for kiosk in kiosks:
        wait_for(lambda kiosk=kiosk: kiosk.delivery.health()["mqtt"]["last_success"], kiosk.name)
    late = Listener(broker.port, "facevouch/+/status", "late")
    wait_for(lambda: len(late.heard) == 3, "three retained states")
    assert sorted(late.heard) == [(f"facevouch/gate-{n}/status", "online", True) for n in range(3)]
    late.close()
    announced = Listener(broker.port, "homeassistant/device/+/config", "home")
    wait_for(lambda: len(announced.heard) == 3, "three devices")
    ids = [json.loads(text)["device"]["identifiers"][0] for _, text, _ in announced.heard]
    assert sorted(ids) == [f"facevouch_gate-{n}" for n in range(3)]
    announced.close()
