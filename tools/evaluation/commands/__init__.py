"""The subcommands of `facevouch evaluate`; each module adds one with `add(commands)`."""
