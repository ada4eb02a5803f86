"""The service's page has the translations of the window's catalogues."""

from __future__ import annotations

from ui.page_sentences import PLACE, script


def test_the_script_of_the_page_is_in_step_with_the_catalogues() -> None:
    assert PLACE.read_text(encoding="utf-8") == script(), "run python -m ui.page_sentences"
