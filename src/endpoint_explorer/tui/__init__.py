"""The terminal UI, the only importer of Textual."""
