"""The path of the field data, a check for leaked threads, and what is left out and why."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import needs
import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("FACEVOUCH_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def field_data() -> Path:
    """The folder of real images, clips and reference models beside the checkout."""
    if not (SHARED / "data" / "pad" / "manifest.csv").is_file():
        pytest.skip("no field data beside this checkout (../shared); see CONTRIBUTING.md")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def nothing_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a user has stored out of the tests, and theirs out of the user's folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACEVOUCH_MODELS", str(tmp_path_factory.mktemp("models")))
        patch.setenv("FACEVOUCH_STATE", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread of ours running (all of ours are named facevouch-…)."""
    yield
    deadline = time.monotonic() + 2.0
    while True:
        ours = [t.name for t in threading.enumerate() if t.name.startswith("facevouch")]
        if not ours or time.monotonic() > deadline:
            break
        threading.Event().wait(0.01)
    assert not ours, f"threads left running: {ours}"


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """pytest-qt ends the whole run where Qt cannot be loaded: there it is not used."""
    try:
        import PyQt6.QtCore  # noqa: F401
    except ImportError as error:
        if needs.missing_library(str(error)):
            pluginmanager.unregister(name="pytest-qt")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Leave out a file, or a folder by its conftest, that imports what this system cannot load."""
    report = yield
    reason = needs.missing_library(report.longreprtext) if report.failed else None
    if reason is not None:
        report.outcome = "skipped"
        report.longrepr = (str(collector.path), 0, f"Skipped: {reason}")
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave out a test that imports, only when it runs, what this system cannot load."""
    report = yield
    if report.failed and call.excinfo is not None and call.excinfo.errisinstance(ImportError):
        reason = needs.missing_library(str(call.excinfo.value))
        if reason is not None:
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, f"Skipped: {reason}")
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason why tests were left out."""
    reasons = Counter(
        (
            "test" if isinstance(report, pytest.TestReport) else "test file",
            report.longrepr[2].removeprefix("Skipped: "),
        )
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    for (what, reason), count in reasons.most_common():
        was = "was" if count == 1 else "were"
        terminalreporter.write_line(f"{count} {what}{'s' * (count > 1)} {was} left out: {reason}")
