"""`endpoint-explorer demo`: the embedded API, and the terminal UI on its collection."""

from __future__ import annotations

from pathlib import Path

import click

from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.number import WholeNumber
from endpoint_explorer.errors import UsageError

EXAMPLES = f"""
{PROGRAM} demo
{PROGRAM} demo --serve-only --port 8765
"""


@click.command(
    "demo",
    cls=Command,
    help="Start the embedded demo API on 127.0.0.1, and the terminal UI on its collection.",
    notes="The collection is copied into your own folder once: what you change there is kept.",
    examples=EXAMPLES,
)
@click.option("--serve-only", is_flag=True, help="Only serve; the first line is the base URL.")
@click.option(
    "--port",
    type=WholeNumber(0, 65535),
    default=0,
    metavar="N",
    help="With --serve-only: the port to serve on; 0, the default, takes a free one.",
)
@click.pass_obj
def command(run: Run, serve_only: bool, port: int) -> int:
    """Serve, or serve and open the terminal UI."""
    if serve_only:
        return _serve(run, port)
    if port:
        raise UsageError("--port needs --serve-only", hint="The terminal UI takes a free port.")
    from endpoint_explorer.demo import DemoServer

    folder = own_copy()
    with DemoServer() as server:
        return run.launch(folder, server.base_url)


def sample() -> Path:
    """Return the demo collection as it comes with the program."""
    from endpoint_explorer.storage.locations import sample_collections

    return sample_collections() / "demo"


def own_copy() -> Path:
    """Return the user's copy of the demo collection, made when there is none yet.

    Each version of the program has its own, so that an update never touches what was edited.
    Raises FileUnwritable when it cannot be made.
    """
    from endpoint_explorer import __version__
    from endpoint_explorer.storage.faults import unwritable
    from endpoint_explorer.storage.locations import data_dir, private_dir

    folder = data_dir() / "demo" / __version__ / "demo"
    if folder.is_dir():
        return folder
    private_dir(data_dir())
    try:
        _copy_whole(sample(), folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    return folder


def _serve(run: Run, port: int) -> int:
    from endpoint_explorer.demo import serve

    def announce(base_url: str) -> None:
        run.output.line(base_url)
        run.output.status(("The demo API is served at this address; ctrl+c ends it.", "dim"))

    serve(port, ready=announce)
    return 0


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a folder so that `target` is there whole or not at all, without the files' modes."""
    import shutil
    import tempfile

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".copying-") as scratch:
        copy = Path(scratch) / target.name
        for path in sorted(source.rglob("*")):
            here = copy / path.relative_to(source)
            if path.is_file():
                here.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, here)
        try:
            copy.rename(target)
        except OSError:
            # Another start of the demo was faster: its copy is as good.
            if not target.is_dir():
                raise
