"""The settings are the outermost layer: everything that a collection or request says beats them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from endpoint_explorer.model.collection import (
    CollectionSettings,
    Context,
    FolderSettings,
    inherited_options,
)
from endpoint_explorer.model.network import Network
from endpoint_explorer.model.request import Options, Request
from endpoint_explorer.model.settings import Settings
from endpoint_explorer.sending.resolve import prepare

SETTINGS = Settings(
    options=Options(timeout=1.0, http2=False),
    network=Network(verify=False, proxy="http://127.0.0.1:3128"),
)
CONTEXT = Context(directory=Path("shop"), settings=SETTINGS)
REQUEST = Request(url="http://127.0.0.1:9/")


def test_settings_hold_where_nothing_else_says() -> None:
    prepared = prepare(REQUEST, CONTEXT)
    assert (prepared.timeout, prepared.http_2, prepared.cookies) == (1.0, False, True)
    assert prepared.trust.verify is False
    assert str(prepared.proxy) == "http://127.0.0.1:3128"
    assert inherited_options(CONTEXT)["timeout"] == (1.0, "from the settings")


def test_request_folder_and_collection_beat_them_in_this_order() -> None:
    collection = CollectionSettings(
        options=Options(timeout=2.0), network=Network(verify=True, proxy="")
    )
    context = msgspec.structs.replace(CONTEXT, collection=collection)
    prepared = prepare(REQUEST, context)
    assert (prepared.timeout, prepared.http_2) == (2.0, False)
    assert prepared.trust.verify is True
    assert prepared.proxy is None
    assert not prepared.proxy_from_environment
    folder = FolderSettings(options=Options(timeout=3.0))
    context = msgspec.structs.replace(context, folders=(folder,))
    assert prepare(REQUEST, context).timeout == 3.0
    own = msgspec.structs.replace(REQUEST, options=Options(timeout=4.0))
    assert prepare(own, context).timeout == 4.0
