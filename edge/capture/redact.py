"""Names of sources without their secrets: nothing of a password ever reaches a log or a screen."""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^/\s@'\"]*@", re.IGNORECASE)
_QUERY = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://[^\s?'\"]*)\?[^\s'\"!]*", re.IGNORECASE)
_SECRET = re.compile(
    r"(?P<key>\b(?:user|user-id|user-pw|username|password|passwd|pw|token|key|secret|auth)\b\s*=\s*)"
    r"(?:\"[^\"]*\"|'[^']*'|[^\s!&,;]+)",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """The text with user names, passwords, tokens and whole query strings replaced by stars."""
    text = _USERINFO.sub(r"\g<scheme>***@", text)
    text = _QUERY.sub(r"\g<scheme>?***", text)
    return _SECRET.sub(r"\g<key>***", text)
