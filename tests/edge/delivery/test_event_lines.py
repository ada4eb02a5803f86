"""Events as lines: each whole, each on the disk."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.delivery.event_lines import EventLines
from edge.errors import OutputError
from edge.events.event import GateEvent

Verdicts = Callable[[int], list[GateEvent]]


def test_each_event_is_one_line_and_a_second_run_appends(
    tmp_path: Path, verdicts: Verdicts
) -> None:
    events = verdicts(4)
    for part in (events[:2], events[2:]):
        lines = EventLines(tmp_path / "events.jsonl")
        for event in part:
            lines.on_event(event)
        lines.close()
    written = (tmp_path / "events.jsonl").read_text().splitlines()
    assert written == [event.to_json() for event in events]


def test_a_partial_line_after_a_power_cut_damages_no_later_line(
    tmp_path: Path, verdicts: Verdicts
) -> None:
    path, (event,) = tmp_path / "events.jsonl", verdicts(1)
    path.write_text('{"half": ')
    lines = EventLines(path)
    lines.on_event(event)
    lines.close()
    assert path.read_text().splitlines() == ['{"half": ', event.to_json()]


def test_a_line_that_was_written_only_in_part_is_removed(
    tmp_path: Path, verdicts: Verdicts
) -> None:
    path, events = tmp_path / "events.jsonl", verdicts(3)
    lines = EventLines(path)
    lines.on_event(events[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, hard))
    try:
        with pytest.raises(OutputError, match=r"events\.jsonl"):
            lines.on_event(events[1])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    lines.on_event(events[2])
    lines.close()
    written = [json.loads(line)["id"] for line in path.read_text().splitlines()]
    assert written == [events[0].id, events[2].id]


def test_standard_output_gets_each_line_at_once(
    verdicts: Verdicts, capfd: pytest.CaptureFixture[str]
) -> None:
    (event,) = verdicts(1)
    lines = EventLines("-")
    lines.on_event(event)
    assert capfd.readouterr().out == event.to_json() + "\n"
    lines.close()


def test_a_reader_that_closed_standard_output_is_an_output_error(
    verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone:
        def write(self, text: str) -> int:
            raise BrokenPipeError(32, "Broken pipe")

        def flush(self) -> None:
            """Nothing was written."""

    monkeypatch.setattr("sys.stdout", Gone())
    with pytest.raises(OutputError, match="standard output"):
        EventLines("-").on_event(verdicts(1)[0])


def test_a_file_that_cannot_be_written_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no-such-folder"):
        EventLines(tmp_path / "no-such-folder" / "events.jsonl")


def test_nothing_is_written_after_it_is_closed(tmp_path: Path, verdicts: Verdicts) -> None:
    lines = EventLines(tmp_path / "events.jsonl")
    lines.close()
    lines.close()
    with pytest.raises(OutputError, match="closed"):
        lines.on_event(verdicts(1)[0])
