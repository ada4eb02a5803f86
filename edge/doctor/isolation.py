"""Checks how far this kernel confines the processes that decode uploads, streams and cameras."""

from __future__ import annotations

from collections.abc import Iterator

from edge.doctor.finding import Finding
from edge.security import confinement, landlock


def decoder() -> Iterator[Finding]:
    """Whether Landlock and seccomp are there; without them a codec is confined in part only."""
    lacking = confinement.lacking()
    if lacking is None:
        text = f"Landlock {landlock.version()} and seccomp confine what decodes uploads and cameras"
        yield Finding("decoder", "ok", text)
    else:
        advice = "a kernel from 6.7 on with CONFIG_SECURITY_LANDLOCK and CONFIG_SECCOMP_FILTER"
        yield Finding("decoder", "note", lacking, advice)
