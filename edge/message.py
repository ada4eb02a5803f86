"""A sentence for the user: an English string that keeps its pattern and values for translation.

A window in another language looks the pattern up in its catalogue (`ui/language.py`) and inserts
the values; everything else uses it as an English string. Concatenating it with other text loses the
pattern: to join two, use a pattern with two values (`joined`).
"""

from __future__ import annotations

Value = str | int | float


class Message(str):
    """pattern: English, with {0}, {1} … for the values; also the key in the catalogues.

    values: floats are written with one decimal; a value may itself be a Message.
    """

    pattern: str
    values: tuple[Value, ...]

    def __new__(cls, pattern: str, *values: Value) -> Message:
        made = super().__new__(cls, pattern.format(*map(_english, values)))
        made.pattern = pattern
        made.values = values
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[Value, ...]]:
        return Message, (self.pattern, *self.values)  # pickling must keep pattern and values


def of_error(error: BaseException) -> str:
    """An error's message, as a Message where it has one; `str(error)` would lose its pattern."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, Message) else str(error)


def joined(first: str, second: str) -> Message:
    return Message("{0}; {1}", first, second)


def _english(value: Value) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
