"""From bytes to lines that a person can read, and the one way text reaches a terminal."""
