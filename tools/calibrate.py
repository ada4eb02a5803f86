"""`facevouch calibrate …`: fit temperature and threshold to a camera and a place."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":  # run as a script: the checkout is the import root
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from edge.errors import DataError, FacevouchError, ModelError, SourceError

if TYPE_CHECKING:
    from edge.types import FrameResult
    from models.registry import Registry
    from models.spec import ModelSpec
    from tools.calibration.beside import Beside
    from tools.calibration.fit import Fit
    from tools.calibration.record import Recording
    from tools.calibration.usual import Usual

Watcher = Callable[["FrameResult"], object]

EPILOG = """\
examples:
  facevouch calibrate                                 the first camera, a minute of bona fide
  facevouch calibrate --people 5                      five people, one after the other
  facevouch calibrate --live 0 --print 0 --phone 0    then a print and a phone before it
  facevouch calibrate --live a.mp4 --phone b.webm --camera "lobby door"

Recordings are looked at and forgotten; only numbers are stored, in the gate's state, under the
camera's own name: the fit, how scores and pictures usually are (drift is noticed by it), and which
camera it was (another one in its place is noticed). See docs/conversion.md.
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="facevouch calibrate",
        description="Fit a model's temperature and threshold to this camera and this place.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--live", metavar="SOURCE", action="append",
                     help="bona fide: a person (default: the first camera)")  # fmt: skip
    top.add_argument("--print", metavar="SOURCE", action="append", dest="prints", default=[],
                     help="a printed face held before the same camera")  # fmt: skip
    top.add_argument("--phone", metavar="SOURCE", action="append", dest="phones", default=[],
                     help="a face on a phone or another screen")  # fmt: skip
    top.add_argument("--seconds", type=float, default=60, help="of each source (60)")
    top.add_argument("--model", metavar="ID", help="default: the registry's anti-spoof model")
    top.add_argument("--camera", metavar="NAME", help="store under this name (default: its own)")
    top.add_argument("--people", type=int, default=1, metavar="N",
                     help="record --live so often, another person each time (1)")  # fmt: skip
    top.add_argument("--bpcer", type=float, default=0.05,
                     help="people that may be refused at a verdict (%(default)s)")  # fmt: skip
    top.add_argument("--out", type=Path, metavar="DIR", help="store here, not in the user's folder")
    top.add_argument("--dry-run", action="store_true", help="fit and show, store nothing")
    top.add_argument("--no-prompt", action="store_true", help="do not wait for Enter")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Record, fit, store. What a user can mend is one line and exit status 2; 130: interrupted."""
    try:
        return _run(parser().parse_args(argv))
    except FacevouchError as error:
        message: object = error
    except KeyboardInterrupt:
        print("facevouch calibrate: interrupted; nothing was stored", file=sys.stderr)  # noqa: T201
        return 130
    print(f"facevouch calibrate: {message}", file=sys.stderr)  # noqa: T201
    return 2


def _run(args: argparse.Namespace) -> int:
    from rich.console import Console

    from edge.calibration.store import SiteCalibration, camera_identity, folder, read, store
    from edge.system.files import refuse_unwritable
    from models.registry import Registry
    from tools.calibration.fit import fit
    from tools.calibration.reference import reference_of
    from tools.calibration.usual import Usual

    if not args.seconds > 0:
        raise DataError(f"--seconds must be above 0, got {args.seconds:g}")
    if not 0 < args.bpcer < 0.5:
        raise DataError(f"--bpcer lies between 0 and 0.5, got {args.bpcer:g}")
    if not 1 <= args.people <= 100:
        raise DataError(f"--people lies between 1 and 100, got {args.people}")
    registry = Registry.open()
    spec = _spec(registry.get(args.model) if args.model else registry.default("antispoof"))
    live = args.live or [None]
    people = [*live[:1] * args.people, *live[1:]]
    shown = [("bona fide", people), ("print", args.prints), ("phone", args.phones)]
    camera = args.camera or camera_identity((args.live or [None])[0])
    if args.camera is None:
        _refuse_other_cameras(camera, [*(args.live or []), *args.prints, *args.phones])
    if not args.dry_run:  # before somebody stands there for minutes, not after
        read(camera, args.out)
        refuse_unwritable(args.out or folder())
    usual = Usual(spec)
    deepfake = _deepfake_beside(registry, spec, asked=args.model is not None)
    watchers = [usual.see] if deepfake is None else [usual.see, deepfake.see]
    recordings = [
        _record_all(
            args, kind, sources, spec, usual, deepfake, watchers if kind == "bona fide" else []
        )
        for kind, sources in shown
        if sources
    ]
    result = fit(
        recordings[0], recordings[1:], spec.calibration,
        bpcer=args.bpcer, reference=reference_of(spec),
    )  # fmt: skip
    entry = SiteCalibration(
        model=spec.id, sha256=spec.sha256, basis=result.basis,  # type: ignore[arg-type]
        slope=result.slope, slope_interval=result.slope_interval,
        offset=result.offset, offset_interval=result.offset_interval,
        threshold=result.threshold, threshold_interval=result.threshold_interval,
        looks=result.looks,
        bpcer_asked=args.bpcer,
        seconds={r.kind: r.seconds for r in recordings},
        frames={r.kind: int(r.raw.size) for r in recordings},
        fitted_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    )  # fmt: skip
    out = Console(highlight=False)
    _show(out, camera, spec, result, recordings)
    out.print(expected(result, recordings[1:], spec), markup=False, soft_wrap=True)
    second = deepfake.entry(args.bpcer, entry.fitted_at) if deepfake is not None else None
    if second is not None:
        out.print(f"{second.model}: calls {args.bpcer:.0%} of these people an attack from here on")
    if args.dry_run:
        out.print("nothing was stored (--dry-run)")
        return 0
    if second is not None:
        store(camera, second, args.out)
    out.print(f"stored: {store(camera, entry, args.out)}", soft_wrap=True)
    how = f'with camera.calibrated_as = "{camera}"' if args.camera else f"for the source {camera}"
    if args.out is None:
        out.print(f"it is used {how}", markup=False, soft_wrap=True)
    usual.store(camera, entry.slope, entry.offset, args.out)
    pinned = None if args.camera or args.out else usual.pin()
    if pinned is not None:
        out.print(f"pinned: {pinned}", soft_wrap=True)
    return 0


def _refuse_other_cameras(camera: str, sources: Sequence[str]) -> None:
    """Attacks before another lens say nothing of this one. Recordings may be of any camera."""
    from edge.calibration.store import camera_identity
    from edge.capture.resolve import open_source
    from edge.config import Config

    live = [named for named in sources if open_source(named, Config().camera).live]
    others = {camera_identity(named) for named in live} - {camera}
    if others:
        raise DataError(
            f"{camera} and {min(others)} are two cameras, and a calibration belongs to one: show "
            "everything to the same, or say with --camera NAME that they are one"
        )


def _deepfake_beside(registry: Registry, spec: ModelSpec, *, asked: bool) -> Beside | None:
    """The deepfake model, calibrated to the same people; None where one model was named."""
    from tools.calibration.beside import Beside

    found = None if asked else registry.default("deepfake")
    return Beside(found) if found is not None and found.task == "deepfake" != spec.task else None


def expected(result: Fit, attacks: Sequence[Recording], spec: ModelSpec) -> str:
    """What to expect at this door, in plain words."""
    from tools.calibration.live_bound import PRESENTATION_S
    from tools.calibration.reference import reference_of

    refused = f"at this door about {100 * result.refused:.0f} of 100 people are refused"
    if result.passing is None:
        return f"{refused}; how many photos pass is not known: show a print and a phone as well"
    words = [f"{refused} and {100 * result.passing:.0f} of 100 photos pass"]
    if attacks:
        shown = (f"shown {r.kind}s: {max(1, r.seconds // PRESENTATION_S)}" for r in attacks)
        words.append(", ".join(shown))
    elif (reference := reference_of(spec)) is not None:
        words.append(
            f"no attack was shown: the latter is an estimate from {reference.clips} attack "
            f"clips of {reference.measured_on or 'other cameras'}"
        )
    prices = ", ".join(f"{100 * b:.0f} refused {100 * y:.0f}" for b, y in result.trade.items())
    words.append(f"photos that pass by people refused, of 100 each: with {prices} (--bpcer)")
    return "; ".join(words)


def _spec(found: ModelSpec | None) -> ModelSpec:
    if found is None:
        raise ModelError("no anti-spoof model is installed to calibrate; name one with --model ID")
    if found.task not in ("antispoof", "deepfake"):
        raise ModelError(f"{found.id} is a {found.task}, it gives no score to calibrate")
    return found


def _record_all(
    args: argparse.Namespace,
    kind: str,
    sources: Sequence[str | None],
    spec: ModelSpec,
    usual: Usual,
    deepfake: Beside | None,
    watchers: Sequence[Watcher],
) -> Recording:
    joined: Recording | None = None
    for number, source in enumerate(sources, 1):
        turn = f"{kind} {number} of {len(sources)}" if len(sources) > 1 else kind
        one = _record(args, (kind, turn), source, spec, usual, deepfake, watchers)
        joined = one if joined is None else joined.joined(one)
    assert joined is not None
    return joined


def _record(
    args: argparse.Namespace,
    turn: tuple[str, str],
    named: str | None,
    spec: ModelSpec,
    usual: Usual,
    deepfake: Beside | None,
    watchers: Sequence[Watcher],
) -> Recording:
    from rich.console import Console

    from edge.capture.cameras import list_cameras
    from edge.capture.resolve import open_source
    from edge.config import Config, ModelsConfig
    from edge.runtime.factory import build_pipeline
    from models.registry import Registry
    from tools.calibration.record import record

    kind, told = turn
    chosen = {"antispoof": None, "deepfake": None} | {spec.task: spec.id}
    if deepfake is not None and watchers:
        chosen["deepfake"] = deepfake.spec.id
        deepfake.next_person()
    config = Config(models=ModelsConfig(**chosen, deepfake_every=1))  # type: ignore[arg-type]
    if named is None and not list_cameras():  # the demo would be taken for this place
        raise SourceError("there is no camera to calibrate; name one, or recordings, with --live")
    source = open_source(named, config.camera)
    if source.live and not args.no_prompt and sys.stdin.isatty():
        try:
            input(f"{told}: get ready before {source.id} and press Enter … ")
        except EOFError:
            raise DataError("nobody pressed Enter; nothing was stored") from None
    if watchers:
        usual.watch(named, source)
    pipeline = build_pipeline(config, Registry.open())
    try:
        with Console(stderr=True).status(f"{kind}: {source.id}") as status, source:
            return record(
                source, pipeline, spec, kind, args.seconds,
                lambda s, n: status.update(f"{kind}: {s:.0f} of {args.seconds:.0f} s, {n} faces"),
                lambda result: [see(result) for see in watchers],
            )  # fmt: skip
    finally:
        pipeline.close()


def _show(
    out: object, camera: str, spec: ModelSpec, result: Fit, recordings: Sequence[Recording]
) -> None:
    from rich.console import Console
    from rich.table import Table

    assert isinstance(out, Console)
    seen = ", ".join(f"{r.kind} {r.raw.size} faces in {r.seconds} s" for r in recordings)
    out.print(f"{spec.id} on {camera}: {seen}", markup=False, soft_wrap=True)
    table = Table("", "shipped", "here", "95 % interval", box=None)
    rows = (
        ("slope (1 / temperature)", spec.calibration.slope, result.slope, result.slope_interval),
        ("offset", spec.calibration.offset, result.offset, result.offset_interval),
        ("threshold", spec.thresholds.get("default", 0.5), result.threshold,
         result.threshold_interval),
    )  # fmt: skip
    for name, shipped, here, (low, high) in rows:
        table.add_row(name, f"{shipped:.4g}", f"{here:.4g}", f"{low:.4g} – {high:.4g}")
    out.print(table)
    if result.auc is not None:
        out.print(f"AUC of these attacks over bona fide: {result.auc:.4f}")
    for remark in result.remarks:
        out.print(f"- {remark}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
