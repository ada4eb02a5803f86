"""From the engine's threads into the UI thread."""

import threading
from collections.abc import Callable

from PyQt6.QtCore import QThread
from pytestqt.qtbot import QtBot
from ui_fakes import FakeEngine, make_frame, make_result

from ui.bridge import EngineBridge


def make_bridge() -> tuple[EngineBridge, FakeEngine]:
    made: list[FakeEngine] = []

    def make(notify: Callable[[], None]) -> FakeEngine:
        made.append(FakeEngine(notify))
        return made[0]

    bridge = EngineBridge(make)  # type: ignore[arg-type]
    return bridge, made[0]


def test_a_result_from_another_thread_arrives_in_the_ui_thread(qtbot: QtBot):
    bridge, engine = make_bridge()
    frame = make_frame()
    seen: list[tuple[object, bool]] = []
    bridge.result.connect(
        lambda f, _r: seen.append((f, QThread.currentThread() is bridge.thread()))
    )

    with qtbot.waitSignal(bridge.result):
        worker = threading.Thread(target=engine.push, args=(frame, make_result(frame=frame)))
        worker.start()
    worker.join()

    assert seen == [(frame, True)]


def test_many_results_while_the_window_is_busy_become_one_delivery_of_the_newest(qtbot: QtBot):
    bridge, engine = make_bridge()
    seen: list[int] = []
    bridge.result.connect(lambda f, _r: seen.append(f.index))

    def burst() -> None:
        for index in range(50):
            frame = make_frame(index)
            engine.push(frame, make_result(frame=frame))

    worker = threading.Thread(target=burst)
    worker.start()
    worker.join()  # the UI thread was busy all the time: nothing was delivered yet
    assert seen == []
    qtbot.waitUntil(lambda: bool(seen))

    assert seen == [49]


def test_a_wake_up_without_a_result_delivers_nothing(qtbot: QtBot):
    bridge, engine = make_bridge()
    seen: list[object] = []
    bridge.result.connect(lambda f, _r: seen.append(f))
    engine.notify()
    engine.push(make_frame(7), make_result(frame=make_frame(7)))
    qtbot.waitUntil(lambda: bool(seen))

    assert len(seen) == 1


def test_events_and_figures_are_polled_while_it_runs_and_not_after(qtbot: QtBot):
    bridge, engine = make_bridge()
    bridge.start()
    engine.say("info", "model", "exchanged")
    with qtbot.waitSignals([bridge.told, bridge.stats]) as got:
        pass
    assert got.all_signals_and_args[0].args[0].text == "exchanged"

    assert bridge.stop() == []
    assert engine.stopped
    assert not bridge._timer.isActive()


def test_threads_that_did_not_stop_are_reported(qtbot: QtBot):
    bridge, engine = make_bridge()
    engine.late = ["facevouch-capture-reader-1"]

    assert bridge.stop() == ["facevouch-capture-reader-1"]
