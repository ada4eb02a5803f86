"""A command that is not there is answered with the one that was meant, in one line."""

from __future__ import annotations

import pytest

from edge.cli import main
from edge.cli.suggestion import suggestion


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rnu"], "facevouch: there is no rnu; did you mean run?"),
        (["Doctr"], "facevouch: there is no Doctr; did you mean doctor?"),
        (["models", "lsit"], "facevouch models: there is no lsit; did you mean list?"),
    ],
)
def test_the_word_that_was_meant_is_named(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert capsys.readouterr().err == says + "\n"


def test_a_word_like_none_is_answered_with_all_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["xyzzy"])
    said = capsys.readouterr().err
    assert said.startswith("facevouch: there is no xyzzy; there are: app, run, ")
    assert len(said.splitlines()) == 1


def test_another_fault_is_not_a_wrong_word() -> None:
    assert suggestion("the following arguments are required: --out") is None
