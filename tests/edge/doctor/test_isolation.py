"""What the kernel lacks for confining a decoder is one finding."""

from __future__ import annotations

import pytest

from edge.doctor.isolation import decoder
from edge.security import landlock, seccomp


@pytest.mark.parametrize(
    ("version", "filters", "grade", "says"),
    [
        (7, True, "ok", "Landlock 7 and seccomp"),
        (0, True, "note", "no Landlock"),
        (7, False, "note", "no seccomp"),
    ],
)
def test_what_the_kernel_lacks_is_a_note(
    monkeypatch: pytest.MonkeyPatch, version: int, filters: bool, grade: str, says: str
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: version)
    monkeypatch.setattr(seccomp, "available", lambda: filters)
    (finding,) = decoder()
    assert finding.grade == grade
    assert says in finding.text
    assert bool(finding.advice) is (grade == "note")
