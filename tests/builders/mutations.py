"""Corrupted files: valid ones truncated, spliced, or with wrong bytes and sizes."""

from __future__ import annotations

import struct

from hypothesis import HealthCheck
from hypothesis import strategies as st

SLOW_IS_FINE = [
    HealthCheck.too_slow,
    HealthCheck.function_scoped_fixture,
    HealthCheck.data_too_large,
]

LIES = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 30_000, 70_000]


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """One of the seeds after up to eight injuries, most of them near its head."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 8))):
        if not data:
            break
        reach = min(len(data), draw(st.sampled_from([64, 512, len(data)])))
        at = draw(st.integers(0, reach - 1))
        kind = draw(st.sampled_from(["byte", "lie", "cut", "drop", "repeat", "splice", "random"]))
        if kind == "byte":
            data[at] = draw(st.integers(0, 255))
        elif kind == "lie":
            form = draw(st.sampled_from(["<I", ">I", "<H", ">H"]))
            size = struct.calcsize(form)
            value = draw(st.sampled_from(LIES)) & (256**size - 1)
            data[at : at + size] = struct.pack(form, value)
        elif kind == "cut":
            del data[at:]
        elif kind == "drop":
            del data[at : at + draw(st.integers(1, 64))]
        elif kind == "repeat":
            data[at:at] = data[at : at + draw(st.integers(1, 256))] * draw(st.integers(1, 16))
        elif kind == "splice":
            other = draw(st.sampled_from(seeds))
            start = draw(st.integers(0, max(0, len(other) - 1)))
            data[at:at] = other[start : start + 512]
        else:
            data[at:at] = draw(st.binary(max_size=64))
    return bytes(data)


@st.composite
def mutated_text(draw: st.DrawFn, seeds: list[str]) -> str:
    """Text with lines exchanged, doubled and replaced, and with what parsers stumble over."""
    lines = draw(st.sampled_from(seeds)).splitlines()
    odd = st.sampled_from(
        ["", "[", "]", "[[", '"', "=", "a = ", "x = " + "9" * 5000, "y = " + "[" * 3000, "\x00",
         "version = 2", "inf = inf", "n = nan", "d = 9999-99-99", "s = '''", "u = '\\uD800'",
         "k." * 500 + "k = 1", "[a.b]", "[[camera]]", "é = 1", "t = 1e999", "h = 0x", "\ufeff"]
    )  # fmt: skip
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(lines)))
        kind = draw(st.sampled_from(["odd", "drop", "double", "text", "value"]))
        if kind == "odd":
            lines.insert(at, draw(odd))
        elif kind == "text":
            lines.insert(at, draw(st.text(max_size=40)))
        elif at < len(lines):
            if kind == "drop":
                del lines[at]
            elif kind == "double":
                lines.insert(at, lines[at])
            else:
                key = lines[at].split("=")[0]
                value = draw(
                    st.one_of(
                        st.integers().map(str), st.floats().map(repr), st.booleans().map(str),
                        st.text(max_size=8).map(repr), st.just("[]"), st.just("{}"),
                    )
                )  # fmt: skip
                lines[at] = f"{key}= {value}"
    return "\n".join(lines)
