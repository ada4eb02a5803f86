"""A pytest plugin: skips tests of what this system cannot load, and lists the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator

import needs
import pytest


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


def _counted(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report, pytest.TestReport):
        return "test"
    return "test file" if report.nodeid.endswith(".py") else "test folder"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason why tests were left out."""
    reasons = Counter(
        (_counted(report), report.longrepr[2].removeprefix("Skipped: "))
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    for (what, reason), count in reasons.most_common():
        was = "was" if count == 1 else "were"
        terminalreporter.write_line(f"{count} {what}{'s' * (count > 1)} {was} left out: {reason}")
