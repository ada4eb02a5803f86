"""A live source whose pictures a confined process decodes."""

from __future__ import annotations

from abc import abstractmethod

from edge.capture.base import Source
from edge.capture.decoder import DecodeOrder
from edge.capture.decoder_process import DecoderProcess
from edge.errors import SourceError
from edge.types import Frame


class DecodedApart(Source):
    """Opens, reads and ends the process. Time is monotonic, taken when a picture was decoded."""

    live = True

    def __init__(self) -> None:
        self._process: DecoderProcess | None = None
        self._closed = False
        self._index = 0

    @abstractmethod
    def _order(self) -> DecodeOrder:
        """What to decode. Raises SourceError."""

    @abstractmethod
    def _failure(self, elsewhere: str | None) -> str:
        """Why it did not open. elsewhere: as in `DecoderProcess`."""

    @abstractmethod
    def _ending(self) -> str:
        """Why no more frames come."""

    def open(self) -> None:
        self._closed = False
        self._index = 0
        process = DecoderProcess(self._order())
        self._process = process
        if self._closed:
            process.close()
        if not process.open():
            process.close()
            raise SourceError(self._failure(process.elsewhere))

    def read(self) -> Frame | None:
        process = self._process
        if process is None:
            raise SourceError(f"{self.id} is not open")
        read = process.read()
        if read is None:
            process.close()
            raise SourceError(self._ending())
        picture, at = read
        frame = Frame(picture, self._index, self.id, at)
        self._index += 1
        return frame

    def close(self) -> None:
        self._closed = True
        process = self._process
        if process is not None:
            process.close()
