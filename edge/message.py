"""A sentence for people: English, and in parts, so that a window can say it in its own language.

Wherever text goes, this goes: it is a string. A window that speaks another language looks the
pattern up in its catalogue (`ui/language.py`) and puts the values in; whoever else reads it reads
English. What was joined with other text by hand is plain English again: join with a pattern.
"""

from __future__ import annotations

Value = str | int | float


class Message(str):
    """pattern: English, with {0}, {1} … for the values; it is the sentence's name as well.

    values: floats are said with one decimal; a value may be a Message of its own.
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
    """What an error says, with its parts where it has them; `str(error)` would lose those."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, Message) else str(error)


def both(first: str, second: str) -> Message:
    return Message("{0}; {1}", first, second)


def _english(value: Value) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
