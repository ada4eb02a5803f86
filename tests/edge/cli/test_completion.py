"""Shell completion, tested in bash itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from needs import needs_opencv

from edge.cli import COMMANDS, OFFLINE, main

BASH = shutil.which("bash")

pytestmark = needs_opencv()


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["completion"]) == 0
    path = tmp_path / "completion.bash"
    path.write_text(capsys.readouterr().out)
    return path


@pytest.mark.skipif(BASH is None, reason="needs bash: completion was not tried out")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        (["mod"], {"models"}),
        (["models", "ver"], {"verify"}),
        (["models", "import", "mine.onnx", "--att"], {"--attack-index"}),
        (["models", "import", "--task", "anti"], {"antispoof"}),
        (["run", "--an"], {"--antispoof", "--annotate"}),
        (["audit", "--log", "old.sqlite", "crops", "de"], {"decrypt"}),
        (["convert", "tflite", "--precision", ""], {"fp16", "fp32", "int8"}),
        (["evaluate", "run", "--engine", "r"], {"ray"}),
        (["soak", "--sh"], {"--short"}),
        (["run", "models"], set()),  # no command of its own there: a file's name
    ],
    ids=" ".join,
)
def test_bash_offers(script: Path, line: list[str], offered: set[str]) -> None:
    assert _offered(script, line) == offered


@pytest.mark.skipif(BASH is None, reason="needs bash: completion was not tried out")
def test_bash_offers_every_command(script: Path) -> None:
    assert _offered(script, [""]) == {*COMMANDS, *OFFLINE, "--help", "--version"}


def _offered(script: Path, line: list[str]) -> set[str]:
    """What bash would offer for the last word of `facevouch LINE`."""
    ask = '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _facevouch'
    command = [str(BASH), "-uc", f'{ask}; echo "${{COMPREPLY[@]}}"', "bash", str(script)]
    done = subprocess.run(
        [*command, "facevouch", *line], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return set(done.stdout.split())
