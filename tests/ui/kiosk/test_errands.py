"""Errands run in order in a thread of their own."""

import threading

import pytest

from ui.kiosk.errands import Errands


class TestErrands:
    def test_they_are_done_in_order_in_a_thread_of_their_own(self):
        errands, done = Errands(), []
        for number in range(20):
            errands.do(lambda n=number: done.append((n, threading.current_thread().name)))

        assert errands.stop() == []
        assert done == [(number, "facevouch-errands") for number in range(20)]

    def test_one_that_fails_is_logged_and_the_next_is_done(self, caplog: pytest.LogCaptureFixture):
        errands, done = Errands(), []
        errands.do(lambda: 1 / 0)
        errands.do(lambda: done.append("next"))

        assert errands.stop() == []
        assert done == ["next"]
        assert "errand" in caplog.text

    def test_a_thread_that_does_not_end_is_reported(self):
        errands, wait = Errands(), threading.Event()
        errands.do(wait.wait)

        assert errands.stop(0.05) == ["facevouch-errands"]
        wait.set()
        assert errands.stop() == []
