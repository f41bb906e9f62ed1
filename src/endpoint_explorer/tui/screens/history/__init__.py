"""The history on the whole screen, and what every screen with a list of it answers."""
