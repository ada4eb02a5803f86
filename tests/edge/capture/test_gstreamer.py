"""GStreamer pipelines: through a fake program, and through the real one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from needs import needs

from edge.capture.gstreamer import GstPipeline
from edge.config import CameraConfig
from edge.errors import SourceError

PATIENCE = 10.0
SMALL = CameraConfig(width=64, height=64)

# writes two frames and ends, writes part of one and hangs, or complains
FAKE_GST = """#!/bin/sh
case "$*" in
  *broken*) echo "WARNING: odd" >&2; echo "ERROR: no element \\"broken\\", user-pw=hunter2" >&2
    exit 1;;
  *silent*) exec sleep 60;;
esac
exec head -c {bytes} /dev/zero
"""


@pytest.fixture
def gst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "gst-launch-1.0"
    program.write_text(FAKE_GST.format(bytes=2 * 64 * 64 * 3 + 100))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


@pytest.mark.usefixtures("gst")
def test_raw_frames_are_read_and_half_a_frame_is_the_end() -> None:
    with GstPipeline("somesrc", SMALL) as source:
        frames = [source.read(), source.read()]
        assert [f.index for f in frames if f is not None] == [0, 1]
        assert all(f is not None and f.bgr.shape == (64, 64, 3) for f in frames)
        with pytest.raises(SourceError, match="no more frames"):
            source.read()


@pytest.mark.usefixtures("gst")
def test_gstreamers_complaint_reaches_the_person_without_a_secret() -> None:
    with (
        GstPipeline("broken", SMALL) as source,
        pytest.raises(SourceError, match='ERROR: no element "broken"') as caught,
    ):
        source.read()
    assert "hunter2" not in str(caught.value)


@pytest.mark.usefixtures("gst")
def test_closing_frees_a_reader_of_a_pipeline_that_gives_nothing() -> None:
    source = GstPipeline("silent", SMALL)
    source.open()
    ended: list[BaseException] = []

    def read() -> None:
        try:
            source.read()
        except SourceError as error:
            ended.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    source.close()
    reader.join(PATIENCE)
    assert len(ended) == 1
    source.close()


@pytest.mark.usefixtures("gst")
def test_quotes_that_do_not_match_are_refused() -> None:
    with pytest.raises(SourceError, match="is not a GStreamer pipeline: No closing quotation"):
        GstPipeline('filesrc location="a', SMALL).open()


def test_the_packages_to_install_are_named_without_gst_launch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError, match=r"apt install gstreamer1\.0-tools"):
        GstPipeline("videotestsrc", SMALL).open()


real = needs("gst-launch-1.0")


@real
@pytest.mark.parametrize("width", [64, 65, 66, 67])
def test_the_real_programs_rows_are_read_whatever_their_padding(width: int) -> None:
    """A white picture: were a row's padding taken for pixels, black would show in it."""
    pipeline = f"videotestsrc pattern=white ! video/x-raw,width={width},height=64"
    with GstPipeline(pipeline, CameraConfig(width=width, height=64)) as source:
        frames = [source.read() for _ in range(3)]
    for frame in frames:
        assert frame is not None
        assert frame.size == (width, 64)
        assert frame.bgr.min() > 230


@real
def test_the_real_program_keeps_the_pictures_aspect() -> None:
    pipeline = "videotestsrc pattern=white ! video/x-raw,width=64,height=64"
    with GstPipeline(pipeline, CameraConfig(width=128, height=64)) as source:
        frame = source.read()
    assert frame is not None
    middle = frame.bgr[32, :, 1]
    assert 60 <= int((middle > 128).sum()) <= 68
    assert middle[0] < 40 > middle[-1]


@real
def test_the_real_program_says_which_element_is_missing() -> None:
    with (
        GstPipeline("nosuchsrc", SMALL) as source,
        pytest.raises(SourceError, match="nosuchsrc"),
    ):
        source.read()
