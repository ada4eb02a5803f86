"""A manifest is trusted when a trusted key signed it; a changed byte is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from toy_models import onnx_bytes, shipped_folder, spec_of

from edge.cli import main
from edge.errors import KeyFileError, ModelTamperedError
from edge.security.file_signature import SignatureState, signature_path, signature_state
from edge.security.keys import KioskKey, keys_folder
from models import signing
from models.manifest import NAME
from models.registry import Registry
from models.signing import PACKAGE, Signed, in_checkout, refusal, sign_own, sign_release
from models.used_versions import versions_file

GOOD, OTHER = onnx_bytes(), onnx_bytes(weights=(2.0,))
TOY = spec_of(GOOD, default=True)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("FACEVOUCH_TRUSTED", str(tmp_path / "trusted"))


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KioskKey:
    """A release key, and a folder of models that is taken for the installed package's."""
    key = KioskKey.generate()
    folder = shipped_folder(tmp_path / "site-packages" / "models", (TOY, GOOD))
    (folder / "release.pem").write_text(key.public_pem)
    monkeypatch.setattr(signing, "PACKAGE", folder)
    sign_release(key, folder)
    return key


def imported(tmp_path: Path) -> Registry:
    """A registry whose user imported a model of their own."""
    registry = Registry.open(shipped_folder(tmp_path / "shipped", (TOY, GOOD)), tmp_path / "user")
    mine = tmp_path / "mine.onnx"
    mine.write_bytes(OTHER)
    registry.add(mine, spec_of(OTHER, id="mine"))
    return registry


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_manifest_that_ships_is_signed_by_the_release_key() -> None:
    content = (PACKAGE / NAME).read_bytes()
    found = signing.signature_of(PACKAGE, content, shipped=True)
    assert found is SignatureState.GOOD, (
        f"models/{NAME} is {found.value}: sign it with `facevouch models sign --release KEY` "
        "(docs/signing.md says who has the key, and how to make another)"
    )


def test_an_installed_releases_models_are_used(release: KioskKey, tmp_path: Path) -> None:
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    assert registry.verified(registry.get("toy")).read_bytes() == GOOD


def test_a_changed_byte_in_an_installed_manifest_refuses_its_models(
    release: KioskKey, tmp_path: Path
) -> None:
    edited(signing.PACKAGE / NAME, "linear", "Linear")
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    with pytest.raises(ModelTamperedError, match=r"not the file that was signed.*reinstall"):
        registry.path(registry.get("toy"))
    assert registry.locate(registry.get("toy")).is_file()  # it can still be listed


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff", b'{"key": 1, "signature": "?"}'])
def test_an_installed_manifest_without_its_signature_is_refused(
    release: KioskKey, tmp_path: Path, content: bytes | None
) -> None:
    signature = signature_path(signing.PACKAGE / NAME)
    signature.unlink()
    if content is not None:
        signature.write_bytes(content)
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    with pytest.raises(ModelTamperedError, match="signed"):
        registry.path(registry.get("toy"))


def test_a_manifest_signed_by_another_key_is_refused(release: KioskKey, tmp_path: Path) -> None:
    sign_release(KioskKey.generate(), signing.PACKAGE)
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    with pytest.raises(ModelTamperedError, match="a key that is not trusted"):
        registry.path(registry.get("toy"))


def test_a_machines_own_key_is_not_accepted_for_the_shipped_manifest(
    release: KioskKey, tmp_path: Path
) -> None:
    sign_release(KioskKey.load_or_create(keys_folder()), signing.PACKAGE)
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    with pytest.raises(ModelTamperedError, match="a key that is not trusted"):
        registry.path(registry.get("toy"))


def test_a_trusted_keys_signature_is_accepted_for_either_manifest(
    release: KioskKey, tmp_path: Path
) -> None:
    ours = KioskKey.generate()
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "ours.pem").write_text(ours.public_pem)
    sign_release(ours, signing.PACKAGE)
    imported(tmp_path)
    sign_release(ours, tmp_path / "user")
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    assert registry.path(registry.get("toy")).is_file()
    assert registry.path(registry.get("mine")).is_file()


def test_the_machines_own_key_signs_no_import_where_there_are_trusted_keys(tmp_path: Path) -> None:
    imported(tmp_path)
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "ours.pem").write_text(KioskKey.generate().public_pem)
    registry = Registry.open(tmp_path / "shipped", tmp_path / "user")
    with pytest.raises(ModelTamperedError, match=r"not trusted.*models sign --key KEY\.pem"):
        registry.path(registry.get("mine"))


def test_a_malformed_trusted_key_is_reported(release: KioskKey, tmp_path: Path) -> None:
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "ours.pem").write_text("nonsense")
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    with pytest.raises(KeyFileError, match=r"ours\.pem"):
        registry.path(registry.get("toy"))


def test_an_import_is_signed_by_this_machine(tmp_path: Path) -> None:
    registry = imported(tmp_path)
    assert registry.verified(registry.get("mine")).read_bytes() == OTHER
    again = Registry.open(tmp_path / "shipped", tmp_path / "user")
    assert again.path(again.get("mine")).is_file()


def test_an_imported_entry_that_was_changed_is_refused_until_it_is_signed(
    tmp_path: Path,
) -> None:
    imported(tmp_path)
    edited(tmp_path / "user" / NAME, "linear", "Linear")
    registry = Registry.open(tmp_path / "shipped", tmp_path / "user")
    with pytest.raises(ModelTamperedError, match="facevouch models sign"):
        registry.path(registry.get("mine"))
    assert registry.path(registry.get("toy")).is_file()  # what ships is not the user's fault
    third = tmp_path / "third.onnx"
    third.write_bytes(onnx_bytes(weights=(3.0,)))
    with pytest.raises(ModelTamperedError):  # an import must not sign the change along
        registry.add(third, spec_of(third.read_bytes(), id="third"))
    sign_own(tmp_path / "user")
    again = Registry.open(tmp_path / "shipped", tmp_path / "user")
    assert again.path(again.get("mine")).is_file()


def test_an_entry_smuggled_into_the_users_folder_is_refused(tmp_path: Path) -> None:
    imported(tmp_path)
    signature_path(tmp_path / "user" / NAME).unlink()
    registry = Registry.open(tmp_path / "shipped", tmp_path / "user")
    with pytest.raises(ModelTamperedError, match="is not signed"):
        registry.path(registry.get("mine"))


def test_a_machine_with_a_new_key_accepts_signatures_of_its_old_one(tmp_path: Path) -> None:
    imported(tmp_path)
    new = KioskKey.generate()
    new.publish(keys_folder())
    new.save(keys_folder() / "kiosk.pem")
    registry = Registry.open(tmp_path / "shipped", tmp_path / "user")
    assert registry.path(registry.get("mine")).is_file()


def test_a_key_of_another_machine_signs_nothing_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(tmp_path)
    monkeypatch.setenv("FACEVOUCH_STATE", str(tmp_path / "another"))
    registry = Registry.open(tmp_path / "shipped", tmp_path / "user")
    with pytest.raises(ModelTamperedError, match="not trusted"):
        registry.path(registry.get("mine"))


@pytest.mark.parametrize(("signed", "used"), [("auto", False), ("require", False), ("off", True)])
def test_signatures_turned_off_leave_the_hashes(
    release: KioskKey, tmp_path: Path, signed: Signed, used: bool
) -> None:
    edited(signing.PACKAGE / NAME, "linear", "Linear")
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    registry.signed = signed
    assert (registry.refusal(registry.get("toy")) is None) is used


@pytest.mark.parametrize(("signed", "used"), [("auto", True), ("require", False)])
def test_people_may_work_on_a_checkouts_manifest(
    release: KioskKey, tmp_path: Path, signed: Signed, used: bool
) -> None:
    (signing.PACKAGE.parent / "pyproject.toml").write_text("")
    edited(signing.PACKAGE / NAME, "linear", "Linear")
    assert in_checkout(signing.PACKAGE)
    content = (signing.PACKAGE / NAME).read_bytes()
    assert (refusal(signing.PACKAGE, content, signed, shipped=True) is None) is used


def test_a_copied_signature_fits_no_other_purpose(release: KioskKey, tmp_path: Path) -> None:
    config = tmp_path / "facevouch.toml"
    shutil.copy(signing.PACKAGE / NAME, config)
    shutil.copy(signature_path(signing.PACKAGE / NAME), signature_path(config))
    keys = {release.key_id: release.public_pem}
    content = config.read_bytes()
    assert signature_state(config, content, "facevouch models 1", keys) is SignatureState.GOOD
    assert signature_state(config, content, "facevouch config 1", keys) is SignatureState.WRONG


# -- versions -------------------------------------------------------------------------------------


def as_it_was(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in (NAME, f"{NAME}.sig")}


def put_back(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def use(tmp_path: Path) -> Path:
    registry = Registry.open(signing.PACKAGE, tmp_path / "user")
    return registry.path(registry.get("toy"))


def test_an_older_signed_manifest_is_refused_once_a_newer_one_was_used(
    release: KioskKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = as_it_was(signing.PACKAGE)
    use(tmp_path)
    edited(signing.PACKAGE / NAME, "linear", "Linear")
    sign_release(release, signing.PACKAGE)
    use(tmp_path)
    put_back(signing.PACKAGE, old)
    with pytest.raises(ModelTamperedError, match="older version than one that was used here"):
        use(tmp_path)
    assert main(["models", "allow-older"]) == 0
    use(tmp_path)


def test_an_older_manifest_of_ones_own_is_refused_too(tmp_path: Path) -> None:
    registry = imported(tmp_path)
    old = as_it_was(registry.user)
    edited(registry.user / NAME, "bias = 0.25", "bias = 0.5")
    sign_own(registry.user)
    mine = Registry.open(registry.shipped, registry.user)
    assert mine.refusal(mine.get("mine")) is None
    put_back(registry.user, old)
    back = Registry.open(registry.shipped, registry.user)
    assert "older version" in str(back.refusal(back.get("mine")))


def test_a_folder_that_is_begun_anew_is_signed_as_a_newer_version(tmp_path: Path) -> None:
    registry = imported(tmp_path)
    assert registry.refusal(registry.get("mine")) is None
    shutil.rmtree(registry.user)
    again = imported(tmp_path / "x")
    shutil.copytree(again.user, registry.user)
    sign_own(registry.user)
    back = Registry.open(registry.shipped, registry.user)
    assert back.refusal(back.get("mine")) is None


@pytest.mark.parametrize(("days", "used"), [(1, True), (0, True), (-1, False)])
def test_a_manifest_is_used_until_its_signature_expires(
    release: KioskKey, tmp_path: Path, days: int, used: bool
) -> None:
    sign_release(release, signing.PACKAGE, days)
    content = (signing.PACKAGE / NAME).read_bytes()
    reason = refusal(signing.PACKAGE, content, "auto", shipped=True)
    assert (reason is None) is used
    assert used or "has expired" in str(reason)


@pytest.mark.parametrize(
    ("old", "new"), [('"version": 1', '"version": 9'), ('"expires": "2', '"expires": "9')]
)
def test_version_and_expiry_are_part_of_what_is_signed(
    release: KioskKey, tmp_path: Path, old: str, new: str
) -> None:
    edited(signing.PACKAGE / f"{NAME}.sig", old, new)
    with pytest.raises(ModelTamperedError, match="not the file that was signed"):
        use(tmp_path)


def test_an_edited_record_of_versions_lets_no_older_manifest_in(
    release: KioskKey, tmp_path: Path
) -> None:
    use(tmp_path)
    edited(versions_file(), '"release": 1', '"release": 0')
    with pytest.raises(ModelTamperedError, match="allow-older"):
        use(tmp_path)
