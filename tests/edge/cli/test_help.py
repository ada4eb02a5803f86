"""The help of every command: what it does, its options, and examples that are accepted."""

from __future__ import annotations

import argparse
import re

import pytest
from command_line import commands, complaint

from edge.cli import main
from edge.cli.exit import guarded

ALL = list(commands())
EXAMPLE = re.compile(r"^ +(facevouch .*?)(?: {2,}.*)?$", re.MULTILINE)


@pytest.mark.parametrize(("name", "parser"), ALL, ids=[name for name, _ in ALL])
def test_a_command_says_what_it_does_and_shows_examples_that_work(
    name: str, parser: argparse.ArgumentParser
) -> None:
    assert parser.description
    assert parser.prog == f"facevouch {name}"
    examples = EXAMPLE.findall(parser.format_help().split("examples:")[-1])
    assert any(line.startswith(f"facevouch {name}") for line in examples)
    assert {line: complaint(line) for line in examples if complaint(line)} == {}


@pytest.mark.parametrize(("name", "parser"), ALL, ids=[name for name, _ in ALL])
def test_every_option_of_a_command_is_described(name: str, parser: argparse.ArgumentParser) -> None:
    options = [action for action in parser._actions if action.option_strings]
    assert [option.option_strings[0] for option in options if not option.help] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("facevouch run --source clip.mp4 --json - | head  # the first lines", None),
        ("facevouch evaluate run --engine ray --address 10.0.0.1:6379 …", None),
        ("facevouch walk", "there is no command 'walk'"),
        ("facevouch run --sauce 0", "unrecognized arguments: --sauce 0"),
        ("facevouch models list --yaml …", "facevouch models list has no --yaml"),
        ("facevouch audit export", "the following arguments are required: --out"),
    ],
)
def test_a_wrong_documented_command_is_found(line: str, wrong: str | None) -> None:
    found = complaint(line)
    assert found is wrong is None or wrong in str(found)


def test_the_help_without_a_command_lists_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "evaluate" in shown.err
    assert "exit status:" in shown.err


@pytest.mark.parametrize(
    ("module", "extra"),
    [("scipy.special", "tools"), ("torch", "train"), ("PyQt6.QtWidgets", "app"), ("jwt", "serve")],
)
def test_a_missing_package_is_named_with_the_extra_that_installs_it(
    module: str, extra: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def needs() -> int:
        raise ModuleNotFoundError(name=module)

    assert guarded(needs) == 2
    name = module.split(".")[0]
    assert capsys.readouterr().err == (
        f"facevouch: this command needs {name}, which is not installed; "
        f"install it with: pip install 'facevouch[{extra}]'\n"
    )
