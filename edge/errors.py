"""The exceptions. Raised where an error occurs; caught by the command line, or at a thread's top.

Every message is a whole sentence for the user: what is wrong, and what to do about it.
"""


class FacevouchError(Exception):
    """Base of all errors that a user can cause or fix; the command line prints it and exits
    with 2."""


class ConfigError(FacevouchError):
    """A configuration file or option is malformed; the message names the key."""


class SourceError(FacevouchError):
    """A camera, stream or file cannot be opened or read."""


class ModelError(FacevouchError):
    """A model is unknown, cannot be loaded, or broke its contract."""


class ModelTamperedError(ModelError):
    """A model file's hash is not the one its manifest states."""


class DataError(FacevouchError):
    """A data set, manifest or score file is malformed."""


class OutputError(FacevouchError):
    """A result cannot be written where it was asked for."""


class KeyFileError(FacevouchError):
    """A key file is missing, malformed, or readable by others."""


class DisplayError(FacevouchError):
    """There is no display for a window."""


class SessionError(FacevouchError):
    """A session cannot begin, or does not exist; the message says what to wait for."""


class MissingExtraError(FacevouchError):
    """An optional part is not installed; the message says which extra installs it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} is not installed; install it with: pip install 'facevouch[{extra}]'"
        )
