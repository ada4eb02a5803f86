"""A message is English text, and a pattern with values for translation."""

import copy
import json
import pickle

import pytest

from edge.errors import SourceError
from edge.message import Message, joined, of_error

STALLED = Message("{0}: no new frame for {1} s", "camera {0}", 2.04)


@pytest.mark.parametrize(
    ("said", "english"),
    [
        (STALLED, "camera {0}: no new frame for 2.0 s"),
        (Message("{0}; trying again in {1} s", STALLED, 1.0), f"{STALLED}; trying again in 1.0 s"),
        (Message("{0} of {1} images could not be read", 2, 5), "2 of 5 images could not be read"),
        (joined("a", Message("b")), "a; b"),
    ],
)
def test_it_reads_as_english(said: Message, english: str) -> None:
    assert said == english
    assert json.dumps(said) == json.dumps(english)
    assert f"{said}" == english


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))]
)
def test_a_copy_keeps_its_parts(copied: object) -> None:
    again = copied(STALLED)  # type: ignore[operator]

    assert again == STALLED
    assert (again.pattern, again.values) == (STALLED.pattern, STALLED.values)


@pytest.mark.parametrize("text", ["plain", STALLED])
def test_an_error_keeps_the_parts_of_what_it_says(text: str) -> None:
    said = of_error(SourceError(text))

    assert said == text
    assert isinstance(said, Message) is isinstance(text, Message)


def test_an_error_that_says_nothing_says_nothing() -> None:
    assert of_error(SourceError()) == ""
