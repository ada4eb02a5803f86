"""Settings of the audit log and of what is kept of people."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge.config.base import Section


class AuditConfig(Section):
    """The signed log. No image is kept unless crops is turned on."""

    enabled: bool = Field(False, description="run and serve write the log")
    when_full: Literal["closed", "open"] = Field(
        "closed", description="whether the gate vouches when the log cannot be written"
    )
    crops: bool = Field(False, description="keep an encrypted crop of each outcome")
    crop_days: float = Field(7, gt=0, description="then it is deleted")
    keep_days: float = Field(365, gt=0, description="entries older than this may be purged")
