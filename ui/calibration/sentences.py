"""The texts of the wizard's steps."""

from __future__ import annotations

from edge.calibration.recording import BONA_FIDE, PHONE, PRINT
from ui.language import translate

STEPS = (BONA_FIDE, PRINT, PHONE, "result")


def step_name(step: str) -> str:
    return {
        BONA_FIDE: translate("Calibration", "Person"),
        PRINT: translate("Calibration", "Print"),
        PHONE: translate("Calibration", "Phone"),
        "result": translate("Calibration", "Result"),
    }[step]


def title_of(step: str) -> str:
    """What to present to the camera in this step."""
    return {
        BONA_FIDE: translate("Calibration", "A person, as people will stand here"),
        PRINT: translate("Calibration", "A printed photo of a face"),
        PHONE: translate("Calibration", "A face on a phone or another screen"),
        "result": translate("Calibration", "What to expect at this door"),
    }[step]


def help_of(step: str) -> str:
    """Instructions for this step."""
    return {
        BONA_FIDE: translate(
            "Calibration",
            "Alone in the picture, in the usual light, at the usual distance; look about and move "
            "a little. Five people, one after the other, say far more than one.",
        ),
        PRINT: translate(
            "Calibration",
            "Hold it up so that it fills the picture as a face would; bend and tilt it. Keep your "
            "own face out of the picture: frames with two faces are left out.",
        ),
        PHONE: translate(
            "Calibration",
            "Hold it up so that it fills the picture as a face would; a video is better than a "
            "photo. Keep your own face out of the picture: frames with two faces are left out.",
        ),
        "result": translate(
            "Calibration",
            "Choose how many people may be refused; how many photos pass follows from it. Nothing "
            "is stored until you save.",
        ),
    }[step]
