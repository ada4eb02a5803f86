"""A reduced ICU data file: the remaining tables are found by name and unchanged."""

from __future__ import annotations

import struct

import pytest
from pack.errors import PackError
from pack.icu import ALIGNED, FORMAT, MAGIC, without

BEGIN = 32


def common_data(items: dict[str, bytes], form: bytes = FORMAT) -> bytes:
    """As ICU writes it: header, table of contents, names, items at multiples of sixteen."""
    head = struct.pack("<H", BEGIN) + MAGIC + bytes(8) + form
    head += bytes(BEGIN - len(head))
    names = b"".join(name.encode() + b"\0" for name in items)
    entries, contents = struct.pack("<I", len(items)), b""
    name_at = 4 + 8 * len(items)
    first = -(-(BEGIN + name_at + len(names)) // ALIGNED) * ALIGNED - BEGIN
    for name, content in items.items():
        entries += struct.pack("<II", name_at, first + len(contents))
        name_at += len(name) + 1
        contents += content + bytes(-len(content) % ALIGNED)
    table = entries + names
    return head + table + bytes(first - len(table)) + contents


def found(data: bytes) -> dict[str, bytes]:
    """What ICU would find: each item from its place to the next one's."""
    begin = struct.unpack_from("<H", data)[0]
    (count,) = struct.unpack_from("<I", data, begin)
    places = [struct.unpack_from("<II", data, begin + 4 + 8 * i) for i in range(count)]
    ends = [place for _, place in places[1:]] + [len(data) - begin]
    return {
        data[begin + name : data.index(b"\0", begin + name)].decode(): data[
            begin + place : begin + end
        ]
        for (name, place), end in zip(places, ends, strict=True)
    }


ITEMS = {
    "icudt73l/coll/de.res": b"order of German words",
    "icudt73l/curr/de.res": b"names of money",
    "icudt73l/ibm-37.cnv": b"an old character set" * 9,
    "icudt73l/nfc.nrm": b"normalization",
}


def test_files_that_stay_are_where_the_table_says_and_unchanged() -> None:
    made = found(without(common_data(ITEMS), [".cnv", "curr/"]))
    assert list(made) == ["icudt73l/coll/de.res", "icudt73l/nfc.nrm"]
    for name, content in made.items():
        assert content.rstrip(b"\0") == ITEMS[name]


def test_every_item_begins_at_a_multiple_of_sixteen() -> None:
    data = without(common_data(ITEMS), ["curr/"])
    begin = struct.unpack_from("<H", data)[0]
    (count,) = struct.unpack_from("<I", data, begin)
    places = [struct.unpack_from("<II", data, begin + 4 + 8 * i)[1] for i in range(count)]
    assert [(begin + place) % ALIGNED for place in places] == [0, 0, 0]


def test_all_lines_stay_without_a_rule() -> None:
    assert found(without(common_data(ITEMS), [])) == found(common_data(ITEMS))


def test_other_data_is_refused() -> None:
    with pytest.raises(PackError, match="something else"):
        without(common_data(ITEMS, b"Bidi"), [])
