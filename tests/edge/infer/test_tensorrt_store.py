"""Where engines lie: each for its device and version, whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from caching_provider import ENGINE, LATER, ORIN

from edge.errors import OutputError
from edge.infer.tensorrt import EDITION, EngineRecipe, Machine
from edge.infer.tensorrt_store import NAME, EngineStore, Seal, contents, now

RECIPE = EngineRecipe("toy", "ab" * 32, "fp16", "input", (1, 3, 16, 16))


@pytest.fixture
def store(tmp_path: Path) -> EngineStore:
    return EngineStore(tmp_path / "cache")


def put(
    store: EngineStore,
    machine: Machine = ORIN,
    recipe: EngineRecipe = RECIPE,
    *,
    edition: int = EDITION,
    engine: bytes = ENGINE,
) -> Path:
    with store.locked(), store.workspace(machine) as space:
        (space.engines / "a.engine").write_bytes(engine)
        (space.timings / "sm87.timing").write_bytes(engine)
        seal = Seal(
            edition=edition,
            machine=machine.folder,
            model=recipe.model,
            sha256=recipe.sha256,
            precision=recipe.precision,
            parts=1,
            answers=4,
            seconds=1.0,
            built_at=now(),
            files=contents(space.engines),
        )
        return store.adopt(space, machine, recipe, seal)


def test_an_engine_is_found_by_its_own_device_and_version_only(store: EngineStore) -> None:
    assert store.status(ORIN, RECIPE).state == "missing"
    put(store)
    assert store.status(ORIN, RECIPE).state == "built"
    later = store.status(LATER, RECIPE)
    assert (later.state, later.why) == ("stale", f"it was built for {ORIN.folder}")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda place: (place / NAME).unlink(), "no signature"),
        (lambda place: (place / NAME).write_text("{"), "no signature"),
        (
            lambda place: (place / "a.engine").write_bytes(b""),
            "a.engine was changed after the build",
        ),
        (lambda place: (place / "a.engine").unlink(), "a.engine was changed after the build"),
        (lambda place: (place / "b.engine").touch(), "b.engine was changed after the build"),
    ],
)
def test_a_changed_engine_is_not_used(store: EngineStore, harm: object, why: str) -> None:
    harm(put(store))  # type: ignore[operator]
    found = store.status(ORIN, RECIPE)
    assert found.state == "damaged"
    assert why in found.why


def test_options_of_another_edition_make_an_engine_stale(store: EngineStore) -> None:
    put(store, edition=EDITION + 1)
    assert store.status(ORIN, RECIPE).state == "stale"


def test_a_newer_engine_replaces_the_older_one(
    store: EngineStore,
) -> None:
    put(store)
    place = put(store, engine=ENGINE + b" and better")
    assert (place / "a.engine").read_bytes().endswith(b"better")
    assert {p.name for p in store.root.iterdir()} == {ORIN.folder, ".lock"}


def test_a_disk_that_is_full_when_the_seal_is_written_leaves_the_older_engine(
    store: EngineStore,
) -> None:
    put(store)
    with store.locked(), store.workspace(ORIN) as space:
        (space.engines / "a.engine").write_bytes(b"newer")
        (space.engines / NAME).symlink_to("/dev/full")  # the system's own error
        seal = Seal.model_validate_json((store.place(ORIN, RECIPE) / NAME).read_bytes())
        with pytest.raises(OutputError, match=r"No space left on device.*XDG_CACHE_HOME"):
            store.adopt(space, ORIN, RECIPE, seal)
    assert store.status(ORIN, RECIPE).state == "built"


def test_an_exchange_that_fails_half_way_brings_the_older_engine_back(
    store: EngineStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store)
    real = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "engines":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError):
        put(store, engine=b"newer")
    assert store.status(ORIN, RECIPE).state == "built"


def test_files_of_an_interrupted_build_are_removed_by_the_next_one(store: EngineStore) -> None:
    put(store)
    (store.root / ".building-dead/engines").mkdir(parents=True)
    (store.root / ".discarded-dead/old").mkdir(parents=True)
    with store.locked():
        assert {p.name for p in store.root.iterdir()} == {ORIN.folder, ".lock"}


def test_one_process_at_a_time_builds(store: EngineStore) -> None:
    with store.locked(), pytest.raises(OutputError, match="another "), store.locked():
        pass


def test_pruning_takes_other_versions_and_models_that_are_gone_and_leaves_the_rest(
    store: EngineStore,
) -> None:
    gone = EngineRecipe("gone", "cd" * 32, "fp16", "input", ())
    kept, older, unknown = put(store), put(store, LATER), put(store, recipe=gone)
    unsealed = put(store, recipe=EngineRecipe("half", "ef" * 32, "fp32", "input", ()))
    (unsealed / NAME).unlink()

    with store.locked():
        removed, freed = store.prune(ORIN, {RECIPE.sha256})

    assert {*removed} == {older.parent, unknown, unsealed}
    assert freed > 2 * len(ENGINE)
    assert kept.exists()
    assert (kept.parent / "timings").exists()
    assert not any(path.exists() for path in removed)


def test_a_folder_that_cannot_be_written_is_reported_with_an_alternative(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    with (
        pytest.raises(OutputError, match="XDG_CACHE_HOME"),
        EngineStore(tmp_path / "cache").locked(),
    ):
        pass


def test_the_place_is_the_cache_of_the_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert EngineStore().root == tmp_path / "facevouch" / "tensorrt"
    assert list(tmp_path.iterdir()) == []  # looking makes nothing
