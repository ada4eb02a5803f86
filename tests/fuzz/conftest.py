"""How many cases: a hundred of each here, and `--hypothesis-profile=long` for 4,000 of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from decoder_process import Decoder
from hypothesis import settings
from mutations import SLOW_IS_FINE

settings.register_profile(
    "long", max_examples=4000, deadline=None, suppress_health_check=SLOW_IS_FINE, print_blob=True
)


@pytest.fixture(scope="module")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Decoder]:
    """A process that decodes, so that one that crashes does not take the tests with it."""
    made = Decoder(tmp_path_factory.mktemp("cases"))
    yield made
    made.close()
