"""Examples of payloads, put together from the examples of their fields."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def example_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return a valid value of a model as JSON has it; fields without an example are made up."""
    return {name: _field_example(field) for name, field in model.model_fields.items()}


def _field_example(field: FieldInfo) -> Any:
    if field.examples:
        return field.examples[0]
    for model in _models_in(field.annotation):
        nested = example_of(model)
        return [nested] if getattr(field.annotation, "__origin__", None) is list else nested
    return field.get_default(call_default_factory=False)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the payloads that an annotation names, such as those of `list[User]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
