"""Settings in the form's own terms: what a request would say, and what its form inherits."""

from __future__ import annotations

import msgspec

from endpoint_explorer.model.collection import (
    CollectionSettings,
    Context,
    FolderSettings,
    inherited_auth,
    inherited_headers,
    inherited_options,
)
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.folder_settings import SettingsFile
from endpoint_explorer.tui.panes.form.section import Inherited

Settings = CollectionSettings | FolderSettings

_COMMON = ("name", "description", "headers", "auth", "options")


def as_request(settings: Settings) -> Request:
    """Return what the form edits; the base URL stands where a request has its own."""
    base_url = settings.base_url if isinstance(settings, CollectionSettings) else ""
    return Request(url=base_url, **{name: getattr(settings, name) for name in _COMMON})


def with_request(settings: Settings, request: Request) -> Settings:
    """Return the settings with what was edited."""
    changes = {name: getattr(request, name) for name in _COMMON}
    if isinstance(settings, CollectionSettings):
        changes["base_url"] = request.url
    return msgspec.structs.replace(settings, **changes)


def around(context: Context, file: SettingsFile) -> Context:
    """Return what surrounds the settings: the layers outside of them."""
    if isinstance(file.settings, CollectionSettings):
        bare = CollectionSettings()
        return msgspec.structs.replace(context, collection=bare, folders=())
    return msgspec.structs.replace(context, folders=context.folders[:-1])


def inside(context: Context, file: SettingsFile, settings: Settings) -> Context:
    """Return what surrounds a request right below these settings."""
    if isinstance(settings, CollectionSettings):
        return msgspec.structs.replace(context, collection=settings, folders=())
    own = msgspec.structs.replace(settings, name=settings.name or file.folder.name)
    return msgspec.structs.replace(context, folders=(*context.folders[:-1], own))


def inherited(context: Context, file: SettingsFile) -> Inherited:
    """Return what the form shows greyed."""
    outer = around(context, file)
    auth, origin = inherited_auth(outer)
    words = f"{auth.type}, from {origin}" if auth.type != "none" else ""
    return Inherited(inherited_headers(outer), words, inherited_options(outer))


def layer_of(file: SettingsFile, settings: Settings) -> str:
    """Return in words the layer that the settings are."""
    if isinstance(settings, CollectionSettings):
        return "the collection"
    return f"folder {settings.name or file.folder.name}"
