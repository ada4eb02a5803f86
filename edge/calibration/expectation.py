"""The error rates to expect at a calibrated camera, as sentences for the operator."""

from __future__ import annotations

from collections.abc import Sequence

from edge.calibration.fit import Fit
from edge.calibration.live_bound import PRESENTATION_S
from edge.calibration.recording import Recording, kind_name
from edge.calibration.reference import reference_of
from edge.message import Message, joined
from models.spec import ModelSpec


def expected(result: Fit, attacks: Sequence[Recording], spec: ModelSpec) -> list[str]:
    """The expected share of refused people and of passing attacks, why more people are refused than
    asked for where that is so, then the data behind it.

    attacks: recordings of the attacks shown. spec: of the model, as shipped.
    """
    refused = round(100 * result.refused)
    if result.passing is None:
        only = Message(
            "at this door about {0} of 100 people are refused; how many photos pass is not "
            "known: show a print and a phone as well",
            refused,
        )
        return [only] if result.excess is None else [only, result.excess]
    first = Message(
        "at this door about {0} of 100 people are refused and {1} of 100 photos pass",
        refused,
        round(100 * result.passing),
    )
    sentences: list[str] = [first] if result.excess is None else [first, result.excess]
    shown = None
    for attack in attacks:
        count = max(1, attack.seconds // PRESENTATION_S)
        one = Message("{0}: {1}", kind_name(attack.kind), count)
        shown = one if shown is None else Message("{0}, {1}", shown, one)
    reference = reference_of(spec)
    if shown is not None:
        sentences.append(Message("presentations shown: {0}", shown))
    elif reference is not None:
        where = reference.measured_on or Message("other cameras")
        sentences.append(
            Message(
                "no attack was shown: the latter is an estimate from {0} attack clips of {1}",
                reference.clips,
                where,
            )
        )
    return sentences


def trade(result: Fit) -> str:
    """The trade-off between BPCER and passing attacks, in English; empty where the latter are
    unknown.
    """
    prices = ", ".join(f"{100 * b:.0f} refused {100 * y:.0f}" for b, y in result.trade.items())
    return f"photos that pass by people refused, of 100 each: with {prices}" if prices else ""


def in_one_line(sentences: Sequence[str]) -> str:
    """All sentences, separated by semicolons."""
    first, *rest = sentences
    for sentence in rest:
        first = joined(first, sentence)
    return first
