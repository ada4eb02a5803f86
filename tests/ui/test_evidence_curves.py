"""The evidence of each face over the last seconds."""

import pytest
from ui_fakes import make_face, make_frame, make_result

from ui.evidence_curves import SPAN_S, EvidenceCurves


def test_a_curve_ends_now_and_holds_the_sum_over_its_bound():
    curves = EvidenceCurves()
    results = [make_result([make_face(3)], make_frame(index)) for index in range(3)]
    for result in results:
        curves.add(result)
    found = curves.curve(3, "antispoof")
    evidence = results[0].faces[0].verdict.evidence[0]

    assert found[-1][0] == 0.0
    assert [x for x, _ in found] == sorted(x for x, _ in found)
    assert found[0][1] == pytest.approx(evidence.total / -evidence.live)
    assert curves.curve(4, "antispoof") == []


def test_what_is_long_ago_is_forgotten_and_another_source_begins_anew():
    curves = EvidenceCurves()
    first = make_result([make_face(3)], make_frame(0))
    curves.add(first)
    late = make_result([], make_frame(round(SPAN_S * 60)))
    assert late.time > SPAN_S
    curves.add(late)
    assert curves.curve(3, "antispoof") == []
    curves.add(first)
    assert len(curves.curve(3, "antispoof")) == 1
