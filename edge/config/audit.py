"""Settings of the audit log and of what is kept of people."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from edge.config.base import Section


class AuditConfig(Section):
    """The signed log. No image is kept unless crops is turned on."""

    enabled: bool = Field(False, description="run and serve write the log")
    when_full: Literal["closed", "open"] = Field(
        "closed", description="whether the gate vouches when the log cannot be written"
    )
    crops: bool = Field(False, description="keep an encrypted crop of each outcome")
    crops_key: str | None = Field(
        None, description="PEM file with the operator's public key; crops are sealed to it"
    )
    crop_days: float = Field(7, gt=0, description="then it is deleted")
    keep_days: float = Field(365, gt=0, description="entries older than this may be purged")

    @model_validator(mode="after")
    def _crops_need_a_key(self) -> Self:
        if self.crops and self.crops_key is None:
            raise ValueError("crops need crops_key, a file made by: facevouch audit crops keygen")
        return self
