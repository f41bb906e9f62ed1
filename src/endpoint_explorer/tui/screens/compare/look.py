"""How the screen that compares looks."""

from __future__ import annotations

LOOK = """
CompareScreen {
    layout: vertical;
    background: $background;
    .compare--head, .compare--side { text-wrap: nowrap; text-overflow: ellipsis; }
    .compare--head { height: 1; background: $panel; padding: 0 1; }
    #compare-sides { height: 2; layout: horizontal; background: $surface; }
    .compare--side { width: 1fr; height: 2; padding: 0 1; }
    ChoiceBar { margin: 1 0 0 0; }
    #compare-note { display: none; height: auto; max-height: 2; padding: 0 2; color: $text-muted; }
    #compare-note.-shown { display: block; }
    ChangeList {
        height: 1fr; border: round $panel-lighten-2;
        border-title-color: $text-muted; border-subtitle-color: $text-muted;
        &:focus { border: round $accent; border-title-color: $foreground; }
    }
    #compare-detail {
        display: none; height: 8; layout: horizontal;
        & > VerticalScroll {
            width: 1fr; height: 1fr; border: round $panel-lighten-2; padding: 0 1;
            border-title-color: $text-muted; scrollbar-size-vertical: 1;
        }
        Static { width: 1fr; height: auto; }
    }
    &.-detailed #compare-detail { display: block; }
    #compare-ignored {
        display: none; height: 1; padding: 0 2; color: $text-muted;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    #compare-ignored.-shown { display: block; }
    &.-narrow {
        #compare-sides { layout: vertical; }
        .compare--side { height: 1; width: 100%; }
        ChoiceBar { margin: 0; }
        #compare-detail { display: none; }
    }
}
"""
