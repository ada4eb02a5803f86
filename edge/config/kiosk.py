"""Settings of a gate: the session a person goes through, and the screen that guides it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config.base import Section

Gesture = Literal["turn_left", "turn_right", "nod", "blink", "smile", "come_closer"]


class SessionConfig(Section):
    """One person's way through the gate, and how often it may be tried."""

    name: str = Field("gate", min_length=1, max_length=64, description="of this gate, in events")
    oval: float = Field(
        0.42,
        ge=0.15,
        le=0.8,
        description="a face this large fills the oval: its side over the frame's shorter side",
    )
    notice_s: float = Field(4, ge=0, le=60, description="a consent notice is shown so long")
    position_s: float = Field(60, gt=0, le=600, description="time to find one's place in the oval")
    hold_s: float = Field(1.0, ge=0, le=10, description="a face in the oval holds still so long")
    decide_s: float = Field(10, gt=0, le=120, description="no verdict after this is a failure")
    result_s: float = Field(4, gt=0, le=60, description="the outcome stays on the screen so long")
    idle_s: float = Field(5, gt=0, le=120, description="nobody there for so long begins anew")
    attempts: int = Field(5, ge=1, le=100, description="failures within the window below")
    attempts_window_s: float = Field(180, gt=0, description="older failures count no more")
    cooldown_s: float = Field(300, ge=0, description="how long the gate then stays shut")


class ChallengeConfig(Section):
    """The active challenge: what a person is asked to do, passive scores running on."""

    kind: Literal["none", "gestures", "light", "gestures+light"] = Field(
        "none", description="light flashes the screen's colour; see the photosensitivity note"
    )
    gestures: tuple[Gesture, ...] = Field(
        ("turn_left", "turn_right", "nod", "blink", "smile", "come_closer"),
        min_length=1,
        description="what may be asked for",
    )
    steps: int = Field(3, ge=1, le=6, description="gestures asked for, one after the other")
    step_s: float = Field(6, gt=0, le=30, description="time for each")
    light_steps: int = Field(8, ge=4, le=16, description="colours shown")
    light_step_s: float = Field(
        0.6, ge=0.4, le=3, description="each; above 0.4 s stays under three flashes a second"
    )


class KioskConfig(Section):
    """The kiosk's screen."""

    language: Literal["system", "en", "de", "es", "zh"] = Field(
        "system", description="of the prompts"
    )
    sound: bool = Field(False, description="a tone for each outcome")
    calm: bool = Field(False, description="nothing on the screen blinks, pulses or moves by itself")
    pin_file: str | None = Field(
        None, description="made by: facevouch kiosk pin; its own place where not said"
    )
    consent: Literal["off", "notice", "ask"] = Field(
        "off", description="what is shown before a camera picture is judged"
    )
