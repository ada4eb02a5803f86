"""What can go wrong, by name. Raised where it happens; turned into one line or a status at the top.

Every message is a whole sentence for a person: what was wrong, and what to do about it.
"""


class FacevouchError(Exception):
    """Base of all errors a user can cause or mend; the command line prints it, exit status 2."""


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
    """A file of a key is missing, is none, or is open to others."""


class DisplayError(FacevouchError):
    """There is no display for a window."""


class SessionError(FacevouchError):
    """A session cannot begin, or is not there; the message says what to wait for."""


class MissingExtraError(FacevouchError):
    """An optional part is not installed; the message says which extra installs it."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} is not installed; install it with: pip install 'facevouch[{extra}]'"
        )
