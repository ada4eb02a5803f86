"""The tables of the deepfake model card, from the figures of a release."""

from __future__ import annotations

from typing import Any

from tools.evaluation.words import percent

TITLES = {
    "val": "val (DFDC)",
    "test": "test (DFDC)",
    "val_unseen": "lfw_swap (unseen swaps)",
    "val_gan": "val_gan (StyleGAN)",
}
PARTS = {
    "cameras": "in training and calibration",
    "unseen_cameras": "test, never trained on",
    "val_unseen": "unseen in training",
}


def tables(result: dict[str, Any]) -> str:
    """Three Markdown tables: the errors by split and file, the bona fide called a forgery by source
    (INT8), and how often an attack's kind is named (INT8).

    result: what `deepfake_release.release` returns.
    """
    lines = [
        "| split | file | bona fide / attack | AUC (95 %) | EER | APCER | BPCER |",
        "|---|---|---|---|---|---|---|",
    ]
    for split, title in TITLES.items():
        for precision in ("fp32", "int8"):
            row = result[precision]["splits"][split]
            interval = row["auc_interval"]
            width = f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else ""
            lines.append(
                f"| {title} | {precision.upper()} | {row['bona_fide']} / {row['attack']} | "
                f"{row['auc']:.4f}{width} | {percent(row['eer'])} | {percent(row['apcer'])} | "
                f"{percent(row['bpcer'])} |"
            )
    lines += [
        "",
        "| source | part | faces | above even odds | above bpcer_5 | above bpcer_1 |",
        "|---|---|---|---|---|---|",
    ]
    found = result["int8"]["bona_fide"]
    for part in ("cameras", "unseen_cameras", "val", "test", "val_unseen", "val_gan"):
        for source, row in found[part].items():
            rates = (row[name] for name in ("even_odds", "bpcer_5", "bpcer_1"))
            lines.append(
                f"| {source} | {PARTS.get(part, part)} | {row['faces']} | "
                + " | ".join(percent(rate) for rate in rates)
                + " |"
            )
    lines += [
        "",
        "| split | attacks | named rightly | named wrongly | not named |",
        "|---|---|---|---|---|",
    ]
    for split, row in result["int8"]["named"].items():
        rates = (row[name] for name in ("right", "wrong", "none"))
        lines.append(
            f"| {TITLES[split]} | {row['attacks']} | "
            + " | ".join(percent(rate) for rate in rates)
            + " |"
        )
    return "\n".join(lines) + "\n"
