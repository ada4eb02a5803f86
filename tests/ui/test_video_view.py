"""The picture in the window."""

import pytest
from PyQt6.QtCore import QMimeData, QPointF, QRectF, Qt, QUrl
from PyQt6.QtGui import QColor, QDropEvent, QImage, QPainter
from pytestqt.qtbot import QtBot
from ui_fakes import SPOOF, evidence_score, make_face, make_frame, make_result

from edge.overlay.score_memory import ScoreMemory
from edge.types import FaceResult, Reason, State
from ui.painting import BOTH, OverlayOptions, chips
from ui.video_view import VideoView


@pytest.fixture
def view(qtbot: QtBot) -> VideoView:
    made = VideoView(ScoreMemory({SPOOF: "antispoof"}))
    qtbot.addWidget(made)
    made.resize(800, 800)
    made.show()
    qtbot.waitExposed(made)
    return made


def colour_at(view: VideoView, x: int, y: int) -> tuple[int, ...]:
    return view.grab().toImage().pixelColor(x, y).getRgb()[:3]


def test_the_frame_fills_the_width_and_bars_fill_the_rest(view: VideoView):
    frame = make_frame(width=640, height=360, value=200)
    view.show_frame(frame, make_result(frame=frame))

    assert view.picture_rect.width() == 800
    assert view.picture_rect.height() == 450
    assert colour_at(view, 400, 400) == (200, 200, 200)
    assert max(colour_at(view, 400, 100)) < 20
    assert max(colour_at(view, 400, 700)) < 20


@pytest.mark.parametrize(("width", "height"), [(1, 1), (20000, 12), (7, 3001), (641, 359)])
def test_a_frame_of_any_size_is_drawn(view: VideoView, width: int, height: int):
    frame = make_frame(width=width, height=height, value=200)
    view.show_frame(frame, make_result(frame=frame))
    centre = view.picture_rect.center()

    if view.picture_rect.height() >= 2 and view.picture_rect.width() >= 2:
        assert colour_at(view, int(centre.x()), int(centre.y())) == (200, 200, 200)
    else:
        view.grab()


def test_the_view_says_what_it_waits_for_before_the_first_frame(view: VideoView):
    view.waiting_text = "Opening the source…"
    view.update()

    assert view.current is None
    assert view.describe() == "Opening the source…"
    assert view.picture_rect.isEmpty()


def test_clearing_leaves_nothing_of_the_last_frame(view: VideoView):
    frame = make_frame(value=200)
    view.show_frame(frame, make_result([make_face()], frame))
    view.grab()
    view.clear()

    assert view.current is None
    assert max(colour_at(view, 300, 300)) < 20


def test_a_screen_with_two_pixels_a_point_gets_a_picture_with_twice_the_pixels(
    view: VideoView, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: 2.0)
    frame = make_frame(value=200)
    view.show_frame(frame, make_result(frame=frame))
    assert colour_at(view, 400, 400) == (200, 200, 200)

    assert view._shown is not None
    assert view._shown[2].shape == (900, 1600, 3)


def test_the_scaled_picture_is_made_once_a_frame(view: VideoView):
    frame = make_frame()
    view.show_frame(frame, make_result(frame=frame))
    view.grab()
    first = view._shown
    view.grab()

    assert view._shown is first


@pytest.mark.parametrize(
    ("face", "heat", "says"),
    [
        (make_face(), "antispoof", "this model gives no evidence map"),
        (make_face(), None, ""),
        (make_face(scores=[evidence_score()]), "antispoof", ""),
        (make_face(scores=[evidence_score()]), "both", ""),
        (make_face(scores=[evidence_score()]), "deepfake", "the face is yet to be scored"),
        (None, "antispoof", "there is no face in the picture"),
        (
            make_face(state=State.POOR_QUALITY, scores=[], reasons=[Reason.TOO_DARK]),
            "antispoof",
            "the face is not scored: too dark",
        ),
    ],
)
def test_a_picture_without_a_heatmap_says_why(
    view: VideoView, face: FaceResult | None, heat: str | None, says: str
):
    view.set_options(OverlayOptions(heat=heat))
    frame = make_frame()
    result = make_result([] if face is None else [face], frame)
    view.memory.update(result)
    view.show_frame(frame, result)

    assert view.heatmap_missing.startswith("No heatmap") == bool(says)
    assert says in view.heatmap_missing
    view.grab()


@pytest.mark.parametrize(
    ("place", "text"), [((250, 130), "+0.5"), ((310, 230), "−0.5"), ((20, 20), "")]
)
def test_a_tool_tip_says_the_logits_under_the_pointer(
    view: VideoView, place: tuple[int, int], text: str
):
    view.resize(640, 360)
    view.set_options(OverlayOptions(heat="antispoof"))
    frame = make_frame()
    result = make_result([make_face(scores=[evidence_score()])], frame)
    view.memory.update(result)
    view.show_frame(frame, result)
    said = view.evidence_text(QPointF(*place))

    assert bool(said) == bool(text)
    assert text in said


def test_text_grows_with_the_picture_and_not_without_end(view: VideoView):
    view.show_frame(make_frame(width=1920, height=1080), make_result())
    units = []
    for size in ((640, 360), (1920, 1080), (3840, 2160)):
        view.resize(*size)
        units.append(view.unit)

    assert units == [1.0, 1.5, 2.2]


def test_pausing_recording_and_distrust_are_drawn_over_the_picture(view: VideoView):
    frame = make_frame(value=200)
    view.show_frame(frame, make_result(frame=frame))
    before = view.grab().toImage()
    view.paused = True
    view.recording_since = 0.0
    view.show_frame(frame, make_result(frame=frame, trusted=False))

    assert view.grab().toImage() != before


def test_what_a_screen_reader_hears(view: VideoView):
    frame = make_frame()
    view.show_frame(frame, make_result([make_face(2, State.CHECKING), make_face(5)], frame))

    assert view.describe() == "#2: Checking; #5: Live"
    assert view.accessibleName() == "Video"


def drop(view: VideoView, urls: list[QUrl]) -> QDropEvent:
    data = QMimeData()
    data.setUrls(urls)
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.data_kept_alive = data  # type: ignore[attr-defined]
    view.dropEvent(event)
    return event


def test_a_dropped_file_is_offered_as_a_source(qtbot: QtBot, view: VideoView):
    with qtbot.waitSignal(view.file_dropped) as got:
        drop(view, [QUrl("https://example.org/x.mp4"), QUrl.fromLocalFile("/tmp/clip.mp4")])

    assert got.args == ["/tmp/clip.mp4"]


@pytest.mark.parametrize("urls", [[], [QUrl("https://example.org/x.mp4")]])
def test_what_is_no_local_file_is_not_taken(qtbot: QtBot, view: VideoView, urls: list[QUrl]):
    with qtbot.assertNotEmitted(view.file_dropped):
        drop(view, urls)


@pytest.mark.parametrize("size", [(640, 400), (800, 430), (1015, 725), (480, 700), (1700, 980)])
def test_both_maps_lie_beside_the_picture_and_not_over_it(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    view = VideoView(ScoreMemory({}))
    qtbot.addWidget(view)
    view.resize(*size)
    frame = make_frame()
    view.show_frame(frame, make_result([make_face()], frame))
    alone = view.picture_rect
    assert view.beside is None
    view.set_options(OverlayOptions(heat=BOTH))

    assert view.beside is not None
    assert not view.beside.intersects(view.picture_rect)
    assert view.picture_rect.width() > 0.5 * alone.width()


def test_a_long_note_is_wrapped_and_stays_within_the_picture(qtbot: QtBot) -> None:
    area, image = QRectF(0, 0, 300, 200), QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    chips(painter, area, [("heatmap", "no heatmap, for the face is not scored: " * 2, "text")])
    painter.end()
    right = [x for x in range(400) for y in range(0, 200, 2) if image.pixelColor(x, y).red() < 200]
    low = [y for y in range(200) for x in range(0, 300, 9) if image.pixelColor(x, y).red() < 200]

    assert max(right) <= 300
    assert max(low) > 50
