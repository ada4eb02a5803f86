"""The interface's languages, through Qt's own translators. English is the source language."""

from __future__ import annotations

import logging
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PyQt6.QtGui import QFontDatabase, QGuiApplication

FOLDER = Path(__file__).with_name("i18n")
NAMES = {"en": "English", "de": "Deutsch", "es": "Español", "zh": "中文"}

translate = QCoreApplication.translate

log = logging.getLogger(__name__)

_installed: list[QTranslator] = []


def choose(wanted: str) -> str:
    """The code of the language to use: the one wanted, else the system's, else English."""
    if wanted in NAMES:
        return wanted
    system = QLocale.system().name()[:2]
    return system if system in NAMES else "en"


def install(app: QCoreApplication, wanted: str) -> str:
    """Switch the application to a language; every widget gets a LanguageChange event.

    Returns the code in use. Qt's own dialogs follow where Qt ships their translation.
    """
    code = choose(wanted)
    while _installed:
        app.removeTranslator(_installed.pop())
    # numbers and dates in the language's manner, also in spin boxes
    QLocale.setDefault(QLocale(code) if code != "en" else QLocale("en_GB"))
    if code == "en":
        return code
    if code == "zh" and isinstance(app, QGuiApplication):
        _look_for_a_font()
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for folder, name in ((Path(qt), "qtbase"), (FOLDER, "facevouch")):
        translator = QTranslator(app)
        # Qt's own file for zh is called zh_CN: the locale knows
        if translator.load(QLocale(code), name, "_", str(folder)):
            app.installTranslator(translator)
            _installed.append(translator)
    return code


def _look_for_a_font() -> None:
    """Say where Chinese would be a row of empty boxes, which Qt does without a word."""
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        log.warning(
            "no font here has Chinese characters, and each will be an empty box; "
            "on Debian: apt-get install fonts-noto-cjk"
        )
