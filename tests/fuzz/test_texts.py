"""Configurations, manifests, events and stored files that are almost right: read, or one error."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import SLOW_IS_FINE, mutated, mutated_text

import edge
from edge.calibration import store
from edge.calibration.drift import PURPOSE as DRIFT_PURPOSE
from edge.calibration.drift import reference_path, stored_reference
from edge.config import Config, load_config
from edge.errors import ConfigError, DataError
from edge.events.event import EventKind, GateEvent
from edge.security.file_signature import write_sealed
from edge.trust.pinned_camera import PURPOSE as PIN_PURPOSE
from edge.trust.pinned_camera import path_of, pinned
from models.manifest import parse_manifest
from models.registry import Registry
from tools.evaluation.layouts.manifest import open_manifest

relaxed = settings(deadline=None, suppress_health_check=SLOW_IS_FINE)

CONFIGS = [
    tomli_w.dumps(Config().model_dump(mode="json", exclude_none=True)),
    '[[cameras]]\nname = "door"\nsource = "0"\n[decision]\nbpcer = 0.02\n',
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


@relaxed
@given(text=mutated_text(CONFIGS))
def test_a_configuration_is_read_or_refused(folder: Path, text: str) -> None:
    path = folder / "facevouch.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(ConfigError):
        load_config(path)


MANIFESTS = [(Path(edge.__file__).parents[1] / "models/manifest.toml").read_text(encoding="utf-8")]


@relaxed
@given(text=mutated_text(MANIFESTS))
def test_a_model_manifest_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ConfigError):
        parse_manifest(text.encode("utf-8", "surrogatepass"), Path("manifest.toml"))


@relaxed
@given(content=mutated([MANIFESTS[0].encode()]))
def test_a_manifest_of_damaged_bytes_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(ConfigError):
        parse_manifest(content, Path("manifest.toml"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "kind", "camera", "at", "body", "x"]), inner)
    ),
    max_leaves=12,
)
EVENT = GateEvent(EventKind.VERDICT, "door", {"state": "LIVE", "p": 0.1}).to_json()


@relaxed
@given(
    line=st.one_of(
        JSON.map(json.dumps),
        mutated([EVENT.encode()]).map(lambda b: b.decode("utf-8", "replace")),
        st.fixed_dictionaries(
            {"id": JSON, "kind": st.just("verdict") | JSON, "camera": JSON, "at": JSON,
             "body": JSON}
        ).map(json.dumps),
        st.integers(1, 100_000).map(lambda n: "[" * n),
    )
)  # fmt: skip
def test_an_event_is_read_or_refused_and_what_is_read_can_be_written(line: str) -> None:
    try:
        event = GateEvent.from_json(line)
    except (ValueError, KeyError):
        return
    assert GateEvent.from_json(event.to_json()).id == event.id


CALIBRATION = tomli_w.dumps(
    store.CameraFile(
        camera="c",
        calibration=[
            store.SiteCalibration(
                model="m", sha256="0" * 64, basis="attacks", slope=1.0, slope_interval=(0.5, 2.0),
                offset=0.0, offset_interval=(-1.0, 1.0), threshold=0.5,
                threshold_interval=(0.4, 0.6), bpcer_asked=0.01, seconds={"bona fide": 60},
                frames={"bona fide": 900}, fitted_at="2026-01-01T00:00:00Z",
            )
        ],
    ).model_dump(mode="json", exclude_none=True)
)  # fmt: skip
PIN = ('version = 1\nsource = "video0"\nkind = "camera"\ncard = "c"\ndriver = "uvcvideo"\n'
       'usb = "046d:0825"\nserial = ""\ncapabilities = 1\n')  # fmt: skip
DRIFT = 'version = 1\ncamera = "c"\nmodel = "m"\n[score]\nedges = [0.0]\ncounts = [3, 4]\n'


@relaxed
@given(texts=st.tuples(*(mutated_text([seed]) for seed in (CALIBRATION, PIN, DRIFT))))
def test_a_stored_calibration_is_read_or_refused(folder: Path, texts: tuple[str, str, str]) -> None:
    readers = (
        (store.path_of("c", folder), lambda: store.read("c", folder)),
        (path_of("0", folder), lambda: pinned("0", folder)),
        (reference_path("c", folder), lambda: stored_reference("c", folder)),
    )
    purposes = (store.PURPOSE, PIN_PURPOSE, DRIFT_PURPOSE)
    for (path, read), text, purpose in zip(readers, texts, purposes, strict=True):
        write_sealed(path, text.encode("utf-8", "surrogatepass"), purpose)
        with contextlib.suppress(ConfigError):
            read()


def a_csv() -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["path", "label", "attack_type", "subject", "x1", "y1", "x2", "y2"])
    rows.writerows(
        [["a.jpg", 0, "", "s1", 1, 2, 30, 40], ["b.jpg", 1, "print", "s2", "", "", "", ""]]
    )
    return out.getvalue()


@relaxed
@given(content=mutated([a_csv().encode()]))
def test_a_data_set_manifest_is_read_or_refused(folder: Path, content: bytes) -> None:
    path = folder / "manifest.csv"
    path.write_bytes(content)
    with contextlib.suppress(DataError):
        list(open_manifest(path, None).rows())


def test_the_manifest_that_ships_is_read() -> None:
    assert Registry.open().default("antispoof") is not None
