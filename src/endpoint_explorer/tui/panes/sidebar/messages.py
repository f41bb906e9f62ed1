"""What the sidebar asks for and reports."""

from __future__ import annotations

from pathlib import Path

from textual.message import Message

from endpoint_explorer.model.collection import Entry


class _AboutPath(Message):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class _AboutFolder(Message):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder


class _AboutEntry(Message):
    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry


class SidebarMessages:
    """The messages, as attributes of the pane that inherits this."""

    class ChildrenWanted(_AboutFolder, namespace="sidebar"):
        """A folder was expanded: answer with `set_children`."""

    class SummariesWanted(Message, namespace="sidebar"):
        """Rows came into view: answer with `set_summaries`."""

        def __init__(self, entries: tuple[Entry, ...]) -> None:
            super().__init__()
            self.entries = entries

    class FilterIndexWanted(Message, namespace="sidebar"):
        """The filter was opened: answer with `set_filter_index`."""

    class RequestOpened(_AboutPath, namespace="sidebar"):
        """A request was chosen."""

    class ProblemOpened(_AboutPath, namespace="sidebar"):
        """A file that cannot be parsed was chosen."""

    class NewRequestRequested(_AboutFolder, namespace="sidebar"):
        """A new request is wanted in a folder."""

    class NewFolderRequested(_AboutFolder, namespace="sidebar"):
        """A new folder is wanted in a folder."""

    class NewCollectionRequested(Message, namespace="sidebar"):
        """A new collection is wanted."""

    class SettingsRequested(_AboutFolder, namespace="sidebar"):
        """What a collection or folder says for everything below it is to be edited."""

    class RenameRequested(_AboutEntry, namespace="sidebar"):
        """An entry shall have another name."""

    class DuplicateRequested(_AboutEntry, namespace="sidebar"):
        """A copy of an entry is wanted."""

    class MoveRequested(_AboutEntry, namespace="sidebar"):
        """An entry shall be in another folder."""

    class DeleteRequested(_AboutEntry, namespace="sidebar"):
        """An entry shall go."""

    class RestoreRequested(Message, namespace="sidebar"):
        """What was deleted last is wanted back."""
