"""The tables of the anti-spoof model card, from the figures of a release."""

from __future__ import annotations

from typing import Any

from tools.evaluation.words import percent

SPLITS = ("val", "test")


def tables(int8: dict[str, Any], fp32: dict[str, Any], baseline: dict[str, Any] | None) -> str:
    """Two Markdown tables: one line per source, and all sources of a split at one threshold.

    int8, fp32: the results of each file as in release.json. baseline: the AUC of the reference
    model by split and source, or None.
    """
    lines = [
        "| source | split | bona fide / attack | AUC INT8 | AUC FP32 | reference INT8 | EER | "
        "APCER / BPCER |",
        "|---|---|---|---|---|---|---|---|",
    ]
    means = []
    for split in SPLITS:
        rows, floats = int8["sources"][split], fp32["sources"][split]
        known = (baseline or {}).get(split, {})
        for source, row in rows.items():
            reference = f"{known[source]:.4f}" if source in known else ""
            interval = row["auc_interval"]
            said = f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else ""
            lines.append(
                f"| {source} | {split} | {row['bona_fide']} / {row['attack']} | "
                f"**{row['auc']:.4f}**{said} | {floats[source]['auc']:.4f} | {reference} | "
                f"{percent(row['eer'])} | {percent(row['apcer'])} / {percent(row['bpcer'])} |"
            )
        eer = sum(row["eer"] for row in rows.values()) / len(rows)
        both, reference = int8["one_threshold"][split], ""
        if known:
            reference = f"{sum(known.values()) / len(known):.4f}"
        means.append(
            f"| **mean of sources** | {split} | | **{int8['mean_auc'][split]:.4f}** | "
            f"{fp32['mean_auc'][split]:.4f} | {reference} | {percent(eer)} | "
            f"{percent(both['apcer'])} / {percent(both['bpcer'])} |"
        )
    lines += [
        *means,
        "",
        "| all sources of a split at once | pooled AUC | ACER at even odds | worst rate of a "
        "source | ACER, each source at the others' threshold |",
        "|---|---|---|---|---|",
    ]
    for split in SPLITS:
        row = int8["one_threshold"][split]
        lines.append(
            f"| {split} | {row['pooled_auc']:.4f} | {percent(row['acer'])} | "
            f"{percent(row['worst'])} | {percent(row['acer_left_out'])} |"
        )
    return "\n".join(lines) + "\n"
