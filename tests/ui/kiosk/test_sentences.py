"""The kiosk's sentences: one for every prompt, none that helps an attacker."""

import re
from collections.abc import Callable

import pytest
from kiosk_fakes import LANGUAGES, moment

from edge.challenge.guidance import Prompt
from ui.kiosk import sentences

TELLING = (
    "attack", "spoof", "fake", "print", "replay", "score", "model", "liveness", "threshold",
    "angriff", "fälsch", "wiedergabe", "punkt", "modell", "lebend",
    "ataque", "suplant", "falso", "fals", "puntu", "modelo",
    "攻击", "伪造", "假", "分数", "得分", "模型", "活体", "%",
)  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_prompt_has_words_of_its_own(speak: Callable[[str], None], code: str):
    speak(code)
    said = [sentences.sentence(prompt) for prompt in Prompt]

    assert all(said)
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_said_tells_how_the_gate_judges(speak: Callable[[str], None], code: str):
    speak(code)
    said = " ".join(sentences.sentence(prompt) for prompt in Prompt).lower()

    assert [word for word in TELLING if word in said] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_prompt_is_one_short_thing_to_do(speak: Callable[[str], None], code: str):
    speak(code)
    for prompt in Prompt:
        said = sentences.sentence(prompt)
        assert len(re.findall(r"[.!?。！？]", said)) <= 2
        assert len(said) <= 52


@pytest.mark.parametrize(
    ("left", "calm", "says"),
    [
        (None, False, ""),
        (0.0, False, ""),
        (42.2, False, "Open again in 43 s."),
        (42.2, True, "Open again in about a minute."),
        (91.0, False, "Open again in about 2 minutes."),
        (300.0, True, "Open again in about 5 minutes."),
    ],
)
def test_the_time_left_is_told_without_running_seconds_where_it_is_calm(
    left: float | None, calm: bool, says: str
):
    shown = moment(Prompt.ASK_FOR_HELP, remaining_s=left)

    assert sentences.note(shown, calm=calm) == says


@pytest.mark.parametrize("prompt", [p for p in Prompt if p is not Prompt.ASK_FOR_HELP])
def test_no_other_prompt_counts_time_in_words(prompt: Prompt):
    assert sentences.note(moment(prompt, remaining_s=3.0), calm=False) == ""


def test_who_was_refused_and_stays_is_asked_to_step_aside() -> None:
    assert sentences.note(moment(Prompt.TRY_AGAIN), calm=False) == "Please step aside first."


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_notice_says_whether_pictures_are_kept(speak: Callable[[str], None], code: str):
    speak(code)
    kept, not_kept = (sentences.notice(keeps_pictures=keeps) for keeps in (True, False))

    assert kept != not_kept
    assert len(set(kept) & set(not_kept)) > 5
