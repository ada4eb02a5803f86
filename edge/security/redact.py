"""Removes credentials from addresses, before they reach a log or a screen."""

from __future__ import annotations

import re

_SCHEME = r"(?<![a-z0-9+.-])(?P<scheme>[a-z][a-z0-9+.-]*://)"
_HOST_FIRST = r"(?!(?:\[[^\]\s]*\]|[^\s/?#@:\"'\[\]]*)(?::\d*)?(?:[/?#\s\"']|$))"
"""Matches unless a host and port follow at once, where a later "@" is part of the path."""

_WHOLE = re.compile(rf"^\s*{_SCHEME}{_HOST_FIRST}.*@", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(rf"(?P<mark>[\"']){_SCHEME}{_HOST_FIRST}(?:(?!(?P=mark)).)*@", re.IGNORECASE)
_BARE = re.compile(rf"{_SCHEME}{_HOST_FIRST}[^\s\"']*@", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"(?<![^\s\"'=])[^\s:@\"'=]+:(?!//|\\)[^\s\"']*@")
_QUERY = re.compile(rf"{_SCHEME}(?P<place>[^\s?#\"']*)(?P<sign>[?#])[^\s\"']*", re.IGNORECASE)
_SECRET = re.compile(
    r"(?P<key>\b(?:[\w-]*[-_])?(?:user|user-id|username|login|pass|password|passwd|passphrase|pwd"
    r"|pw|token|key|apikey|secret|auth|authorization|signature|sig|cookies|extra-headers)\s*=\s*)"
    r"(?:\"[^\"]*\"|'[^']*'|[^\s&;]+)",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """The text with user names, passwords, tokens and whole query strings replaced by stars.

    A password may contain "/", "?" or "@", so everything before the last "@" is replaced, unless
    the address begins with a host and port.
    """
    text = _WHOLE.sub(r"\g<scheme>***@", text)
    text = _QUOTED.sub(r"\g<mark>\g<scheme>***@", text)
    text = _BARE.sub(r"\g<scheme>***@", text)
    text = _WITHOUT_SCHEME.sub("***@", text)
    text = _QUERY.sub(r"\g<scheme>\g<place>\g<sign>***", text)
    return _SECRET.sub(r"\g<key>***", text)
