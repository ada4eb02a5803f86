"""Any file is verified without a crash, and never wrongly reported as intact."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.audit.chain import verify_file
from edge.audit.crop_encryption import Sealed, seal
from edge.audit.export import extract, read_entries, read_header
from edge.audit.head import Head
from edge.audit.log import AuditLog
from edge.errors import DataError, KeyFileError
from edge.events.event import EventKind, GateEvent
from edge.security.file_signature import SignatureState, sign_file, signature_path, signature_state
from edge.security.keys import KioskKey, canonical_pem

KEY = KioskKey.generate()
TRUSTED = {KEY.key_id: KEY.public_pem}
FEW = settings(max_examples=150, deadline=None)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    log = AuditLog(folder / "audit.sqlite", KEY)
    for n in range(4):
        log.on_event(GateEvent(EventKind.VERDICT, "door", {"n": n}))
    log.close()
    extract(folder / "audit.sqlite", folder / "good.jsonl", KEY)
    return folder / "good.jsonl"


def mutated(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Cut bytes out at places (0..1) and put others in."""
    for place, length, new in changes:
        at = int(place * len(content))
        content = content[:at] + new + content[at + length :]
    return content


CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 80), st.binary(max_size=12)), min_size=1, max_size=4
)


@FEW
@given(changes=CHANGES)
def test_an_export_that_was_changed_is_broken_or_says_the_same(
    export: Path, changes: list[tuple[float, int, bytes]]
) -> None:
    other = export.with_name("other.jsonl")
    other.write_bytes(mutated(export.read_bytes(), changes))
    try:
        finding = verify_file(other, TRUSTED)
    except DataError:
        return
    if finding.broken is None:
        assert list(read_entries(other)) == list(read_entries(export))
        assert read_header(other) == read_header(export)


@pytest.mark.parametrize("seq", ["Infinity", "1e400", "9" * 400, "-1", "0", "null", "[]", '"x"'])
def test_a_number_that_is_none_hangs_nobody(export: Path, seq: str) -> None:
    lines = export.read_text().splitlines()
    data = json.loads(lines[3])
    lines[3] = json.dumps(data | {"seq": "HERE"}).replace('"HERE"', seq)
    other = export.with_name("number.jsonl")
    other.write_text("\n".join(lines))
    assert verify_file(other, TRUSTED).broken is not None


@pytest.mark.parametrize("seq", [10**18, 2**63 - 1])
def test_a_number_far_away_is_not_counted_up_to(export: Path, seq: int) -> None:
    lines = export.read_text().splitlines()
    lines[3] = json.dumps(json.loads(lines[3]) | {"seq": seq})
    other = export.with_name("far.jsonl")
    other.write_text("\n".join(lines[:1] + lines[3:]))
    assert verify_file(other, TRUSTED).broken is not None


@FEW
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_files_that_are_anything_are_refused(tmp_path_factory, content: bytes) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.getbasetemp() / "anything"
    path.write_bytes(content)
    readers: list[Callable[[], object]] = [
        lambda: verify_file(path, TRUSTED),
        lambda: Head.read(path),
        lambda: Sealed.parse(content),
    ]
    for read in readers:
        with pytest.raises(DataError):
            read()
    with pytest.raises(KeyFileError):
        canonical_pem(content.decode("latin-1"))


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"seq": Infinity}', '{"seq": 1e999, "digest": 1}']
)
def test_a_head_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DataError):
        Head.from_json(text)


@FEW
@given(changes=CHANGES)
def test_a_sealed_crop_that_was_changed_never_opens_as_signed(
    changes: list[tuple[float, int, bytes]],
) -> None:
    private = X25519PrivateKey.generate()
    sealed = seal(b"a picture" * 20, {"session": "s1"}, private.public_key(), KEY)
    content = mutated(sealed.content, changes)
    try:
        other = Sealed.parse(content)
    except DataError:
        return
    if other != sealed:
        assert not other.signed_by(KEY.public_pem)


@FEW
@given(changes=CHANGES)
def test_a_signature_that_was_changed_holds_for_nothing(
    tmp_path_factory,  # type: ignore[no-untyped-def]
    changes: list[tuple[float, int, bytes]],
) -> None:
    path = tmp_path_factory.getbasetemp() / "signed.toml"
    path.write_bytes(b"bpcer = 0.01\n")
    signature = sign_file(path, "a purpose", KEY)
    before = json.loads(signature.read_text())
    signature_path(path).write_bytes(mutated(signature.read_bytes(), changes))
    found = signature_state(path, path.read_bytes(), "a purpose", TRUSTED)
    if found is SignatureState.GOOD:
        assert json.loads(signature.read_text()) == before
