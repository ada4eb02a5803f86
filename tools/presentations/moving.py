"""Acceptance of moving attacks by family and challenge; each attempt is stored in a journal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from edge.errors import DataError, OutputError
from tools.metrics.bounds import Rate
from tools.presentations.challenged import KINDS, Attempt, ChallengedGate, Family, recorded
from tools.presentations.presentation import Presentation
from tools.presentations.report import percent

JOURNAL = "moving.jsonl"


@dataclass(frozen=True, slots=True)
class MovingAttacks:
    """The attacks to try.

    puppets: bona fide stills that are animated. relit: stills that are painted anew as they turn,
    too. loops: recordings of bona fide people that replace
    the camera's signal. replays: recordings of a screen that showed people. kinds: keys of KINDS,
    the challenges. guarded: see ChallengedGate.
    """

    puppets: Sequence[Presentation]
    loops: Sequence[Path]
    replays: Sequence[Path]
    kinds: Sequence[str]
    seed: int = 7
    guarded: bool = True
    relit: Sequence[Presentation] = ()

    def __len__(self) -> int:
        shown = (self.puppets, self.relit, self.loops, self.replays)
        return len(self.kinds) * sum(map(len, shown))


def attempts(
    attacks: MovingAttacks, digest: str, out: Path, advance: Callable[[int], None] = lambda _: None
) -> list[Attempt]:
    """Try all of them; attempts in the journal under `out` with the same digest are not repeated.

    digest: identifies the models and settings. advance: called with the number of new results.

    A still in which no face is found is left out. Raises DataError, ModelError, OutputError,
    SourceError.
    """
    digest = f"{digest} {attacks.seed} {attacks.guarded}"
    known = _read(out / JOURNAL, digest)
    found: list[Attempt] = []
    gate = ChallengedGate(guarded=attacks.guarded)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / JOURNAL).open("a" if known else "w", encoding="utf-8") as journal:
            if not known:
                journal.write(json.dumps({"digest": digest}) + "\n")
            for family, name, kind, show in _all(attacks, gate):
                one = known.get((family, name, kind))
                if one is None and (one := show()) is not None:
                    journal.write(json.dumps(asdict(one)) + "\n")
                    journal.flush()
                if one is not None:
                    found.append(one)
                advance(1)
    except OSError as error:
        raise OutputError(f"cannot write {out / JOURNAL}: {error.strerror}") from error
    finally:
        gate.close()
    return found


Shown = tuple[Family, str, str, Callable[[], Attempt | None]]


def _all(attacks: MovingAttacks, gate: ChallengedGate) -> Iterator[Shown]:
    """Every attack with every challenge, each with a seed of its own."""
    stills = ((Family.PUPPET, attacks.puppets), (Family.RELIT, attacks.relit))
    for family, ones in stills:
        for number, one in enumerate(ones):
            for turn, kind in enumerate(attacks.kinds):

                def puppet(
                    one: Presentation = one, kind: str = kind, family: Family = family,
                    seed: int = attacks.seed + 97 * number + turn,
                ) -> Attempt | None:  # fmt: skip
                    actor = gate.puppet(one, seed, relit=family is Family.RELIT)
                    if actor is None:
                        return None
                    return gate.attempt(family, one.name, kind, actor, seed)

                yield family, one.name, kind, puppet
    for family, paths in ((Family.LOOP, attacks.loops), (Family.REPLAY, attacks.replays)):
        for number, path in enumerate(paths):
            for turn, kind in enumerate(attacks.kinds):

                def play(
                    path: Path = path, kind: str = kind, family: Family = family,
                    seed: int = attacks.seed + 97 * number + turn,
                ) -> Attempt:  # fmt: skip
                    return gate.attempt(family, path.name, kind, recorded(path), seed)

                yield family, path.name, kind, play


def _read(journal: Path, digest: str) -> dict[tuple[str, str, str], Attempt]:
    try:
        first, *lines = journal.read_text(encoding="utf-8").splitlines() or [""]
        if json.loads(first or "{}").get("digest") != digest:
            return {}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise DataError(f"cannot read {journal}: {error}; delete it to start again") from error
    found: dict[tuple[str, str, str], Attempt] = {}
    for line in lines:
        try:
            row = json.loads(line)
            one = Attempt(**{**row, "family": Family(row["family"])})
        except (ValueError, KeyError, TypeError):
            continue  # the last line of an interrupted run
        found[one.family, one.name, one.kind] = one
    return found


def as_json(found: Sequence[Attempt]) -> list[dict[str, Any]]:
    """The counts of each family and challenge."""
    return [
        {"family": family, "asked": kind, "tried": len(ones),
         "vouched": sum(one.vouched for one in ones),
         "passed": sum(bool(one.passed) for one in ones),
         "accepted": sum(one.accepted for one in ones)}
        for family, kind, ones in _groups(found)
    ]  # fmt: skip


def moving_table(found: Sequence[Attempt]) -> str:
    """Markdown, one line per family and challenge: attacks vouched for by the models, attacks that
    passed the challenge, attacks accepted by both with the 95 % interval, and the most frequent
    reason for the end of a challenge."""
    lines = [
        "| attack | asked | shown | models alone vouch | challenge passed | accepted | ended by |",
        "|---|---|---|---|---|---|---|",
    ]
    for family, kind, ones in _groups(found):
        accepted = Rate(sum(one.accepted for one in ones), len(ones))
        passed = "" if kind == "none" else str(sum(bool(one.passed) for one in ones))
        why = [one.why for one in ones if one.why]
        most = sorted(set(why), key=lambda w: (-why.count(w), w))[:2]
        lines.append(
            f"| {family} | {kind} | {len(ones)} | {sum(one.vouched for one in ones)} | {passed} "
            f"| {accepted.errors}: {percent(accepted)} "
            f"| {', '.join(f'{w} {why.count(w)}' for w in most)} |"
        )
    return "\n".join(lines)


def _groups(found: Sequence[Attempt]) -> Iterator[tuple[str, str, list[Attempt]]]:
    for family in Family:
        for kind in KINDS:
            ones = [one for one in found if (one.family, one.kind) == (family, kind)]
            if ones:
                yield family.value, kind, ones
