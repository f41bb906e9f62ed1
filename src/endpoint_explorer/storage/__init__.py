"""What is on disk: collections as TOML, history in SQLite, locations, atomic writes."""
