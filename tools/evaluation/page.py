"""A short report as blocks, rendered as markdown and as a self-contained HTML page."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a warning is highlighted."""

    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first `texts` columns are left-aligned texts, the others numbers."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: int = 1


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A PNG by its file name beside the page; `content` is embedded in the HTML."""

    name: str
    title: str
    content: bytes

    @property
    def data(self) -> str:
        return f"data:image/png;base64,{base64.b64encode(self.content).decode()}"


Block = Heading | Paragraph | Table | PagePicture


@dataclass(frozen=True, slots=True)
class Page:
    """facts: name and value lines below the title."""

    title: str
    facts: Sequence[tuple[str, str]]
    blocks: Sequence[Block]

    def markdown(self) -> str:
        """Tables, lists and pictures as `pdf.render_pdf` reads them."""
        parts = [f"# {self.title}", "\n".join(f"- **{name}:** {text}" for name, text in self.facts)]
        parts += [_marked(block) for block in self.blocks]
        return "\n\n".join(part for part in parts if part) + "\n"

    def html(self) -> str:
        """One page with its pictures inside."""
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        blocks = [(type(block).__name__.lower(), block) for block in self.blocks]
        return environment.get_template("page.html.j2").render(page=self, blocks=blocks)


def _marked(block: Block) -> str:
    match block:
        case Heading(text):
            return f"## {text}"
        case Paragraph(text, warning):
            return f"> **Note.** {text}" if warning else text
        case PagePicture(name, title, _):
            return f"![{title}]({name})"
        case Table(headers, rows, texts):
            marks = ["---" if i < texts else "---:" for i in range(len(headers))]
            lines = [headers, marks, *rows]
            return "\n".join("| " + " | ".join(_cell(text) for text in row) + " |" for row in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
