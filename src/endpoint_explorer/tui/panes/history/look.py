"""How the history looks, by the room that there is."""

from __future__ import annotations

LOOK = """
HistoryView {
    height: 1fr;
    #history-head { height: 1; }
    #history-count { width: 1fr; text-align: right; padding-right: 1; }
    SearchBar { display: none; }
    #history-body { height: 1fr; }
    HistoryList { width: 1fr; height: 1fr; padding: 0 1; }
    EndpointList {
        display: none; width: 40%; max-width: 60; height: 1fr; padding: 0 1;
        border-right: solid $panel-lighten-2;
    }
    ExchangePreview {
        display: none; width: 42%; height: 1fr; border-left: solid $panel-lighten-2;
    }
    TrendChart { display: none; border-top: solid $panel-lighten-2; }

    &.-searching SearchBar, &.-screen SearchBar { display: block; }
    &.-trend TrendChart { display: block; }
    &.-grouped EndpointList { display: block; }
    &.-wide.-screen ExchangePreview { display: block; }
    &.-wide.-grouped EndpointList { width: 33%; }
    &.-wide.-grouped ExchangePreview { width: 29%; }
    &.-narrow.-grouped EndpointList { display: none; }
    &.-narrow.-grouped.-choosing EndpointList {
        display: block; width: 100%; max-width: 100%; border: none;
    }
    &.-narrow.-grouped.-choosing HistoryList { display: none; }
}
"""
