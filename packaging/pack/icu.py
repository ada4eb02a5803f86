"""Qt's library of Unicode data (libicudata), with only the tables that are asked for.

Source of the layout: ICU's own header ucmndata.h. A header, then a table of contents: how many
items, then for each the places of its name and of its bytes, both counted from the table; names
are sorted, items begin at multiples of sixteen bytes. The library is that and one symbol.
"""

from __future__ import annotations

import re
import shutil
import struct
import tempfile
from pathlib import Path

from pack.errors import PackError
from pack.targets import Machine
from pack.wheel import run

MAGIC = b"\xda\x27"
FORMAT = b"CmnD"
ALIGNED = 16
SYMBOL = re.compile(r"^\s*\d+: ([0-9a-f]+)\s.*\sOBJECT\s.*\s(icudt\d+_dat)$", re.MULTILINE)
RODATA = re.compile(r"\s\.rodata\s+PROGBITS\s+([0-9a-f]+)\s+([0-9a-f]+)\s+([0-9a-f]+)")
SONAME = re.compile(r"\(SONAME\).*\[(.+)\]")


def slim(library: Path, machine: Machine, drop: list[str]) -> int:
    """Relink the library without what the patterns name. Bytes saved; 0 without the linker.

    Raises PackError for a library of another make.
    """
    linker = shutil.which(f"{machine.prefix}ld")
    copier = shutil.which(f"{machine.prefix}objcopy")
    if linker is None or copier is None:
        return 0
    before = library.stat().st_size
    symbol, table = _table(library)
    soname = SONAME.search(run(["readelf", "-dW", library]))
    if soname is None:
        raise PackError(f"{library.name} states no name of its own")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "data").write_bytes(without(table, drop))
        run([linker, "-r", "-b", "binary", "-o", "data.o", "data"], cwd=here)
        run([copier, *_as_read_only(symbol), "data.o"], cwd=here)
        words = ["-shared", "--build-id=none", f"-soname={soname[1]}", "-z", "noexecstack"]
        run([linker, *words, "-o", "made", "data.o"], cwd=here)
        run([copier, "--strip-unneeded", "made"], cwd=here)
        mode = library.stat().st_mode
        shutil.copyfile(here / "made", library)
        library.chmod(mode)
    return before - library.stat().st_size


def _as_read_only(symbol: str) -> list[str]:
    """Options of objcopy: one symbol at the start of read-only data, none of ld's own."""
    words = ["--rename-section", ".data=.rodata,alloc,load,readonly,data,contents"]
    words += ["--set-section-alignment", f".data={ALIGNED}"]
    words += ["--add-symbol", f"{symbol}=.rodata:0,object,global"]
    return words + [f"--strip-symbol=_binary_data_{end}" for end in ("start", "end", "size")]


def without(table: bytes, drop: list[str]) -> bytes:
    """The same data less the items that a pattern names, below `icudtNNl/`.

    A pattern ending in `/` names a folder, one beginning with `.` an ending. Raises PackError.
    """
    if table[2:4] != MAGIC or table[12:16] != FORMAT:
        raise PackError("libicudata holds something else than ICU's common data")
    begin = struct.unpack_from("<H", table)[0]
    kept = [(n, c) for n, c in _items(table, begin) if not _named(n.split("/", 1)[-1], drop)]
    names = b"".join(name.encode() + b"\0" for name, _ in kept)
    place = 4 + 8 * len(kept)
    contents = bytearray()
    first = _up(begin + place + len(names)) - begin
    entries = bytearray(struct.pack("<I", len(kept)))
    for name, content in kept:
        entries += struct.pack("<II", place, first + len(contents))
        place += len(name.encode()) + 1
        contents += content
        contents += bytes(_up(len(contents)) - len(contents))
    head = table[:begin] + entries + names
    return head + bytes(begin + first - len(head)) + contents


def _items(table: bytes, begin: int) -> list[tuple[str, bytes]]:
    (count,) = struct.unpack_from("<I", table, begin)
    entries = [struct.unpack_from("<II", table, begin + 4 + 8 * i) for i in range(count)]
    ends = [data for _, data in entries[1:]] + [len(table) - begin]
    found = []
    for (name, data), end in zip(entries, ends, strict=True):
        word = table[begin + name : table.index(b"\0", begin + name)].decode()
        found.append((word, table[begin + data : begin + end]))
    return found


def _named(name: str, drop: list[str]) -> bool:
    return any(
        name.startswith(pattern) if pattern.endswith("/") else name.endswith(pattern)
        for pattern in drop
    )


def _up(number: int) -> int:
    return -(-number // ALIGNED) * ALIGNED


def _table(library: Path) -> tuple[str, bytes]:
    """The symbol's name and the bytes it stands for."""
    symbol = SYMBOL.search(run(["readelf", "--dyn-syms", "-W", library]))
    section = RODATA.search(run(["readelf", "-SW", library]))
    if symbol is None or section is None:
        raise PackError(f"{library.name} has no ICU data where it is looked for")
    address, offset, size = (int(number, 16) for number in section.groups())
    start = int(symbol[1], 16) - address + offset
    return symbol[2], library.read_bytes()[start : offset + size]
