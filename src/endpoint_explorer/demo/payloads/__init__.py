"""The payloads of the demo API: pydantic models, whose JSON schemas go into /openapi.json."""
