"""The page, its figures and the JSON beside it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure
from scipy.special import ndtri

from edge import __version__
from edge.system.files import write_atomically
from tools.evaluation.figures.chart import DET_FLOOR, DET_TICKS, deviate
from tools.evaluation.figures.style import colour, dash, figure, png
from tools.evaluation.iso30107.matcher import AcceptRates
from tools.evaluation.iso30107.plan import TestPlan
from tools.evaluation.iso30107.results import LimitVerdict, PadResult, not_presented
from tools.evaluation.iso30107.signed import CONTENT, sign_report
from tools.evaluation.page import Block, Heading, Page, PagePicture, Paragraph, Table
from tools.evaluation.results import plain
from tools.evaluation.words import counted, exact, percent
from tools.metrics.bounds import Rate
from tools.metrics.expected import ExpectedCurve

NAME = "iso30107"
TERMS = (
    ("APCER", "attack presentations of one PAI species classified as bona fide, of all of that "
     "species that gave a response"),
    ("BPCER", "bona fide presentations classified as attack presentations"),
    ("APNRR, BPNRR", "attack, bona fide presentations without a response, of all of them"),
    ("BPCER10, 20, 100", "BPCER at the highest threshold at which this species' APCER is at most "
     "10, 5, 1 %"),
    ("IAPAR", "attack presentations that the full system accepts as the person they imitate: the "
     "matcher accepts them and the PAD subsystem calls no attack"),
    ("RIAPAR", "1 + IAPAR − TAR, of the worst species: what the attacks gain and the people lose"),
    ("FRR, FAR", "genuine comparisons refused, impostors without an artefact accepted"),
)  # fmt: skip
INTERVAL = (
    "Intervals are exact binomial ones (Clopper and Pearson 1934), 95 %. They hold where "
    "presentations are independent; several by one person, or with one artefact, are less so, and "
    "the true interval is wider."
)


def render(
    plan: TestPlan,
    result: PadResult,
    found: Sequence[LimitVerdict],
    facts: Mapping[str, str],
    spoofability: ExpectedCurve | None = None,
) -> tuple[Page, dict[str, bytes]]:
    """The page and its pictures by file name."""
    pictures = {f"{NAME}-det.png": png(_det(result))}
    if spoofability is not None:
        pictures[f"{NAME}-epsc.png"] = png(_epsc(spoofability))
    blocks: list[Block] = [*_outcome(found)]
    blocks += [Heading("Attack presentations, by PAI species"), _species(plan, result)]
    blocks.append(Paragraph(_worst(plan, result)))
    blocks += [Heading("Bona fide presentations"), _bona_fide(plan, result)]
    if result.people:
        blocks.append(Paragraph(_by_people(result)))
    blocks += [Heading("Trade-off, by PAI species"), _operating(result)]
    blocks.append(_picture(pictures, "det", "APCER against BPCER of every PAI species"))
    if result.matcher is not None:
        blocks += _matcher(result)
    if spoofability is not None:
        blocks.append(_picture(pictures, "epsc", "Expected error by the share of attacks"))
    blocks += [Heading("Terms"), Table(("Term", "Meaning"), TERMS, texts=2), Paragraph(INTERVAL)]
    conduct = plan.test.model_dump()
    named = [(name.capitalize(), str(value)) for name, value in conduct.items() if value]
    title = "Presentation attack detection: results in the terms of ISO/IEC 30107-3"
    return Page(title, [*named, *facts.items()], blocks), pictures


def write(
    page: Page,
    pictures: Mapping[str, bytes],
    content: Mapping[str, object],
    out: Path,
    *,
    pdf: bool = False,
    sign: bool = False,
) -> Path:
    """OUT/iso30107.html, .md, .json, pictures, with `pdf` .pdf, with `sign` a .sig beside each.

    The JSON names the sha256 of the other files. Raises OutputError.
    """
    markdown = page.markdown()
    files = {
        **pictures,
        f"{NAME}.md": markdown.encode(),
        f"{NAME}.html": page.html().encode(),
    }
    for name, data in files.items():
        write_atomically(out / name, data)
    if pdf:
        from tools.evaluation.pdf import render_pdf

        files[f"{NAME}.pdf"] = render_pdf(markdown, out, portrait=True)
        write_atomically(out / f"{NAME}.pdf", files[f"{NAME}.pdf"])
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    text = json.dumps({**content, "files": hashes}, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(out / CONTENT, (text + "\n").encode())
    if sign:
        sign_report(out, [*files, CONTENT])
    return out / f"{NAME}.html"


def as_json(
    plan: TestPlan, result: PadResult, found: Sequence[LimitVerdict], facts: Mapping[str, str]
) -> dict[str, object]:
    """Everything the page says, at full precision."""
    matcher = result.matcher
    return {
        "made_by": f"facevouch {__version__}",
        "standard": "ISO/IEC 30107-3",
        "facts": dict(facts),
        "plan": plan.model_dump(mode="json"),
        "passed": all(v.passed for v in found) if found else None,
        "verdicts": [
            {"what": v.what, "rate": plain(v.rate), "upper_95": v.high, "limit": v.limit,
             "passed": v.passed, "shown": v.shown}
            for v in found
        ],
        "threshold": result.threshold,
        "bpcer": plain(result.bpcer),
        "people": {what: plain(rate) for what, rate in result.people.items()},
        "bpnrr": plain(result.nonresponse),
        "species": {
            s.species: {
                "presentations": s.presentations, "apcer": plain(s.apcer),
                "apnrr": plain(s.nonresponse), **{k: plain(r) for k, r in s.bpcer_at.items()},
            }
            for s in result.species
        },
        "matcher": None if matcher is None else {
            "threshold": matcher.threshold, "system": _accept_rates(matcher.system),
            "alone": _accept_rates(matcher.alone),
        },
    }  # fmt: skip


def _accept_rates(rates: AcceptRates) -> dict[str, object]:
    return {
        "iapar": plain(rates.iapar), "iapar_all": plain(rates.iapar_all),
        "riapar": rates.riapar, "frr": plain(rates.frr), "far": plain(rates.far),
    }  # fmt: skip


def _outcome(found: Sequence[LimitVerdict]) -> list[Block]:
    if not found:
        return [Paragraph("The plan states no limits: nothing is passed or failed.")]
    failed = [v.what for v in found if not v.passed]
    said = f"Failed: {'; '.join(failed)}." if failed else "Passed: every rate is within its limit."
    unsure = [v.what for v in found if v.passed and v.shown is False]
    if unsure:
        said += f" Within the limit, but not shown at 95 %: {'; '.join(unsure)}."
    rows = [
        (
            v.what, "not measured" if math.isnan(v.rate) else percent(v.rate, 2),
            "–" if v.high is None else percent(v.high, 2),
            percent(v.limit, 2), "pass" if v.passed else "fail",
            "–" if v.shown is None else "yes" if v.shown else "no",
        )
        for v in found
    ]  # fmt: skip
    headers = ("Rate", "Measured", "Upper end, 95 %", "Limit", "Result", "Shown at 95 %")
    return [
        Heading("Results against the stated limits"),
        Paragraph(said, warning=bool(failed)),
        Table(headers, rows),
        Paragraph(
            "A rate passes where the measured value is within its limit. It is shown at 95 % where "
            "the upper end of its interval is, too: few presentations show little, and several of "
            "one person show less."
        ),
    ]


def _species(plan: TestPlan, result: PadResult) -> Table:
    rows = []
    for one in result.species:
        stated = plan.species.get(one.species)
        rows.append(
            (
                (stated.name if stated else "") or one.species,
                ", ".join(stated.series) if stated else "",
                (stated.potential if stated else "") or "not stated",
                str(stated.instruments) if stated and stated.instruments else "–",
                str(one.presentations + one.nonresponse.errors),
                counted(one.apcer, 2), exact(one.apcer), counted(one.nonresponse, 2),
            )
        )  # fmt: skip
    rows += [
        (
            stated.name or name, ", ".join(stated.series), stated.potential or "not stated",
            str(stated.instruments) if stated.instruments else "–", "0",
            "not measured", "N/A", "N/A",
        )
        for name, stated in not_presented(plan, result).items()
    ]  # fmt: skip
    headers = ("PAI species", "Series", "Attack potential", "PAIs", "Presentations", "APCER",
               "95 % interval", "APNRR")  # fmt: skip
    return Table(headers, rows, texts=3)


def _worst(plan: TestPlan, result: PadResult) -> str:
    worst = result.worst
    absent = ", ".join(not_presented(plan, result))
    silent = [one.species for one in result.species if not one.presentations]
    said = (
        f" No presentation of {', '.join(silent)} gave a response: its APCER is not measured, and "
        "its APNRR is 100 %."
        if silent
        else ""
    )
    return (
        f"The highest APCER is that of {worst.species}: {counted(worst.apcer, 2)}. At the "
        f"threshold {result.threshold:.6g} ({result.fixed_by}); a presentation is classified as an "
        f"attack where its score is at or above it.{said}"
        + (f" No presentation was made of {absent}, which the plan names." if absent else "")
    )


def _bona_fide(plan: TestPlan, result: PadResult) -> Table:
    people = str(plan.test.subjects) if plan.test.subjects else "not stated"
    row = (people, str(result.nonresponse.total), counted(result.bpcer, 2), exact(result.bpcer),
           counted(result.nonresponse, 2))  # fmt: skip
    return Table(("Subjects", "Presentations", "BPCER", "95 % interval", "BPNRR"), [row])


def _by_people(result: PadResult) -> str:
    said = [
        f"{what}: {rate.errors} of {rate.total} people, at most {percent(rate.interval()[1], 2)}"
        for what, rate in result.people.items()
    ]
    return (
        "The score file names people with several presentations each (one without a subject counts "
        "as a person of its own). People with an error in any of theirs, and the upper end of this "
        f"share's exact interval: {'; '.join(said)}. The limits are judged by the higher of both "
        "upper ends."
    )


def _operating(result: PadResult) -> Table:
    rows = [
        (s.species, *(counted(rate, 2) for rate in s.bpcer_at.values())) for s in result.species
    ]
    return Table(("PAI species", *result.species[0].bpcer_at), rows)


def _matcher(result: PadResult) -> list[Block]:
    matcher = result.matcher
    assert matcher is not None
    system, alone = matcher.system, matcher.alone
    pairs: list[tuple[str, Rate | None, Rate | None]] = [
        *((f"IAPAR, {name}", rate, alone.iapar[name]) for name, rate in system.iapar.items()),
        ("IAPAR, all species", system.iapar_all, alone.iapar_all),
        ("FRR, genuine comparisons", system.frr, alone.frr),
        ("FAR, licit scenario", system.far, alone.far),
    ]
    rows = [
        (what, counted(first, 2), exact(first), counted(second, 2), exact(second))
        for what, first, second in pairs
        if first is not None and second is not None
    ]
    worst = ("RIAPAR, worst species", percent(system.riapar, 2), "–", percent(alone.riapar, 2), "–")
    rows.insert(len(system.iapar) + 1, worst)
    headers = ("Rate", "Full system", "95 % interval", "Matcher alone", "95 % interval")
    return [
        Heading("Full system: the matcher under attack"),
        Table(headers, rows),
        Paragraph(
            f"A comparison is accepted by the matcher where its score is at or above "
            f"{matcher.threshold:.6g}, and by the full system where the PAD subsystem also calls "
            "no attack. Limits apply to the full system."
        ),
    ]


def _det(result: PadResult) -> Figure:
    """On normal deviate axes (Martin et al. 1997)."""
    drawn, (axes,) = figure(5.6, 5.0)
    for i, one in enumerate(result.species):
        if one.curve is None:  # none of it gave a response
            continue
        x, y = deviate(one.curve.fpr), deviate(1 - one.curve.tpr)
        axes.plot(
            x, y, color=colour(i + 1), linestyle=dash(i + 1), label=one.species, linewidth=1.6
        )
        at = deviate(result.bpcer.value), deviate(one.apcer.value)
        axes.plot(*at, "o", color=colour(i + 1), markersize=5)
    ticks = ndtri(DET_TICKS).tolist(), [f"{100 * t:g}" for t in DET_TICKS]
    span = (float(ndtri(DET_FLOOR)), float(ndtri(0.97)))
    axes.set_xticks(*ticks)
    axes.set_yticks(*ticks)
    axes.set(xlim=span, ylim=span, aspect="equal", xlabel="BPCER, %", ylabel="APCER, %")
    axes.set_title("APCER against BPCER (dots: at the threshold)")
    axes.legend(loc="upper right")
    return drawn


def _epsc(curve: ExpectedCurve) -> Figure:
    drawn, (axes,) = figure(5.6, 3.6)
    axes.plot(curve.weights, 100 * curve.error, color=colour(1), linewidth=1.8)
    axes.set(
        xlabel="ω, share of attacks among those who should be refused (0: licit, 1: spoof)",
        ylabel="HTER of the matcher, %",
        title=f"EPSC, thresholds fixed on validation scores (mean {100 * curve.area:.1f} %)",
        xlim=(0, 1),
        ylim=(0, None),
    )
    return drawn


def _picture(pictures: Mapping[str, bytes], name: str, title: str) -> PagePicture:
    return PagePicture(f"{NAME}-{name}.png", title, pictures[f"{NAME}-{name}.png"])
