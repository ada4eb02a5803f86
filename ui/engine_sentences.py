"""Every sentence pattern of the engine's, once more where Qt's translation tools find it."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

CATALOGUE = (
    QT_TRANSLATE_NOOP("Engine", "camera {0} ({1}) does not open; close the program that uses it"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "camera {0} does not open: not there, in use or not allowed; cameras here: {1}",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "cannot open the stream {0}; check address, network and credentials",
    ),
    QT_TRANSLATE_NOOP("Engine", "cannot read {0}: {1}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "the certificate of {0} is not believed: {1}; name its authority, or the "
        "certificate itself, in camera.tls_ca",
    ),
    QT_TRANSLATE_NOOP("Engine", "error rates asked for: BPCER {0}, APCER {1}"),
    QT_TRANSLATE_NOOP("Engine", "frame {0} could not be judged: {1}"),
    QT_TRANSLATE_NOOP("Engine", "frame {0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "it broke: {0}"),
    QT_TRANSLATE_NOOP("Engine", "it gave a score that is not a finite number"),
    QT_TRANSLATE_NOOP("Engine", "it judged {0} of {1} faces the other way"),
    QT_TRANSLATE_NOOP("Engine", "it stops at {0} s of the {1} s it states: it is cut off"),
    QT_TRANSLATE_NOOP("Engine", "it takes {0} ms a face after {1} ms"),
    QT_TRANSLATE_NOOP("Engine", "its frames are those of {0} frames before"),
    QT_TRANSLATE_NOOP("Engine", "its frames come without any jitter, as from a program's clock"),
    QT_TRANSLATE_NOOP("Engine", "its frames go back in time"),
    QT_TRANSLATE_NOOP("Engine", "model {0} held through {1} frames"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "model {0} judges {1} of {2} faces just seen the other way (canary.flips allows "
        "{3}), so it is not used; evaluate it first, or set canary.flips = 1 if you know "
        "that the old one was wrong",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "model {0} takes {1} ms a face where the one in use takes {2} ms (canary.slower "
        "allows {3} times), so it is not used",
    ),
    QT_TRANSLATE_NOOP("Engine", "model {0} was taken back after {1} frames: {2}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no camera is pinned for this source; pin it with: facevouch calibrate",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "no permission for camera {0} ({1}); add your user to the group video and log in again",
    ),
    QT_TRANSLATE_NOOP("Engine", "none"),
    QT_TRANSLATE_NOOP("Engine", "none of the {0} images in {1} can be read"),
    QT_TRANSLATE_NOOP("Engine", "opening {0}"),
    QT_TRANSLATE_NOOP("Engine", "the camera"),
    QT_TRANSLATE_NOOP("Engine", "the camera is another than the one pinned here: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the camera is believed again"),
    QT_TRANSLATE_NOOP("Engine", "the camera is not believed: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the source cannot be used: {0}"),
    QT_TRANSLATE_NOOP("Engine", "the stream {0} broke off"),
    QT_TRANSLATE_NOOP("Engine", "there is no camera {0}; cameras here: {1}"),
    QT_TRANSLATE_NOOP("Engine", "what it shows repeats every {0} frames"),
    QT_TRANSLATE_NOOP("Engine", "whoever read the output has closed it"),
    QT_TRANSLATE_NOOP("Engine", "{0} % of its pixels stay the same: no sensor's noise"),
    QT_TRANSLATE_NOOP("Engine", "{0} ended"),
    QT_TRANSLATE_NOOP("Engine", "{0} failed: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} gives no pictures any more; was it unplugged?"),
    QT_TRANSLATE_NOOP("Engine", "{0} has ended"),
    QT_TRANSLATE_NOOP("Engine", "{0} holds no frame that can be decoded"),
    QT_TRANSLATE_NOOP("Engine", "{0} holds no images ({1})"),
    QT_TRANSLATE_NOOP("Engine", "{0} is back"),
    QT_TRANSLATE_NOOP("Engine", "{0} is empty (0 bytes)"),
    QT_TRANSLATE_NOOP("Engine", "{0} is empty (0 bytes); record or copy it again"),
    QT_TRANSLATE_NOOP("Engine", "{0} is frozen"),
    QT_TRANSLATE_NOOP("Engine", "{0} is made of software: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} is no image that can be decoded"),
    QT_TRANSLATE_NOOP("Engine", "{0} is no video that can be decoded; convert it to MP4"),
    QT_TRANSLATE_NOOP("Engine", "{0} is playing"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: off"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0} model: {1}, on probation; {2}"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "{0} of {1} faces judged the other way, {2} ms a face after {3} ms",
    ),
    QT_TRANSLATE_NOOP("Engine", "{0} of {1} images could not be read"),
    QT_TRANSLATE_NOOP("Engine", "{0} stalled"),
    QT_TRANSLATE_NOOP("Engine", "{0} states more than {1} megapixels; convert it"),
    QT_TRANSLATE_NOOP("Engine", "{0} states more than {1} megapixels; scale it down"),
    QT_TRANSLATE_NOOP("Engine", "{0} were scaled down to {1} px"),
    QT_TRANSLATE_NOOP("Engine", "{0}: no new frame for {1} s"),
    QT_TRANSLATE_NOOP("Engine", "{0}: the same frame {1} times in a row"),
    QT_TRANSLATE_NOOP("Engine", "{0}: {1}"),
    QT_TRANSLATE_NOOP("Engine", "{0}; trying again in {1} s"),
    QT_TRANSLATE_NOOP("Engine", "{0}; {1}"),
)
"""The same set as in `edge`, which a test holds."""
