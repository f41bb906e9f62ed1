"""How the screen of environments looks."""

from __future__ import annotations

LOOK = """
EnvironmentsScreen {
    layout: vertical;
    background: $background;
    .environments--head { height: 1; background: $panel; padding: 0 1; }
    .environments--body { height: 1fr; }
    EnvironmentList {
        width: 30; height: 1fr; border: round $panel-lighten-2;
        border-title-color: $text-muted;
        &:focus { border: round $accent; border-title-color: $foreground; }
    }
    #environment {
        width: 1fr; height: 1fr; border: round $panel-lighten-2; padding: 0 1;
        border-title-color: $text-muted;
        &:focus-within { border: round $accent; border-title-color: $foreground; }
        &.-production { border: round $error; border-title-color: $text-error; }
    }
    ChoiceBar { margin-bottom: 1; }
    Part { display: none; }
    Part.-shown { display: block; }
    #environment-note { height: 2; margin-top: 1; color: $text-muted; }
    #environment-note.-wrong { color: $text-warning; }
    #environment-absent { display: none; height: 1fr; padding: 1 1; }
    #environment.-absent {
        ChoiceBar, Part, #environment-note { display: none; }
        #environment-absent { display: block; }
    }
    &.-narrow EnvironmentList { width: 22; }
}
"""
