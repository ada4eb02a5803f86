"""The test plan: who tested what, with which instruments, against which limits. A TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from edge.errors import DataError, OutputError

Share = Annotated[float, Field(ge=0, le=1)]

TEMPLATE = """\
# The test plan of an ISO/IEC 30107-3 report. Fill in what applies; delete what does not.

[test]
system = ""            # the system under test: product, version, configuration
device = ""            # capture device, with its serial number
laboratory = ""
operator = ""
begin = 2026-01-01     # first and last day of testing
end = 2026-01-31
subjects = 0           # people who made bona fide presentations
environment = ""       # lighting, distance, background
evaluation = "PAD subsystem"   # or "full system"

[limits]               # the highest rates that pass; each 0 to 1
apcer = 0.15           # of every species
bpcer = 0.15
# apnrr = 0.05
# bpnrr = 0.05
# iapar = 0.15
# riapar = 0.2

[matcher]              # where the scores hold a column `match_score`
# threshold = 0.6      # a comparison is accepted at or above it

[species.print]        # one table an attack type of the scores
name = "Printed photograph"
series = ["matte paper A4", "glossy paper A4"]
instruments = 0        # PAIs made
potential = "basic"    # attack potential: basic, enhanced-basic, moderate, high
"""


class _PlanPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Conduct(_PlanPart):
    """What was tested, by whom, when, and how."""

    system: str = ""
    device: str = ""
    laboratory: str = ""
    operator: str = ""
    begin: str = ""
    end: str = ""
    subjects: int = Field(default=0, ge=0)
    environment: str = ""
    evaluation: str = "PAD subsystem"


class StatedLimits(_PlanPart):
    """The highest rates that pass, 0 to 1; None is no limit."""

    apcer: Share | None = None
    bpcer: Share | None = None
    apnrr: Share | None = None
    bpnrr: Share | None = None
    iapar: Share | None = None
    riapar: Share | None = None


class MatcherPlan(_PlanPart):
    """At which score the matcher accepts a comparison."""

    threshold: FiniteFloat | None = None


class Species(_PlanPart):
    """One PAI species: its name, its series, how many instruments, the attack potential."""

    name: str = ""
    series: tuple[str, ...] = ()
    instruments: int = Field(default=0, ge=0)
    potential: Literal["", "basic", "enhanced-basic", "moderate", "high"] = ""


class TestPlan(_PlanPart):
    """species: by the attack type as the scores name it."""

    __test__ = False  # not a test of pytest's

    test: Conduct = Conduct()
    limits: StatedLimits = StatedLimits()
    matcher: MatcherPlan = MatcherPlan()
    species: dict[str, Species] = Field(default_factory=dict)


def read_plan(path: Path) -> TestPlan:
    """Raises DataError, naming the field, on what is no plan."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(
            f"there is no test plan {path}; create one to fill in with --write-plan {path}"
        ) from None
    except (OSError, ValueError) as error:
        raise DataError(f"the test plan {path} cannot be read: {error}") from error
    for name in ("begin", "end"):
        if isinstance(content.get("test"), dict) and name in content["test"]:
            content["test"][name] = str(content["test"][name])
    try:
        return TestPlan.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"the test plan {path}: {where}: {first['msg']}") from None


def write_template(path: Path) -> None:
    """A plan to fill in; a file that is there stays. Raises OutputError."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise OutputError(f"{path} already exists; choose another file name") from None
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
