"""`facevouch completion`: the completion script for bash and zsh, generated from the parsers."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator

SCRIPT = """\
# facevouch completion, for bash; in zsh after: autoload -U bashcompinit && bashcompinit
_facevouch() {
  local path="" word words="" now="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
      %(paths)s) path="$path $word" ;;
    esac
  done
  case "$path:$before" in
%(values)s
    *) case "$path" in
%(words)s
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$now"))
}
complete -o default -F _facevouch facevouch
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    commands.add_parser(
        "completion",
        description="Print a completion script for bash and zsh: it completes commands, "
        "options and values of a fixed list. All other values complete as file "
        "names.",
    )


def execute(_args: argparse.Namespace) -> int:
    print(script(), end="")  # noqa: T201
    return 0


def script() -> str:
    """The script for bash; commands of extras that are not installed are left out."""
    known = dict(_all())
    values = [
        (f"{path}:{option}", sorted(map(str, action.choices)))
        for path, parser in known.items()
        for action in parser._actions
        if action.choices and action.option_strings
        for option in action.option_strings
    ]
    words = [(path, _words(parser)) for path, parser in known.items()]
    return SCRIPT % {
        "paths": "|".join(f'"{path}"' for path in known if path),
        "values": "\n".join(f'    "{at}") words="{" ".join(of)}" ;;' for at, of in values),
        "words": "\n".join(f'      "{at}") words="{" ".join(of)}" ;;' for at, of in words),
    }


def _all() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command's path, such as ` models list`, with its parser; the top parser's is empty."""
    from edge.cli import COMMANDS, OFFLINE, parser

    yield "", parser()
    for name in COMMANDS:
        yield from below(f" {name}", children(parser(name))[name])
    for name in OFFLINE:
        try:
            made = importlib.import_module(f"tools.{name}").parser()
        except ModuleNotFoundError:
            continue  # an extra that is not installed
        yield from below(f" {name}", made)


def below(path: str, of: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The parser `of` and, recursively, its subcommands, each with its path, which begins with
    `path`.
    """
    yield path, of
    for name, child in children(of).items():
        yield from below(f"{path} {name}", child)


def children(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the direct subcommands, by name."""
    return {
        name: child
        for action in of._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, child in action.choices.items()
    }


def _words(of: argparse.ArgumentParser) -> list[str]:
    """The subcommands and options; of each option the long form, where it has one."""
    options = [
        next((o for o in action.option_strings if o.startswith("--")), action.option_strings[0])
        for action in of._actions
        if action.option_strings
    ]
    return [*children(of), *options]
