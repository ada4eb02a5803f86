"""The texts for a person at the kiosk: one plain sentence, and never the reason of a refusal."""

from __future__ import annotations

import math
from collections.abc import Mapping

from edge.challenge.guidance import Guidance, Phase, Prompt
from ui import language
from ui.language import translate


def sentence(prompt: Prompt) -> str:
    return {
        Prompt.WELCOME: translate("Kiosk", "Welcome! Please look here."),
        Prompt.CONSENT: translate("Kiosk", "May we look at your face?"),
        Prompt.LOOK_HERE: translate("Kiosk", "Please look here."),
        Prompt.MOVE_INTO_OVAL: translate("Kiosk", "Bring your face into the oval."),
        Prompt.COME_CLOSER: translate("Kiosk", "Please come closer."),
        Prompt.STEP_BACK: translate("Kiosk", "Please step back a little."),
        Prompt.ONE_PERSON: translate("Kiosk", "One person at a time, please."),
        Prompt.MORE_LIGHT: translate("Kiosk", "It is too dark. Please turn to the light."),
        Prompt.LESS_LIGHT: translate("Kiosk", "It is too bright. Please turn from the light."),
        Prompt.HOLD_STILL: translate("Kiosk", "Hold still, please."),
        Prompt.TURN_LEFT: translate("Kiosk", "Turn your head to the left."),
        Prompt.TURN_RIGHT: translate("Kiosk", "Turn your head to the right."),
        Prompt.NOD: translate("Kiosk", "Nod your head."),
        Prompt.BLINK: translate("Kiosk", "Blink twice with both eyes."),
        Prompt.SMILE: translate("Kiosk", "Give a big smile."),
        Prompt.FACE_FORWARD: translate("Kiosk", "Look straight ahead again."),
        Prompt.WATCH_SCREEN: translate("Kiosk", "Watch the screen and hold still."),
        Prompt.ACCEPTED: translate("Kiosk", "Thank you, please go on."),
        Prompt.MAKE_WAY: translate("Kiosk", "Please make room for the next person."),
        Prompt.TRY_AGAIN: translate("Kiosk", "That did not work. Please try again."),
        Prompt.ASK_FOR_HELP: translate("Kiosk", "Please ask the staff for help."),
        Prompt.OUT_OF_ORDER: translate("Kiosk", "Out of order. Please ask the staff."),
    }[prompt]


class OwnSentences:
    """The sentences, with the operator's replacements. own: by language code, then by prompt."""

    def __init__(self, own: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._own = own or {}

    def of(self, prompt: Prompt) -> str:
        """The operator's sentence in the language in use, else the built-in one."""
        return self._own.get(language.in_use(), {}).get(prompt.value) or sentence(prompt)


def note(guidance: Guidance, *, calm: bool) -> str:
    """The second, smaller line; empty where the sentence needs no addition.

    calm: show no countdown of seconds.
    """
    if guidance.phase is Phase.HELP and guidance.remaining_s:
        if calm or guidance.remaining_s > 90:
            minutes = math.ceil(guidance.remaining_s / 60)
            if minutes == 1:
                return translate("Kiosk", "Open again in about a minute.")
            return translate("Kiosk", "Open again in about {0} minutes.").format(minutes)
        seconds = math.ceil(guidance.remaining_s)
        return translate("Kiosk", "Open again in {0} s.").format(seconds)
    if guidance.phase is Phase.RETRY and guidance.remaining_s is None:
        return translate("Kiosk", "Please step aside first.")
    if guidance.phase is Phase.CHALLENGE and guidance.step is not None and guidance.step[1] > 1:
        return translate("Kiosk", "{0} of {1}").format(*guidance.step)
    return ""


def invitation() -> str:
    """The second line of the welcome screen."""
    return translate("Kiosk", "Come closer to begin.")


def light_notice() -> str:
    """The warning before a light challenge for people sensitive to changing colours."""
    return translate(
        "Kiosk", "The screen will change colour. Sensitive to light? Please ask the staff."
    )


def notice_heading() -> str:
    return translate("Kiosk", "The camera looks at your face.")


def notice(*, keeps_pictures: bool) -> str:
    """The privacy notice. keeps_pictures: whether pictures are stored."""
    judged = translate(
        "Kiosk",
        "The camera at this gate checks that a real person stands before it. The picture is "
        "judged in this device. It is not compared with anybody's.",
    )
    kept = (
        translate("Kiosk", "A picture of your face is kept, encrypted, for a limited time.")
        if keeps_pictures
        else translate("Kiosk", "The picture is not kept.")
    )
    return f"{judged} {kept}"


def consent_buttons(*, ask: bool) -> tuple[str, str | None]:
    """The labels of yes and no; without a question, of the one button to go on, and None."""
    if not ask:
        return translate("Kiosk", "Continue"), None
    return translate("Kiosk", "Yes, begin"), translate("Kiosk", "No, thank you")
