"""What all answers share: frozen, and patient with newer servers."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, ValidatorFunctionWrapHandler, WrapValidator


class Model(BaseModel):
    """A part of an answer. Fields that a newer server adds are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


def _or_newer(value: Any, known: ValidatorFunctionWrapHandler) -> Any:
    try:
        return known(value)
    except ValidationError:
        if isinstance(value, str):
            return value
        raise


OrNewer = WrapValidator(_or_newer)
"""Words that a newer server adds come through as they are, so that a list never fails because of one."""
