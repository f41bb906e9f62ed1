"""The nouns: frozen values without I/O, shared by every layer.

They are msgspec structs: immutable, comparable, and validated by `msgspec.convert` with the path
of the fault. Defining them costs a twentieth of what the same pydantic models cost to import,
which is what lets the first frame and a one-shot `send` stay within their budgets.
"""
