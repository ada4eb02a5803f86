"""The PDF has the content of the Markdown page, for any width and length."""

from __future__ import annotations

import re

import numpy as np
import pytest
from evaluation_run import run

from tools.evaluation import pdf
from tools.evaluation.pdf import blocks, render_pdf

TABLE = "| Variant | AUC |\n|---|---:|\n"


@pytest.fixture
def pictures(tmp_path):
    from PIL import Image

    for name, shape in (("wide", (40, 120, 3)), ("square", (60, 60, 3)), ("tall", (120, 40, 3))):
        noise = np.random.default_rng(0).integers(0, 255, shape, np.uint8)
        Image.fromarray(noise).save(tmp_path / f"{name}.png")
    return tmp_path


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


def images(content: bytes) -> int:
    return len(re.findall(rb"/Subtype /Image\b", content))


def test_markdown_is_taken_apart_into_blocks():
    page = f"# T\n\n- a\n- b\n\ntext\ngoes on\n\n{TABLE}| x | 1 |\n\n> note\n\n![f](f.png)\n"
    kinds = [kind for kind, _ in blocks(page)]
    assert kinds == ["heading", "item", "item", "paragraph", "table", "note", "pictures"]
    assert dict(blocks(page))["paragraph"] == ["text", "goes on"]


def test_every_picture_is_drawn_once_it_is_used(pictures):
    page = "\n\n".join(f"![{n}]({n}.png)" for n in ("wide", "square", "tall", "square", "wide"))
    assert images(render_pdf(page, pictures)) == 3


def test_a_gallery_of_many_samples_goes_on_below_and_on_the_next_page(pictures):
    head = "| Sample | Score | Picture | Heatmap |\n|---|---:|---|---|\n"
    few, many = (
        head + "| a_very_long_name_of_a_sample.png | 0.5 | ![](square.png) | N/A |\n" * count
        for count in (5, 40)
    )
    assert pages(render_pdf(few, pictures)) == 1
    assert pages(render_pdf(many, pictures)) == 2


def test_a_table_longer_than_a_page_fits(tmp_path):
    wide = "| " + " | ".join(["antispoof_minifasnet_v2_se_fp32", *["10.5 % (3/200)"] * 11]) + " |\n"
    page = wide + "|---" * 12 + "|\n" + wide * 80
    assert pages(render_pdf(page, tmp_path)) > 1


def test_no_word_of_a_header_is_broken_where_the_page_has_room_for_all_of_them():
    from tools.evaluation.pdf import _document, _widths

    head = ["Variant", "Threshold", *["Samples", "Precision", "Accuracy"] * 3]
    body = ["antispoof_minifasnet_v2_se_fp32", "0.9508 (APCER = BPCER on val)", *["0.1"] * 9]
    pdf = _document()
    pdf.set_font(size=7)
    widths = _widths(pdf, [head, body])
    share = min(1.0, pdf.epw / sum(widths))
    pdf.set_font(style="B")
    needed = [pdf.get_string_width(name) + 2.4 for name in head]
    pdf.output()  # closes its fonts
    assert all(w * share >= n for w, n in zip(widths, needed, strict=True))


def test_a_number_is_not_parted_from_its_percent_sign():
    rows = [["Rate", "95 % interval"], ["APCER", "35.13\xa0% to 70.22\xa0%"]]
    page = pdf._Page([], portrait=True)
    page._pdf.set_font(size=7)
    words = pdf._longest_words(page._pdf, rows)
    assert words[1] >= page._pdf.get_string_width("70.22\xa0%")
    page.done()  # closes its fonts


def test_signs_of_every_script_and_bars_within_cells_are_no_hindrance(tmp_path):
    assert pages(render_pdf(f"# Δp ≥ 0,5 – 測試\n\n{TABLE}| a\\|b | −1 |\n", tmp_path)) == 1


def test_a_run_writes_its_pdf_and_a_later_one_without_takes_it_away(models, squares, tmp_path):
    out = tmp_path / "out"
    common = ("--model", models(), "--data", squares, "--split", "test", "--out", out)
    assert run(*common, "--pdf") == 0
    made = (out / "evaluation" / "report.pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    assert images(made) > 8  # figures, crops and heatmaps
    assert run(*common, "--no-galleries") == 0
    assert not (out / "evaluation" / "report.pdf").exists()


def test_a_wide_table_gets_a_smaller_font_or_is_split_between_columns():
    def cut(columns: int) -> list[list[str]]:
        page = pdf._Page([], portrait=True)
        names = [f"a_long_name_{i:02}" for i in range(columns)]
        rows = [["Model", *names], ["first", *["0.1234"] * columns]]
        parts = []
        for part, _ in page._fitting(rows, ["LEFT"] + ["RIGHT"] * columns):
            assert sum(pdf._longest_words(page._pdf, part)) <= page._pdf.epw
            parts.append(part[0])
        return parts

    assert len(cut(4)) == 1
    assert len(cut(9)) == 1  # in smaller type
    many = cut(40)
    assert all(part[0] == "Model" for part in many)
    assert [name for part in many for name in part[1:]] == [
        f"a_long_name_{i:02}" for i in range(40)
    ]


def test_blocks_after_a_gallery_do_not_cover_the_page_number(pictures):
    page = pdf._Page([pictures], portrait=False)
    row = "| a.png | 0.5 | ![](square.png) | N/A |"
    page.table(["| Sample | Score | Picture | Heatmap |", "|---|---:|---|---|", *[row] * 30])
    assert page._pdf.b_margin == pdf._FOOT
    assert page._pdf.get_y() <= page._pdf.h - pdf._FOOT + 3
