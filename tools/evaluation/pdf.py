"""Renders the markdown report as a PDF, with fpdf2.

It reads the markdown that the report's template writes (headings, paragraphs, notes, lists, tables,
pictures), so that the PDF has the same content as the other two pages.
"""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib

from edge.errors import MissingExtraError

if TYPE_CHECKING:
    from fpdf import FPDF

_INK, _FAINT, _RULE, _SHADE = (34, 34, 34), (110, 110, 110), (200, 200, 200), (243, 245, 248)
_WARNING = (213, 94, 0)
_TEXT, _TABLE, _SMALLEST, _LEAD = 9, 7, 4.5, 1.45
_FOOT = 15  # mm at the foot that are the page number's
_TALLEST, _TILE, _TILES = 84.0, 24.0, 5  # mm of a figure and of a gallery's picture; tiles a row
_ROOM = {
    "pictures": _TALLEST,
    "heading": 3 * _TILE,
    "table": 1.5 * _TILE,
    "paragraph": 2 * _TILE,
}  # mm below a heading
_PADDING, _WIDEST = 3.0, 60.0  # mm beside a cell's text; of an entry before it is wrapped
_HEADINGS = {1: (18, 0, 4), 2: (13, 6, 2), 3: (10.5, 4, 1)}  # points, mm above, mm below
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_MARKS = str.maketrans("", "", "*`")  # markdown's marks, removed from texts
_FIXED_SPACE = "\N{NO-BREAK SPACE}"  # between a number and its unit
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_POINT = 25.4 / 72


def ready() -> None:
    """Raises MissingExtraError where PDFs cannot be written."""
    try:
        import fpdf  # noqa: F401
    except ImportError:
        raise MissingExtraError("fpdf2, which writes PDFs,", "tools") from None


def render_pdf(markdown: str, *roots: Path, portrait: bool = False) -> bytes:
    """The page as a PDF, A4 landscape or portrait.

    roots: folders in which its pictures are searched, in order.
    """
    page = _Page(roots, portrait)
    found = list(blocks(markdown.replace(" %", f"{_FIXED_SPACE}%")))
    for (kind, block), (following, _) in itertools.pairwise([*found, ("", [])]):
        if kind == "heading":
            page.heading(block, _ROOM.get(following, 0.0))
        elif kind == "paragraph":  # a line before a table is its title
            page.paragraph(block, _ROOM["table"] if following == "table" else 0.0)
        else:
            getattr(page, kind)(block)
    return page.done()


def blocks(markdown: str) -> Iterator[tuple[str, list[str]]]:
    """(kind, lines): heading, table, item, note, pictures, paragraph. Blank lines end a block."""
    lines: list[str] = []
    before = ""
    for line in [*markdown.splitlines(), ""]:
        kind = _kind(line)
        if lines and (kind != before or kind in ("heading", "item", "note")):
            yield before, lines
            lines = []
        if kind:
            lines.append(line)
        before = kind


def _kind(line: str) -> str:
    starts = {"#": "heading", "|": "table", "- ": "item", ">": "note", "![": "pictures"}
    if not line.strip():
        return ""
    return next((kind for start, kind in starts.items() if line.startswith(start)), "paragraph")


class _Page:
    """Draws block after block; fpdf2 breaks pages."""

    def __init__(self, roots: Sequence[Path], portrait: bool) -> None:
        self._roots = roots
        self._pdf = _document(portrait)
        self._beside: float | None = None  # where the next picture of a row goes
        self._row_top = self._row_bottom = 0.0

    def done(self) -> bytes:
        return bytes(self._pdf.output())

    def heading(self, lines: list[str], room: float) -> None:
        """room: height in mm that the next block needs on the same page."""
        marks, _, text = lines[0].partition(" ")
        points, above, below = _HEADINGS[min(len(marks), 3)]
        pdf = self._pdf
        self._new_row()
        if pdf.will_page_break(above + below + points * _POINT + room):  # not alone at the foot
            pdf.add_page()
        pdf.ln(above if pdf.get_y() > pdf.t_margin + 1 else 0)
        pdf.set_font(style="B", size=points)
        pdf.multi_cell(0, points * _POINT * 1.25, text, align="LEFT", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(below)

    def paragraph(self, lines: list[str], room: float) -> None:
        """room: as in `heading`."""
        self._new_row()
        if self._pdf.will_page_break(room):
            self._pdf.add_page()
        self._flow(" ".join(lines))
        self._pdf.ln(1.5)

    def item(self, lines: list[str]) -> None:
        self._new_row()
        margin = self._pdf.l_margin
        self._pdf.set_x(margin + 1)
        self._pdf.set_font(size=_TEXT)
        self._pdf.cell(4, _TEXT * _POINT * _LEAD, "•")
        self._pdf.set_left_margin(margin + 5)
        self._flow(lines[0].removeprefix("- "))
        self._pdf.set_left_margin(margin)
        self._pdf.set_x(margin)

    def note(self, lines: list[str]) -> None:
        self._new_row()
        pdf, margin = self._pdf, self._pdf.l_margin
        pdf.ln(1)
        top, first = pdf.get_y(), pdf.page
        pdf.set_left_margin(margin + 4)
        pdf.set_x(margin + 4)
        self._flow(lines[0].lstrip("> "))
        pdf.set_left_margin(margin)
        pdf.set_x(margin)
        if pdf.page == first:
            with pdf.local_context(fill_color=_WARNING):
                pdf.rect(margin, top, 1.2, pdf.get_y() - top, style="F")
        pdf.ln(1)

    def table(self, lines: list[str]) -> None:
        self._new_row()
        rows = [_cells(line) for line in lines]
        sides = [_side(mark) for mark in rows.pop(1)]
        if any(_PICTURE.search(cell) for row in rows for cell in row):
            self._tiles(rows)
            return
        for part, part_sides in self._fitting(rows, sides):
            self._draw_table(part, part_sides)

    def _fitting(
        self, rows: list[list[str]], sides: list[str]
    ) -> Iterator[tuple[list[list[str]], list[str]]]:
        """The table's parts. Sets the largest font size at which no word is split; where even the
        smallest is too wide, the table is split into parts that repeat the first column."""
        size: float = _TABLE
        while True:
            self._pdf.set_font(size=size)
            if sum(_longest_words(self._pdf, rows)) <= self._pdf.epw:
                yield rows, sides
                return
            if size <= _SMALLEST:
                break
            size -= 0.5
        self._pdf.set_font(size=_TABLE)
        words = _longest_words(self._pdf, rows)
        columns = list(range(1, len(words)))
        while columns:
            taken, width = [0], words[0]
            while columns and (len(taken) == 1 or width + words[columns[0]] <= self._pdf.epw):
                width += words[columns[0]]
                taken.append(columns.pop(0))
            self._pdf.set_font(size=_TABLE)
            yield [[row[i] for i in taken] for row in rows], [sides[i] for i in taken]

    def _draw_table(self, rows: list[list[str]], sides: list[str]) -> None:
        from fpdf.enums import TableBordersLayout
        from fpdf.fonts import FontFace

        pdf = self._pdf
        pdf.set_draw_color(*_RULE)
        pdf.ln(0.5)
        with pdf.table(
            col_widths=_widths(pdf, rows),
            text_align=sides,
            line_height=pdf.font_size * 1.35,
            padding=(0.7, 1.2),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", fill_color=_SHADE),
            v_align="MIDDLE",
        ) as table:
            for cells in rows:
                row = table.row()
                for text in cells:
                    bold = FontFace(emphasis="BOLD") if _BOLD.fullmatch(text) else None
                    row.cell(_BOLD.sub(r"\1", text), style=bold)
        pdf.ln(2)

    def _tiles(self, rows: list[list[str]]) -> None:
        """A gallery: a tile for each row of the table, with its pictures above its texts."""
        pdf = self._pdf
        pdf.set_auto_page_break(auto=False, margin=_FOOT)  # tiles are placed by hand
        width, top = pdf.epw / _TILES, pdf.get_y() + 0.5
        for i, cells in enumerate(rows[1:]):
            if i % _TILES == 0:
                if i:
                    pdf.set_y(top + _TILE + 9)
                if pdf.get_y() + _TILE + 11 > pdf.h - _FOOT:
                    pdf.add_page()
                top = pdf.get_y() + 0.5
            left = pdf.l_margin + (i % _TILES) * width
            shown = [found for found in map(_PICTURE.fullmatch, cells) if found]
            for j, found in enumerate(shown):
                pdf.image(
                    self._found(found[2]), x=left + j * (_TILE + 0.8), y=top, w=_TILE, h=_TILE,
                    alt_text=found[1], keep_aspect_ratio=True,
                )  # fmt: skip
            for j, text in enumerate(t for t in cells if not _PICTURE.fullmatch(t)):
                pdf.set_font(size=6)
                pdf.set_xy(left, top + _TILE + 0.6 + 3 * j)
                pdf.cell(width - 2, 3, _fitted(pdf, text, width - 3))
        pdf.set_xy(pdf.l_margin, top + _TILE + 8.5)
        pdf.set_auto_page_break(auto=True, margin=_FOOT)

    def pictures(self, lines: list[str]) -> None:
        """Two per row, at their own width or as wide as fits."""
        from PIL import Image

        pdf = self._pdf
        gap = 6.0
        for line in lines:
            found = _PICTURE.search(line)
            if found is None:
                continue
            path = self._found(found[2])
            with Image.open(path) as image:
                shape = image.width / image.height
            wide = shape > 1.9
            width = pdf.epw if wide else (pdf.epw - gap) / 2
            width = min(width, _TALLEST * shape)
            height = width / shape
            if wide or self._beside is None or self._beside + width > pdf.w - pdf.r_margin + 1:
                self._new_row()
                if pdf.will_page_break(height + 2):
                    pdf.add_page()
                self._row_bottom = self._row_top = pdf.get_y()
                self._beside = pdf.l_margin
            if self._row_top + height > pdf.page_break_trigger:
                self._new_row()
                pdf.add_page()
                self._row_bottom = self._row_top = pdf.get_y()
                self._beside = pdf.l_margin
            pdf.image(path, x=self._beside, y=self._row_top, w=width, h=height, alt_text=found[1])
            self._beside += width + gap
            self._row_bottom = max(self._row_bottom, self._row_top + height)
            if wide:
                self._new_row()

    def _found(self, name: str) -> Path:
        paths = [root / name for root in self._roots]
        return next((path for path in paths if path.is_file()), paths[-1])

    def _new_row(self) -> None:
        """Move below the pictures of a row."""
        if self._beside is not None:
            self._pdf.set_xy(self._pdf.l_margin, self._row_bottom + 4)
            self._beside = None

    def _flow(self, text: str) -> None:
        """Text with bold parts, wrapped at the right margin."""
        height = _TEXT * _POINT * _LEAD
        for i, part in enumerate(_BOLD.split(text)):
            self._pdf.set_font(style="B" if i % 2 else "", size=_TEXT)
            self._pdf.write(height, part.translate(_MARKS))
        self._pdf.ln(height)


def _document(portrait: bool = False) -> FPDF:
    from fpdf import FPDF

    class Report(FPDF):
        def footer(self) -> None:
            self.set_y(-10)
            self.set_font(size=7)
            self.set_text_color(*_FAINT)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")
            self.set_text_color(*_INK)

    # fpdf2 would log every missing glyph, which is drawn as a box
    logging.getLogger("fpdf").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    pdf = Report(orientation="portrait" if portrait else "landscape", format="A4")
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdf.add_font("Report", "", fonts / "DejaVuSans.ttf")
    pdf.add_font("Report", "B", fonts / "DejaVuSans-Bold.ttf")
    pdf.set_font("Report", size=_TEXT)
    pdf.set_margins(14, 13)
    pdf.set_auto_page_break(auto=True, margin=_FOOT)
    pdf.set_text_color(*_INK)
    pdf.set_producer("facevouch")
    pdf.add_page()
    return pdf


def _cells(line: str) -> list[str]:
    """The cells of a table's line; an escaped bar is part of the text."""
    parts = re.split(r"(?<!\\)\|", line.strip())[1:-1]
    return [part.strip().replace("\\|", "|") for part in parts]


def _side(mark: str) -> str:
    return "RIGHT" if mark.endswith(":") else "LEFT"


def _longest_words(pdf: FPDF, rows: list[list[str]]) -> list[float]:
    """The width in mm that each column needs so that no word is split."""
    found = []
    for column in zip(*rows, strict=True):
        pdf.set_font(style="B")
        head = [pdf.get_string_width(w) for w in column[0].split(" ")]
        pdf.set_font(style="")
        body = [
            pdf.get_string_width(w)
            for text in column[1:]
            for w in text.replace("**", "").split(" ")
        ]
        found.append(max([6.0, *head, *body]) + _PADDING)
    return found


def _widths(pdf: FPDF, rows: list[list[str]]) -> list[float]:
    """Each column's width in mm: its longest word, and a share of the remaining width in proportion
    to what its longest entry needs in addition."""
    words, wholes = _longest_words(pdf, rows), []
    for place, column in enumerate(zip(*rows, strict=True)):
        pdf.set_font(style="B")
        title = pdf.get_string_width(column[0])
        pdf.set_font(style="")
        texts = [_BOLD.sub(r"\1", text) for text in column[1:]]
        whole = max([title, *(pdf.get_string_width(text) for text in texts)])
        wholes.append(max(min(whole, _WIDEST) + _PADDING, words[place]))
    left = pdf.epw - sum(words)
    if left <= 0:
        return words  # too wide: words must be broken
    lack = sum(wholes) - sum(words)
    if lack <= left:
        return wholes
    return [w + left * (whole - w) / lack for w, whole in zip(words, wholes, strict=True)]


def _fitted(pdf: FPDF, text: str, width: float) -> str:
    """The text, with an ellipsis in the middle where it is too wide."""
    if pdf.get_string_width(text) <= width:
        return text
    for kept in range(len(text) // 2, 0, -1):
        short = f"{text[:kept]}…{text[-kept:]}"
        if pdf.get_string_width(short) <= width:
            return short
    return "…"
