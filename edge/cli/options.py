"""Options shared by several commands, and the configuration that results from them."""

from __future__ import annotations

import argparse
from pathlib import Path

from edge.config import Config, load_config

OFF = "off"


def add_common(command: argparse.ArgumentParser) -> None:
    """Add the options for source, configuration and models."""
    command.add_argument(
        "--source", metavar="S", help="camera, stream, file, folder, frames:FOLDER, pattern or demo"
    )
    command.add_argument("--config", type=Path, metavar="FILE", help="configuration file (TOML)")
    command.add_argument(
        "--antispoof", metavar="ID", help="id of the anti-spoof model (see: facevouch models list)"
    )
    command.add_argument(
        "--deepfake", metavar="ID", help="id of the deepfake model; `off` for none"
    )


def configuration(args: argparse.Namespace) -> Config:
    """The configuration file's settings, overridden by the options. Raises ConfigError."""
    config = load_config(args.config)
    chosen = {}
    if args.antispoof:
        chosen["antispoof"] = args.antispoof
    if args.deepfake:
        chosen["deepfake"] = None if args.deepfake == OFF else args.deepfake
    if not chosen:
        return config
    return config.model_copy(update={"models": config.models.model_copy(update=chosen)})
