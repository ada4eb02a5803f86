"""The report in a browser that prints: charts as wide as the paper, whatever the window was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from browser import Browser
from needs import needs

from tools.evaluate import main

WIDTHS = "[...document.querySelectorAll('.plotly-graph-div .main-svg')].map(g => g.clientWidth)"
PAPER = 1039 / 0.7 - 14
"""275 mm at 96 px an inch, over what figures are shrunk by on paper, without the frame."""
DRAWN = "document.readyState === 'complete' && document.querySelector('.main-svg') !== null"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    rows = [f"{i},{rng.random() * 0.6 + 0.4 * (i % 2):.4f},{i % 2}" for i in range(80)]
    scores = tmp_path / "scores.csv"
    scores.write_text("\n".join(["sample_file,score,target", *rows]) + "\n")
    out = tmp_path / "out"
    given = [f"fp32={scores}:4", f"int8={scores}:1"]
    assert main(["report", "--scores", *given, "--out", str(out)]) == 0
    return out / "evaluation" / "report.html"


@needs("chromium")
def test_charts_take_the_papers_width_to_print_and_the_windows_again_after(page, tmp_path):
    printed = []
    with Browser(tmp_path / "profile") as browser:
        for width in (800, 1600):
            browser.open(page.as_uri(), width)
            browser.wait_for(DRAWN)
            before = browser.evaluate(WIDTHS)
            browser.evaluate("dispatchEvent(new Event('beforeprint')); 0")
            browser.wait_for(f"Math.abs(Math.max(...{WIDTHS}) - {PAPER}) < 2")
            printed.append(browser.evaluate(WIDTHS))
            browser.evaluate("dispatchEvent(new Event('afterprint')); 0")
            browser.wait_for(f"JSON.stringify({WIDTHS}) === JSON.stringify({before})")
    assert printed[0] == printed[1]
