"""Sessions over HTTP, from their beginning to a result that a door can check offline."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from fake_gate import FakeGate
from starlette.testclient import TestClient

from edge.events.outcome import Decision
from edge.service.context import WAITERS
from edge.service.result_token import verify_result
from edge.service.session_handles import MOST, SessionHandles
from edge.service.sessions import SEALED

Serve = Callable[..., tuple[TestClient, FakeGate]]


def test_a_session_is_begun_followed_and_ends_in_a_signed_result(serve: Serve) -> None:
    client, gate = serve()
    begun = client.post("/v1/sessions", json={"nonce": "n-1"})
    assert begun.status_code == 201
    url = begun.json()["state_url"]
    assert begun.headers["location"] == url
    running = client.get(url).json()
    assert running["state"] == "hold"
    assert running["guidance"]["prompt"] == "hold_still"
    assert running["result"] is running["token"] is None
    gate.sessions.end(Decision.ACCEPTED)
    ended = client.get(url).json()
    assert ended["state"] == "ended"
    assert ended["result"]["decision"] == "accepted"
    claims = verify_result(ended["token"], client.get("/v1/keys").json()["pem"], nonce="n-1")
    assert claims["decision"] == "accepted"
    assert claims["session"] == begun.json()["session"] != begun.json()["id"]
    assert claims["camera"] == "camera"


def test_a_result_that_is_asked_for_twice_is_signed_alike(serve: Serve) -> None:
    client, gate = serve()
    url = client.post("/v1/sessions").json()["state_url"]
    gate.sessions.end(Decision.REFUSED)
    assert client.get(url).json()["token"] == client.get(url).json()["token"]


def test_a_long_poll_answers_as_soon_as_the_session_ends(serve: Serve) -> None:
    client, gate = serve()
    url = client.post("/v1/sessions").json()["state_url"]
    answers = []
    poll = threading.Thread(target=lambda: answers.append(client.get(url, params={"wait": 600})))
    poll.start()
    gate.sessions.end(Decision.REFUSED)
    poll.join(20)
    assert answers[0].json()["result"]["decision"] == "refused"


def test_a_long_poll_of_a_session_that_goes_on_answers_with_its_state(serve: Serve) -> None:
    client, _ = serve(request_timeout_s=0.2)
    url = client.post("/v1/sessions").json()["state_url"]
    assert client.get(url, params={"wait": 60}).json()["state"] == "hold"


def test_a_body_that_is_no_json_is_refused_with_a_sentence(serve: Serve) -> None:
    client, _ = serve()
    head = {"content-type": "application/json"}
    answer = client.post("/v1/sessions", content=b"{", headers=head)
    assert (answer.status_code, answer.json()["detail"]) == (422, "the request's body is not JSON")


def test_a_session_is_cancelled_once(serve: Serve) -> None:
    client, _ = serve()
    url = client.post("/v1/sessions").json()["state_url"]
    cancelled = client.delete(url)
    assert cancelled.json()["result"]["decision"] == "cancelled"
    again = client.delete(url)
    assert again.status_code == 409
    assert "not running" in again.json()["detail"]


def test_a_session_is_for_the_audience_that_was_named_and_hands_out_the_judged_face(
    serve: Serve,
) -> None:
    client, gate = serve()
    begun = client.post("/v1/sessions", json={"nonce": "n", "audience": "north-door"}).json()
    assert client.get(f"{begun['state_url']}/face").status_code == 404
    gate.sessions.end(Decision.ACCEPTED)
    gate.sessions.faces[begun["session"]] = b"png"
    token = client.get(begun["state_url"]).json()["token"]
    pem = client.get("/v1/keys").json()["pem"]
    assert verify_result(token, pem, audience="north-door")["aud"] == "north-door"
    answer = client.get(f"{begun['state_url']}/face")
    assert (answer.content, answer.headers["content-type"]) == (b"png", "image/png")
    assert client.get(f"/v1/sessions/{begun['session']}/face").status_code == 404


def test_a_sealed_face_is_no_picture(serve: Serve) -> None:
    client, gate = serve(result_face=True, result_face_key="/etc/facevouch/recogniser.pub.pem")
    begun = client.post("/v1/sessions").json()
    gate.sessions.end(Decision.ACCEPTED)
    gate.sessions.faces[begun["session"]] = b"sealed"
    answer = client.get(f"{begun['state_url']}/face")
    assert (answer.content, answer.headers["content-type"]) == (b"sealed", SEALED)


def test_a_refusal_names_no_session_of_another_client(serve: Serve) -> None:
    client, _ = serve()
    begun = client.post("/v1/sessions", json={"nonce": "theirs"}).json()
    refused = client.post("/v1/sessions").text
    for secret in (begun["id"], begun["session"], "theirs"):
        assert secret not in refused


def test_the_id_that_others_see_gives_neither_nonce_nor_result_and_cancels_nothing(
    serve: Serve,
) -> None:
    client, gate = serve()
    begun = client.post("/v1/sessions", json={"nonce": "theirs"}).json()
    seen = client.get("/v1/cameras").json()[0]["session"]
    assert seen == begun["session"]
    for url in (f"/v1/sessions/{seen}", f"/v1/sessions/{seen}?wait=1"):
        assert client.get(url).status_code == 404
    assert client.delete(f"/v1/sessions/{seen}").status_code == 404
    gate.sessions.end(Decision.ACCEPTED)
    assert client.get(f"/v1/sessions/{seen}").status_code == 404
    assert client.get(begun["state_url"]).json()["result"]["nonce"] == "theirs"


def test_a_client_that_cancels_makes_no_failed_attempt(serve: Serve) -> None:
    client, gate = serve()
    client.delete(client.post("/v1/sessions").json()["state_url"])
    assert gate.sessions.cancelled_as_attempt is False


def test_handles_are_not_remembered_for_ever() -> None:
    handles = SessionHandles()
    first = handles.issue("door", "s0")
    last = [handles.issue("door", f"s{number}") for number in range(1, MOST + 1)][-1]
    assert handles.find(first) is None
    assert handles.find(last) == ("door", f"s{MOST}", None)


def test_a_second_session_waits_for_the_first(serve: Serve) -> None:
    client, gate = serve()
    assert client.post("/v1/sessions").status_code == 201
    refused = client.post("/v1/sessions")
    assert refused.status_code == 409
    assert "another session is running" in refused.json()["detail"]
    gate.sessions.end(Decision.REFUSED)
    assert client.post("/v1/sessions").status_code == 201


def test_a_gate_that_is_shut_says_so_and_for_how_long(serve: Serve) -> None:
    client, gate = serve()
    gate.sessions.shut = "the gate stays shut for 200 s"
    refused = client.post("/v1/sessions")
    assert "200 s" in refused.json()["detail"]
    assert refused.headers["retry-after"] == "200"


def test_each_camera_has_sessions_of_its_own(serve: Serve) -> None:
    client, gate = serve("door", "yard")
    unnamed = client.post("/v1/sessions")
    assert unnamed.status_code == 404
    assert "door, yard" in unnamed.json()["detail"]
    door = client.post("/v1/sessions", json={"camera": "door"}).json()
    yard = client.post("/v1/sessions", json={"camera": "yard"}).json()
    sessions = gate.cameras.by_name["yard"].sessions
    assert sessions is not None
    sessions.end(Decision.ACCEPTED)
    assert client.get(door["state_url"]).json()["state"] == "hold"
    assert client.get(yard["state_url"]).json()["result"]["decision"] == "accepted"
    assert client.post("/v1/sessions", json={"camera": "roof"}).status_code == 404


def test_a_camera_without_a_desk_runs_no_sessions(serve: Serve) -> None:
    client, _ = serve(sessions=False)
    assert "no sessions" in client.post("/v1/sessions").json()["detail"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"nonce": ""}, "nonce"),
        ({"nonce": "n" * 129}, "nonce"),
        ({"nonce": "two words"}, "nonce"),
        ({"nonse": "n"}, "nonse"),
        ({"camera": 7}, "camera"),
        ([], "a JSON object"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_one_sentence(
    serve: Serve, body: object, says: str
) -> None:
    client, _ = serve()
    refused = client.post("/v1/sessions", json=body)
    assert refused.status_code == 422
    assert says in refused.json()["detail"]


@pytest.mark.parametrize(
    "session_id", ["nobody", "..%2f..%2fetc%2fpasswd", "a" * 65, "%00", "..", "x%0d%0ay"]
)
def test_a_session_that_is_not_there_is_not_found(serve: Serve, session_id: str) -> None:
    client, _ = serve()
    for method in (client.get, client.delete):
        assert method(f"/v1/sessions/{session_id}").status_code in (404, 405, 422)


def test_more_long_polls_than_threads_are_answered_with_retry_after(serve: Serve) -> None:
    client, gate = serve()
    url = client.post("/v1/sessions").json()["state_url"]
    gate.service.waiting = WAITERS
    refused = client.get(url, params={"wait": 1})
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert client.get(url).status_code == 200
