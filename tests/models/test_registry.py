"""The registry: two folders over each other, and no file that is not the one described."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing import import_file
from toy_models import onnx_bytes, shipped_folder, spec_of

from edge.errors import ConfigError, ModelError, ModelTamperedError, OutputError
from models.registry import USER_FOLDER_VARIABLE, Registry
from models.signing import sign_own
from models.spec import ModelSpec

GOOD = onnx_bytes()
OTHER = onnx_bytes(weights=(2.0,))
TOY = spec_of(GOOD, default=True)


def registry(folder: Path, *models: tuple[ModelSpec, bytes | None]) -> Registry:
    return Registry.open(shipped_folder(folder / "shipped", *models), folder / "user")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def saved(folder: Path, content: bytes = OTHER, name: str = "mine.onnx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_shipped_manifest_is_sound_and_its_files_are_the_ones_it_states(
    tmp_path: Path,
) -> None:
    found = Registry.open(user=tmp_path)
    for spec in found.specs():
        assert found.verified(spec).name == Path(spec.file).name
    detector = found.default("detector")
    assert detector is not None
    assert found.verified(detector).name == "blaze_face_short_range.tflite"


def test_a_model_is_found_by_its_id_and_by_its_task(tmp_path: Path) -> None:
    second = spec_of(OTHER, id="second", file="second.onnx")
    found = registry(tmp_path, (TOY, GOOD), (second, OTHER))
    assert [spec.id for spec in found.specs()] == ["toy", "second"]
    assert found.get("second") == second
    assert found.default("antispoof") == TOY
    assert found.default("deepfake") is None
    assert found.verified(TOY).read_bytes() == GOOD


def test_an_unknown_id_is_answered_with_the_nearest_ones(tmp_path: Path) -> None:
    found = registry(tmp_path, *((spec_of(GOOD, id=i), GOOD) for i in ("seed_int8", "blaze")))
    with pytest.raises(ModelError, match="'seed_int4'; did you mean seed_int8"):
        found.get("seed_int4")
    with pytest.raises(ModelError, match="did you mean blaze, seed_int8"):
        found.get("quite different")


def test_a_changed_file_is_refused_with_both_hashes(tmp_path: Path) -> None:
    found = registry(tmp_path, (TOY, OTHER))
    with pytest.raises(ModelTamperedError) as caught:
        found.verified(TOY)
    assert TOY.sha256[:12] in str(caught.value)
    assert spec_of(OTHER).sha256[:12] in str(caught.value)


@pytest.mark.parametrize(
    ("url", "command"), [("https://x.example/toy", "models pull toy"), (None, "models import FILE")]
)
def test_a_missing_file_names_the_command_that_brings_it(
    tmp_path: Path, url: str | None, command: str
) -> None:
    spec = TOY.model_copy(update={"url": url})
    with pytest.raises(ModelError, match=f"missing; install it with: facevouch {command}"):
        registry(tmp_path, (spec, None)).path(spec)


HEAD = '[[model]]\nid = "a"\ntask = "antispoof"\narchitecture = "x"\nprecision = "fp32"\n'
FILE = f'file = "a.onnx"\nsha256 = "{"0" * 64}"\nbytes = 1\nlicence = "x"\n'
INPUT = "[model.input]\nsize = 8\nexpansions = [1.5]\n"
DETECTOR = (HEAD + FILE).replace("antispoof", "detector") + "default = true\n"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("model = [", "is not valid TOML"),
        ("[models]\n", "models: unknown key"),
        ("model = 3\n", r"model: write one \[\[model\]\]"),
        ("model = [3]\n", r"model\.1: "),
        (HEAD + INPUT, r"model\.a\.file: Field required"),
        (HEAD + FILE, "needs an"),
        (HEAD + FILE + "colour = 1\n" + INPUT, r"model\.a\.colour: there is no such key"),
        (HEAD + FILE + INPUT + "padding = 'zero'\n", r"model\.a\.input\.padding"),
        (HEAD + FILE.replace("000", "zzz") + INPUT, r"model\.a\.sha256"),
        (HEAD + FILE.replace("a.onnx", "../a.onnx") + INPUT, "must be inside"),
        (HEAD + FILE.replace("a.onnx", "/a.onnx") + INPUT, "must be inside"),
        (HEAD + FILE.replace("a.onnx", "c:a.onnx") + INPUT, "must be inside"),
        (HEAD + FILE + INPUT + HEAD + FILE + INPUT, "two models have this id"),
        (DETECTOR + DETECTOR.replace('"a"', '"b"'), "a is already the default"),
        (HEAD + FILE + "thresholds = {far = 2.0}\n" + INPUT, "must be between 0 and 1"),
    ],
)
def test_a_malformed_manifest_is_refused_by_file_and_key(
    tmp_path: Path, text: str, key: str
) -> None:
    user = tmp_path / "user"
    user.mkdir()
    (user / "manifest.toml").write_text(text)
    with pytest.raises(ConfigError, match=key) as caught:
        Registry.open(shipped_folder(tmp_path / "shipped"), user)
    assert str(user / "manifest.toml") in str(caught.value)


def test_no_manifest_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the model manifest"):
        Registry.open(tmp_path / "nowhere", tmp_path)


def test_an_import_lies_in_the_users_folder_and_leaves_the_shipped_one_alone(
    tmp_path: Path,
) -> None:
    found = registry(tmp_path, (TOY, GOOD))
    before = snapshot(tmp_path / "shipped")
    spec = import_file(found, saved(tmp_path), id="mine")
    assert found.verified(spec) == tmp_path / "user" / "imported" / "mine.onnx"
    assert found.verified(spec).read_bytes() == OTHER
    assert found.is_own(spec)
    assert not found.is_own(TOY)
    assert snapshot(tmp_path / "shipped") == before
    assert set(snapshot(tmp_path / "user")) == {
        "manifest.toml",
        "manifest.toml.sig",
        "imported/mine.onnx",
    }
    reopened = Registry.open(tmp_path / "shipped", tmp_path / "user")
    assert reopened.specs() == [TOY, spec]
    assert reopened.verified(spec).read_bytes() == OTHER


def test_the_first_model_of_a_task_becomes_its_default(tmp_path: Path) -> None:
    found = registry(tmp_path)
    assert import_file(found, saved(tmp_path), id="first").default
    assert not import_file(found, saved(tmp_path), id="second").default
    assert import_file(found, saved(tmp_path), id="fake", task="deepfake").default
    assert found.default("antispoof") == found.get("first")


def test_a_chosen_default_replaces_the_last_one(tmp_path: Path) -> None:
    found = registry(tmp_path, (TOY, GOOD))
    for name in ("first", "second"):
        import_file(found, saved(tmp_path), id=name, default=True)
        defaults = [spec.id for spec in found.specs() if spec.default]
        assert defaults == [name]
    assert found.default("antispoof") == found.get("second")


def test_the_same_bytes_again_renew_the_entry_and_keep_it_the_default(tmp_path: Path) -> None:
    found = registry(tmp_path)
    import_file(found, saved(tmp_path), id="mine")
    again = import_file(found, saved(tmp_path), id="mine", colour="BGR")
    assert again.default
    assert found.specs() == [again]
    assert again.scoring_input.colour == "BGR"


def test_another_file_under_an_existing_id_needs_replace(tmp_path: Path) -> None:
    found = registry(tmp_path, (TOY, GOOD))
    import_file(found, saved(tmp_path), id="mine")
    before = snapshot(tmp_path / "user")
    changed = saved(tmp_path, onnx_bytes(weights=(3.0,)), "other.onnx")
    with pytest.raises(ModelError, match="choose another id with --id, or add --replace"):
        import_file(found, changed, id="mine")
    with pytest.raises(ModelError, match="toy is the id of a shipped model"):
        import_file(found, changed, id="toy", replace=True)
    assert snapshot(tmp_path / "user") == before
    spec = import_file(found, changed, id="mine", replace=True)
    assert found.verified(spec).read_bytes() == changed.read_bytes()


def test_an_entry_of_the_users_hides_a_shipped_one(tmp_path: Path) -> None:
    mine = spec_of(OTHER, default=True)
    sign_own(shipped_folder(tmp_path / "user", (mine, OTHER)))
    found = registry(tmp_path, (TOY, GOOD))
    assert found.specs() == [mine]
    assert found.verified(found.get("toy")).read_bytes() == OTHER


def test_a_file_whose_hash_is_not_the_contracts_is_not_imported(tmp_path: Path) -> None:
    found = registry(tmp_path)
    with pytest.raises(ModelTamperedError):
        found.add(saved(tmp_path, OTHER), TOY)
    assert not (tmp_path / "user").exists()


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "user").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="cannot write"):
        import_file(registry(tmp_path), saved(tmp_path), id="mine")


def test_a_manifest_that_cannot_be_replaced_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = registry(tmp_path)
    import_file(found, saved(tmp_path), id="mine")
    before = snapshot(tmp_path / "user")
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "manifest.toml":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        import_file(found, saved(tmp_path), id="second")
    kept = snapshot(tmp_path / "user")
    assert kept["manifest.toml"] == before["manifest.toml"]
    assert not [name for name in kept if name.startswith(".")]


def test_the_users_folder_can_be_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER_FOLDER_VARIABLE, str(tmp_path / "elsewhere"))
    assert Registry.open().user == tmp_path / "elsewhere"
    monkeypatch.delenv(USER_FOLDER_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tmp_path in Registry.open().user.parents
    assert Registry.open().user.parts[-2:] == ("facevouch", "models")
