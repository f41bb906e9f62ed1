"""Saving a request, so that its history stays its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer.replaying import Replaying
from endpoint_explorer.model.request import Request

if TYPE_CHECKING:
    from endpoint_explorer.storage.collections import Loaded, Stamp


class Saving(Replaying):
    """The use case of saving."""

    def save(self, path: Path, request: Request, expected: Stamp | None) -> Loaded:
        """Write a request to its file, and return it as it is there.

        A file that was copied from another has the other's id: it gets one of its own here, unless
        the history says that this one is the original. Raises as `save_request` of storage.
        """
        from endpoint_explorer.storage.collections import Loaded, save_request

        request = self._with_own_id(path, request)
        return Loaded(path, request, save_request(path, request, expected))

    def _with_own_id(self, path: Path, request: Request) -> Request:
        from endpoint_explorer.storage.identity import files_with_id
        from endpoint_explorer.storage.naming import new_id

        others = files_with_id(request.id, path)
        if not others or self._is_original(path, others, request.id):
            return request
        return msgspec.structs.replace(request, id=new_id())

    def _is_original(self, path: Path, others: tuple[Path, ...], request_id: str) -> bool:
        """Say whether a file was sent from before any other that has its id."""
        try:
            used = self.history.paths_of(request_id)
        except EndpointExplorerError:
            return False
        there = {str(other) for other in (path, *others)}
        return next((one for one in used if one in there), "") == str(path)
