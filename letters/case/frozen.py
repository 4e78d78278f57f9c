"""The base of every value that passes between stages."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value that refuses unknown fields and survives a JSON round trip."""

    model_config = ConfigDict(frozen=True, extra="forbid")
