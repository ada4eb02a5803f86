"""A signed result is valid once, for a time, for one session, and from one key."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import jwt
import pytest
from fake_gate import an_outcome

from edge.events.outcome import Decision
from edge.security.keys import KioskKey
from edge.service.result_token import TYPE, InvalidResultError, Signer, verify_result
from edge.types import SourceKind

DOC = Path(__file__).resolve().parents[3] / "docs" / "service.md"


@pytest.fixture(scope="module")
def key() -> KioskKey:
    return KioskKey.generate()


@pytest.fixture(scope="module")
def signer(key: KioskKey) -> Signer:
    return Signer(key, "front gate", valid_s=60)


def decoded(part: str) -> dict[str, object]:
    value: dict[str, object] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return value


def test_a_result_carries_what_a_door_must_know(key: KioskKey, signer: Signer) -> None:
    outcome = an_outcome(nonce="n-7")
    claims = verify_result(signer.sign(outcome), key.public_pem, nonce="n-7")
    assert claims["iss"] == "front gate"
    assert claims["decision"] == "accepted"
    assert claims["jti"] == claims["session"] == outcome.session_id
    assert claims["source_kind"] == "camera"
    assert claims["iat"] == int(outcome.ended_at.timestamp())
    assert claims["exp"] == claims["iat"] + 60


def test_its_head_names_the_key_and_what_it_is(key: KioskKey, signer: Signer) -> None:
    head = decoded(signer.sign(an_outcome()).split(".")[0])
    assert head == {"alg": "EdDSA", "kid": key.key_id, "typ": TYPE}


def test_a_changed_decision_does_not_hold(key: KioskKey, signer: Signer) -> None:
    head, body, signature = signer.sign(an_outcome(Decision.REFUSED)).split(".")
    changed = decoded(body) | {"decision": "accepted"}
    forged = urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")
    with pytest.raises(InvalidResultError, match="is not valid"):
        verify_result(f"{head}.{forged}.{signature}", key.public_pem)


def test_a_result_of_another_gate_does_not_hold(signer: Signer) -> None:
    with pytest.raises(InvalidResultError, match="is not valid"):
        verify_result(signer.sign(an_outcome()), KioskKey.generate().public_pem)


def test_a_result_for_another_session_does_not_hold(key: KioskKey, signer: Signer) -> None:
    with pytest.raises(InvalidResultError, match="nonce"):
        verify_result(signer.sign(an_outcome(nonce="old")), key.public_pem, nonce="new")


def test_a_result_lapses(key: KioskKey, signer: Signer) -> None:
    old = an_outcome(at=datetime.now(UTC) - timedelta(minutes=2))
    with pytest.raises(InvalidResultError, match="has expired"):
        verify_result(signer.sign(old), key.public_pem)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "..",
        jwt.encode({"decision": "accepted"}, None, "none"),  # type: ignore[arg-type]
        jwt.encode({"decision": "accepted"}, "k" * 40, "HS256", headers={"typ": TYPE}),
    ],
    ids=("empty", "no token", "dots", "unsigned", "another algorithm"),
)
def test_a_token_that_is_no_result_is_not_valid(key: KioskKey, token: str) -> None:
    with pytest.raises(InvalidResultError):
        verify_result(token, key.public_pem)


def test_another_kind_of_token_of_the_same_key_is_no_result(key: KioskKey, signer: Signer) -> None:
    claims = jwt.decode(signer.sign(an_outcome()), options={"verify_signature": False})
    other = jwt.encode(claims, key.private, "EdDSA", headers={"typ": "JWT"})
    with pytest.raises(InvalidResultError, match="not a signed result"):
        verify_result(other, key.public_pem)


def test_the_public_key_is_given_as_a_jwk_that_checks_results(signer: Signer) -> None:
    jwk = signer.public_jwk()
    assert (jwk["kty"], jwk["crv"], jwk["alg"]) == ("OKP", "Ed25519", "EdDSA")
    assert "d" not in jwk
    claims = jwt.decode(signer.sign(an_outcome()), jwt.PyJWK(jwk), algorithms=["EdDSA"])
    assert claims["decision"] == "accepted"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, None),
        ({"audience": "door", "gate": "front gate", "camera": "camera", "face": b"png"}, None),
        ({"audience": "another"}, "another audience: door"),
        ({"gate": "back gate"}, "another gate: front gate"),
        ({"camera": "yard"}, "another camera: camera"),
        ({"face": b"somebody else"}, "not the one that was judged"),
    ],
)
def test_a_result_binds_gate_camera_audience_and_the_judged_face(
    key: KioskKey, signer: Signer, asked: dict[str, Any], says: str | None
) -> None:
    outcome = replace(an_outcome(), face_sha256=hashlib.sha256(b"png").hexdigest())
    token = signer.sign(outcome, "door")
    if says is None:
        assert verify_result(token, key.public_pem, **asked)["aud"] == "door"
    else:
        with pytest.raises(InvalidResultError, match=says):
            verify_result(token, key.public_pem, **asked)


@pytest.mark.parametrize("asked", [{"audience": "door"}, {"face": b"png"}])
def test_a_result_that_binds_nothing_is_refused_where_it_is_asked_for(
    key: KioskKey, signer: Signer, asked: dict[str, Any]
) -> None:
    with pytest.raises(InvalidResultError):
        verify_result(signer.sign(an_outcome()), key.public_pem, **asked)


def test_the_lines_in_the_documentation_check_a_result(
    key: KioskKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snippet = re.search(r"<!-- offline -->\n```python\n(.*?)```", DOC.read_text(), re.DOTALL)
    assert snippet is not None
    (tmp_path / "kiosk.pem").write_text(key.public_pem)
    monkeypatch.chdir(tmp_path)
    png = b"a face"
    judged = {"nonce": "n-7", "face_sha256": hashlib.sha256(png).hexdigest()}

    def token(audience: str = "north-door", gate: str = "gate", **changes: Any) -> str:
        return Signer(key, gate, 60).sign(replace(an_outcome(), **(judged | changes)), audience)

    opened: list[str] = []
    good = token()
    tried = [
        (good, "n-7", png),
        (good, "another", png),
        (good, "n-7", b"another face"),
        (token(decision=Decision.REFUSED), "n-7", png),
        (token(source_kind=SourceKind.MADE), "n-7", png),
        (token(camera="yard"), "n-7", png),
        (token(face_sha256=None), "n-7", png),
        (token("south-door"), "n-7", png),
        (token(gate="another"), "n-7", png),
    ]
    for given, nonce, face in tried:
        names = {
            "token": given,
            "nonce": nonce,
            "face": face,
            "open_the_door": partial(opened.append, given),
        }
        with suppress(jwt.InvalidTokenError):
            exec(snippet[1], names)
    assert opened == [good]
