"""Writes the engine's sentences for the service's page: `python -m ui.page_sentences`.

The service answers in English. Its page recognises a sentence by its pattern and shows it in the
visitor's language; the patterns and their translations are those of the window's catalogues.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

from ui import language
from ui.engine_sentences import CATALOGUE

PLACE = Path(__file__).resolve().parents[1] / "edge" / "service" / "page_sentences.js"
HEAD = "// Made by `python -m ui.page_sentences`: the languages are in page_words.js's order."


def script() -> str:
    """The file's content: a list of patterns, each with its translations in the page's order."""
    others = [_engine(code) for code in language.NAMES if code != "en"]
    rows = [[pattern, *(other[pattern] for other in others)] for pattern in sorted(CATALOGUE)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"{HEAD}\nconst SENTENCES = [\n{lines},\n];\n"


def _engine(code: str) -> dict[str, str]:
    """English pattern → translation, of the engine's sentences."""
    root = ET.parse(language.FOLDER / f"facevouch_{code}.ts").getroot()
    return {
        message.findtext("source", ""): message.findtext("translation", "")
        for context in root.iter("context")
        if context.findtext("name") == "Engine"
        for message in context.iter("message")
    }


if __name__ == "__main__":
    PLACE.write_text(script(), encoding="utf-8")
