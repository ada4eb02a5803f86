"""Redaction removes every part of a secret and keeps all other text."""

from __future__ import annotations

import pytest

from edge.security.redact import redacted

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"rtsp://admin:{SECRET}@10.0.0.9/1", "rtsp://***@10.0.0.9/1"),
        (f"rtsp://admin:{SECRET}@[fe80::1]:554/1", "rtsp://***@[fe80::1]:554/1"),
        (f"http://cam/v?token={SECRET}&x=1", "http://cam/v?***"),
        (f"rtsp://{SECRET}@cam", "rtsp://***@cam"),
        (
            f'gst:rtspsrc location="rtsp://u:{SECRET}@c/1" user-pw={SECRET} ! decodebin',
            'gst:rtspsrc location="rtsp://***@c/1" user-pw=*** ! decodebin',
        ),
    ],
)
def test_a_secret_becomes_stars_and_the_rest_stays(text: str, clean: str) -> None:
    assert redacted(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        f"rtsp://admin:p@{SECRET}@cam/1",
        f"rtsp://admin:p/{SECRET}@cam/1",
        f"rtsp://admin:p?{SECRET}@cam/1",
        f"rtsp://admin:p#{SECRET}@cam/1",
        f"rtsp://admin:p!{SECRET}@cam/1",
        f"http://cam/v?token=a!{SECRET}",
        f"http://cam/v?a=1#token={SECRET}",
        f"rtsp://cam:554/user=admin_password={SECRET}_channel=1",
        f"rtsp://cam:554/user=admin&password={SECRET}&channel=1",
        f"gst:rtspsrc location=rtsp://cam user-id=me user-pw=a,{SECRET} ! decodebin",
        f"gst:rtspsrc location=rtsp://cam user-pw = 'my {SECRET}' ! decodebin",
        f"gst:souphttpsrc location=https://cam proxy-pw={SECRET} ! decodebin",
        f'gst:souphttpsrc extra-headers="props,Authorization=(string){SECRET}" ! decodebin',
        f"RTSP://ADMIN:{SECRET}@CAM/1",
        f"srt://cam:9000?passphrase={SECRET}",
        f"access_token={SECRET}",
    ],
)
def test_no_part_of_a_secret_is_left_wherever_it_stands(text: str) -> None:
    assert SECRET not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "rtsp://cam/stream",
        "http://[fe80::1]:8080/video",
        "clip.mp4",
        "camera 0",
        "gst:nvarguscamerasrc sensor-id=0 ! video/x-raw(memory:NVMM),width=1280 ! nvvidconv",
        "there is no camera 7; cameras here: none",
    ],
)
def test_a_text_without_a_secret_stays_as_it_is(text: str) -> None:
    assert redacted(text) == text
