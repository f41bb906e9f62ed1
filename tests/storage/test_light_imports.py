from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "asyncio hashlib httpx platformdirs pydantic shutil sqlite3 tempfile textual tomllib zstandard"
)

PROGRAM = f"""
import sys
import endpoint_explorer.storage.collections
import endpoint_explorer.storage.context
import endpoint_explorer.storage.history
import endpoint_explorer.storage.locations
print(*[name for name in "{HEAVY}".split() if name in sys.modules])
"""


def test_importing_the_storage_costs_nothing_heavy() -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == []
