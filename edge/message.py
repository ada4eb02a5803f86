"""A sentence for people: English, and in parts, so that a window can translate it.

It is a string, and goes wherever a string goes. A window in another language looks the
pattern up in its catalogue (`ui/language.py`) and puts the values in; any other reader gets
English. What was joined with other text by hand is plain English again: join with a pattern.
"""

from __future__ import annotations

Value = str | int | float


class Message(str):
    """pattern: English, with {0}, {1} … for the values; it is the sentence's name as well.

    values: floats are written with one decimal; a value may be a Message of its own.
    """

    pattern: str
    values: tuple[Value, ...]

    def __new__(cls, pattern: str, *values: Value) -> Message:
        made = super().__new__(cls, pattern.format(*map(_english, values)))
        made.pattern = pattern
        made.values = values
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[Value, ...]]:
        return Message, (self.pattern, *self.values)  # a copy is made anew, of its parts


def of_error(error: BaseException) -> str:
    """An error's message, with its parts where it has them; `str(error)` would lose those."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, Message) else str(error)


def joined(first: str, second: str) -> Message:
    return Message("{0}; {1}", first, second)


def _english(value: Value) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
