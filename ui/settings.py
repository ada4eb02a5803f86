"""The window's persistent settings, typed, in QSettings."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from PyQt6.QtCore import QByteArray, QSettings, QStandardPaths

from edge.overlay.score_memory import TASKS
from ui.painting import BOTH

RECENT = 6
"""Number of recent sources."""


class Settings:
    """One property per setting. The operating point is not stored here: it always comes from the
    configuration file, so that a slider's change does not outlive the window.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store if store is not None else QSettings("facevouch", "facevouch")

    def _text(self, key: str, default: str) -> str:
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def _flag(self, key: str, default: bool) -> bool:
        # an INI file returns text, the Windows registry a bool
        return str(self._store.value(key, default)).lower() in ("true", "1")

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        try:
            value = float(self._store.value(key, default))
        except (TypeError, ValueError):
            return default
        return min(high, max(low, value)) if value == value else default

    @property
    def theme(self) -> str:
        name = self._text("look/theme", "dark")
        return name if name in ("dark", "light") else "dark"

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("look/theme", name)

    @property
    def language(self) -> str:
        """A language code, or empty for the system's."""
        return self._text("look/language", "")

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("look/language", code)

    @property
    def heatmap(self) -> str | None:
        """The task whose evidence is drawn over the faces, or both; None: no heatmap."""
        if self._flag("video/heatmap", False):  # the format when there was only one heatmap
            return TASKS[0]
        task = self._text("video/heatmap", "")
        return task if task in (*TASKS, BOTH) else None

    @heatmap.setter
    def heatmap(self, task: str | None) -> None:
        self._store.setValue("video/heatmap", task or "")

    @property
    def heatmap_blend(self) -> float:
        """The heatmap's opacity, 0..1."""
        return self._number("video/heatmap_blend", 0.85, 0.0, 1.0)

    @heatmap_blend.setter
    def heatmap_blend(self, blend: float) -> None:
        self._store.setValue("video/heatmap_blend", blend)

    @property
    def keypoints(self) -> bool:
        return self._flag("video/keypoints", True)

    @keypoints.setter
    def keypoints(self, on: bool) -> None:
        self._store.setValue("video/keypoints", on)

    @property
    def source(self) -> str | None:
        return self._text("source/last", "") or None

    @source.setter
    def source(self, spec: str | None) -> None:
        """An address with a password is not stored, because the store is a plain file."""
        if spec is not None and urlsplit(spec).password is not None:
            return
        self._store.setValue("source/last", spec or "")

    @property
    def recent(self) -> list[str]:
        """Files and streams that were opened, the newest first."""
        value = self._store.value("source/recent", [])
        found = [value] if isinstance(value, str) else value
        return [spec for spec in found or [] if isinstance(spec, str) and spec][:RECENT]

    def add_recent(self, spec: str) -> None:
        """Add one; an address with a password is not stored, because the store is a plain file."""
        if urlsplit(spec).password is None:
            others = [known for known in self.recent if known != spec]
            self._store.setValue("source/recent", [spec, *others][:RECENT])

    @property
    def folded(self) -> frozenset[str]:
        """Panels that are folded away."""
        return frozenset(name for name in self._text("panels/folded", "").split(",") if name)

    def fold(self, name: str, on: bool) -> None:
        """Remember whether a panel is folded away."""
        names = self.folded | {name} if on else self.folded - {name}
        self._store.setValue("panels/folded", ",".join(sorted(names)))

    @property
    def privacy_remembered(self) -> bool:
        """Whether the notice before saving pictures was answered for good."""
        return self._flag("privacy/remembered", False)

    @privacy_remembered.setter
    def privacy_remembered(self, on: bool) -> None:
        self._store.setValue("privacy/remembered", on)

    @property
    def annotated(self) -> bool:
        """Whether saved pictures carry the boxes and verdicts."""
        return self._flag("saving/annotated", True)

    @annotated.setter
    def annotated(self, on: bool) -> None:
        self._store.setValue("saving/annotated", on)

    @property
    def folder(self) -> Path:
        """Where snapshots and recordings go; made only when something is saved."""
        place = QStandardPaths.StandardLocation.MoviesLocation
        default = Path(QStandardPaths.writableLocation(place) or Path.home()) / "facevouch"
        return Path(self._text("saving/folder", str(default)))

    @folder.setter
    def folder(self, path: Path) -> None:
        self._store.setValue("saving/folder", str(path))

    def layout(self, name: str) -> QByteArray | None:
        """The saved geometry or state `name` of the window, or None."""
        value = self._store.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_layout(self, name: str, value: QByteArray) -> None:
        self._store.setValue(f"window/{name}", value)

    def save(self) -> None:
        """Write to disk now."""
        self._store.sync()
