"""The signature on a webhook, by the Standard Webhooks specification 1.0.

HMAC-SHA256 over `id.timestamp.body`, https://github.com/standard-webhooks/standard-webhooks; its
libraries for a dozen languages verify it. docs/integration.md shows how without any.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from edge.errors import ConfigError

PREFIX = "whsec_"
SHORTEST_KEY = 16  # bytes; the specification asks for 24 to 64, and what is shorter can be guessed


def key_of(secret: str) -> bytes:
    """The key a secret stands for: base64 after `whsec_`, else the text itself.

    Raises ConfigError where it is no base64 or too short to protect anything.
    """
    if secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret[len(PREFIX) :], validate=True)
        except binascii.Error as error:
            raise ConfigError(
                f"webhook.secret_file: what follows {PREFIX} is not base64"
            ) from error
    else:
        key = secret.encode()
    if len(key) < SHORTEST_KEY:
        raise ConfigError(
            f"webhook.secret_file: a key of {len(key)} bytes is too short; make one with: "
            f"echo {PREFIX}$(head -c 32 /dev/urandom | base64)"
        )
    return key


def signed(key: bytes, event_id: str, sent_at: int, body: bytes) -> dict[str, str]:
    """The three headers. sent_at: Unix time of this attempt, s; a receiver refuses an old one."""
    content = f"{event_id}.{sent_at}.".encode() + body
    digest = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(sent_at),
        "webhook-signature": f"v1,{digest}",
    }
