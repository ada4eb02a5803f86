"""Signed session outcomes, which a door can verify without a request, and accept only once.

A JWS (RFC 7515) in the form of a JWT (RFC 7519), algorithm EdDSA with Ed25519 (RFC 8037).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import jwt
from jwt.algorithms import OKPAlgorithm

from edge.errors import FacevouchError
from edge.events.outcome import Decision, SessionOutcome
from edge.security.keys import KioskKey

ALGORITHM = "EdDSA"
TYPE = "facevouch-result+jwt"
"""The JWT's `typ`: no other token signed with this key is accepted as a result."""

NAMES = {"aud": "audience", "iss": "gate", "camera": "camera"}

CLAIMS = ("iss", "jti", "iat", "exp", "nonce", "decision", "camera")


class InvalidResultError(FacevouchError):
    """A signed result is not valid: forged, expired, of another session, or no result."""


class Signer:
    """Signs with the kiosk's key. gate: the issuer's name. valid_s: a result's validity."""

    def __init__(self, key: KioskKey, gate: str, valid_s: int) -> None:
        self._key = key
        self._gate = gate
        self._valid_s = valid_s

    def sign(self, outcome: SessionOutcome, audience: str | None = None) -> str:
        """The signed result. The same outcome gives the same token: its times are the session's.

        audience: for whom it is, as given by the client that began the session.
        """
        issued = int(outcome.ended_at.timestamp())
        claims = {
            **outcome.body(),
            "iss": self._gate,
            "camera": outcome.camera,
            "jti": outcome.session_id,
            "iat": issued,
            "exp": issued + self._valid_s,
            **({"aud": audience} if audience is not None else {}),
        }
        head = {"kid": self._key.key_id, "typ": TYPE}
        return jwt.encode(claims, self._key.private, ALGORITHM, headers=head)

    def public_jwk(self) -> dict[str, str]:
        """The public key as RFC 8037 writes it."""
        jwk = OKPAlgorithm.to_jwk(self._key.private.public_key(), as_dict=True)
        own = {"kid": self._key.key_id, "alg": ALGORITHM, "use": "sig"}
        return {**{name: str(jwk[name]) for name in ("kty", "crv", "x")}, **own}

    @property
    def public_pem(self) -> str:
        return self._key.public_pem


def verify_result(
    token: str,
    public_pem: str,
    *,
    nonce: str | None = None,
    audience: str | None = None,
    gate: str | None = None,
    camera: str | None = None,
    face: bytes | None = None,
) -> dict[str, Any]:
    """Verify a signed result; returns its claims. Raises InvalidResultError.

    nonce, audience: as given by the verifier when it began the session; they must match. gate,
    camera: the issuer it must have. face: the PNG used for face recognition, which must be the one
    that was judged.
    """
    try:
        if jwt.get_unverified_header(token).get("typ") != TYPE:
            raise InvalidResultError("this is not a signed result of a gate")
        claims: dict[str, Any] = jwt.decode(
            token,
            public_pem,
            algorithms=[ALGORITHM],
            options={"require": list(CLAIMS), "verify_aud": False},
        )
    except jwt.ExpiredSignatureError:
        raise InvalidResultError("the result has expired; start a new session") from None
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise InvalidResultError(f"the result is not valid: {error}") from error
    if nonce is not None and claims["nonce"] != nonce:
        raise InvalidResultError("the result belongs to another session: its nonce differs")
    expected = {"aud": audience, "iss": gate, "camera": camera}
    for name, value in expected.items():
        if value is not None and claims.get(name) != value:
            found = claims.get(name)
            raise InvalidResultError(
                f"the result belongs to another {NAMES[name]}: {found or 'none'}"
            )
    if face is not None and claims.get("face_sha256") != hashlib.sha256(face).hexdigest():
        raise InvalidResultError("the face is not the one that was judged in the session")
    return claims


def refuse_at_door(claims: Mapping[str, Any], kinds: Collection[str]) -> None:
    """Raise InvalidResultError unless the claims are an acceptance at one of these kinds of source.

    claims: of a verified result. kinds: values of edge.types.SourceKind.
    """
    decision, kind = claims.get("decision"), claims.get("source_kind")
    if decision != Decision.ACCEPTED.value:
        raise InvalidResultError(f"the result is signed, but nobody was accepted: {decision}")
    if kind not in kinds:
        raise InvalidResultError(
            f"the result is signed, but its source is of kind {kind or 'unknown'}; accepted "
            f"are {', '.join(sorted(kinds))}"
        )
