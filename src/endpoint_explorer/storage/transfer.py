"""Moving and copying files and folders so that no failure loses or doubles anything."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path


def transfer(source: Path, destination: Path) -> None:
    """Move a file or folder to a free path, across file systems too; raise OSError.

    Whatever fails, the source is whole or the destination is.
    """
    try:
        source.rename(destination)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_whole(source, destination)
        remove(source)


def copy_whole(source: Path, destination: Path) -> None:
    """Copy a file or folder, links as links, to a free path; raise OSError and leave nothing."""
    import shutil

    try:
        if is_real_folder(source):
            shutil.copytree(source, destination, symlinks=True)
        else:
            shutil.copy2(source, destination, follow_symlinks=False)
    except BaseException as error:
        with suppress(OSError):
            remove(destination)
        if isinstance(error, shutil.Error):  # it lists every fault; the first says enough
            raise OSError(errno.EIO, str(error.args[0][0][2])) from error
        raise


def remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all that is in it; raise OSError."""
    import shutil

    if is_real_folder(path):
        shutil.rmtree(path)
    else:
        path.unlink()


def is_real_folder(path: Path) -> bool:
    """Tell whether a path is a folder and no link to one."""
    return path.is_dir() and not path.is_symlink()
