"""Idle connections make room for active clients, and do not flood the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from fake_gate import TOKEN
from live_server import LiveServer, rest_of
from patience import until

from edge.service.bounded_log import BoundedLog
from edge.service.connection_limits import HEAD_BYTES, Place, Places, address_group

HEAD = b"Host: 127.0.0.1\r\n"


class Door:
    """Places with connections that remember whether they were ended."""

    def __init__(self, most: int, per_address: int) -> None:
        self.now = 0.0
        self.places = Places(most, per_address, lambda: self.now)
        self.ended: list[str] = []

    def come(self, address: str, name: str = "") -> Place | None:
        return self.places.enter(address, lambda: self.ended.append(name or address))

    def authorize(self, address: str) -> Place:
        place = self.come(address)
        assert place is not None
        self.places.busy(place)
        self.places.answered(place, authorized=True)
        return place


# -- one stranger ---------------------------------------------------------------------------------


def test_idle_connections_of_one_unauthorized_address_block_no_other_client() -> None:
    with LiveServer(token=TOKEN) as server:
        held = [server.raw() for _ in range(99)]
        for _ in range(5):
            assert server.get("/healthz")[0] == 200
        begun = server.raw(b"GET /v1/cameras HTTP/1.1\r\n" + HEAD)
        begun.sendall(f"Authorization: Bearer {TOKEN}\r\nConnection: close\r\n\r\n".encode())
        assert rest_of(begun).startswith(b"HTTP/1.1 200")
        assert server.connections <= 32
        for connection in held:
            connection.close()


def test_an_address_that_has_all_it_may_have_loses_its_longest_idle_connection() -> None:
    door = Door(100, 2)
    door.come("10.0.0.1", "first")
    door.come("10.0.0.1", "second")
    door.come("10.0.0.2", "other")
    assert door.come("10.0.0.1", "third") is not None
    assert door.ended == ["first"]


def test_an_address_whose_connections_are_all_busy_gets_no_more() -> None:
    door = Door(100, 2)
    for _ in range(2):
        place = door.come("10.0.0.1")
        assert place is not None
        door.places.busy(place)
    assert door.come("10.0.0.1") is None
    assert door.come("10.0.0.2") is not None


def test_an_ipv6_client_is_its_whole_network() -> None:
    assert address_group("2001:db8::1") == address_group("2001:db8::ffff:2")
    assert address_group("2001:db8::1") != address_group("2001:db8:0:1::1")
    assert address_group("::1") == "::1"
    assert address_group("no address") == "no address"


# -- many strangers -------------------------------------------------------------------------------


def test_a_new_client_gets_a_place_among_a_thousand_idle_connections() -> None:
    door = Door(100, 32)
    for number in range(1000):
        assert door.come(f"10.{number // 250}.1.{number % 250}") is not None
    assert len(door.places) == 75
    assert door.come("192.0.2.1", "a health check") is not None


def test_a_client_that_showed_the_token_keeps_its_connection_and_finds_another_place() -> None:
    door = Door(100, 32)
    door.authorize("192.0.2.7")
    for number in range(1000):
        place = door.come(f"10.{number // 250}.1.{number % 250}")
        assert place is not None
        door.places.busy(place) if number >= 925 else None
    assert "192.0.2.7" not in door.ended
    assert door.come("10.9.9.9") is None, "all places for strangers are busy"
    assert door.come("192.0.2.7") is not None


def test_an_address_is_authorized_for_a_while_only() -> None:
    door = Door(4, 4)
    door.authorize("192.0.2.7")
    for number in range(3):
        place = door.come(f"10.0.0.{number}")
        assert place is not None
        door.places.busy(place)
    door.now = 601.0
    assert door.come("192.0.2.7") is None


def test_a_place_is_given_back_once() -> None:
    door = Door(4, 4)
    place = door.come("10.0.0.1")
    assert place is not None
    door.places.leave(place)
    door.places.leave(place)
    assert len(door.places) == 0


# -- heads ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with LiveServer() as live:
        yield live


@pytest.mark.parametrize(
    ("extra", "status"), [(HEAD_BYTES - 200, 200), (HEAD_BYTES, 400), (4 * HEAD_BYTES - 300, 400)]
)
def test_a_head_is_bounded_also_where_it_comes_in_one_piece(
    server: LiveServer, extra: int, status: int
) -> None:
    lines = b"X: " + b"a" * extra + b"\r\nConnection: close\r\n\r\n"
    answer = rest_of(server.raw(b"GET /healthz HTTP/1.1\r\n" + HEAD + lines))
    assert answer.startswith(b"HTTP/1.1 %d" % status)


# -- the log --------------------------------------------------------------------------------------


def test_records_that_clients_cause_are_logged_a_few_times_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    with LiveServer(max_connections=4) as live:
        for _ in range(60):
            live.raw().close()
            rest_of(live.raw(b"NONSENSE\r\n\r\n"))
        held = [live.raw() for _ in range(60)]
        until(lambda: live.connections <= 4)
        for connection in held:
            connection.close()
    assert 0 < len([r for r in caplog.records if r.levelno == logging.WARNING]) <= 12


def test_a_bounded_log_says_how_much_was_left_out_and_drops_no_error() -> None:
    now = [0.0]
    bound = BoundedLog(2, lambda: now[0])

    def record(level: int = logging.WARNING) -> logging.LogRecord:
        return logging.LogRecord("n", level, "f", 1, "a stranger %s", ("came",), None)

    assert [bound.filter(record()) for _ in range(4)] == [True, True, False, False]
    assert bound.filter(record(logging.ERROR))
    now[0] = 61.0
    later = record()
    assert bound.filter(later)
    assert later.getMessage() == "a stranger came (2 more lines were left out)"
