"""The demo API as a child process that never outlives its parent."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from types import TracebackType
from typing import IO, Self

from endpoint_explorer.errors import UsageError

START_LIMIT = 30.0
"""How many seconds the child may take until it accepts connections."""

_STOP_LIMIT = 5.0
_COMMAND = ("-P", "-m", "endpoint_explorer.demo", "--port", "0", "--until-stdin-closes")


class DemoServer:
    """A context manager that runs the demo API on a free port, in its own process.

    The child holds the other end of a pipe as its standard input and ends when that closes, which
    also happens when this process is killed. Its session is its own, so that ctrl+c in the
    terminal reaches this process only.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._base_url = ""

    def start(self) -> None:
        """Start the child and return at once; `base_url` waits for it."""
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            start_new_session=True,
        )

    @property
    def base_url(self) -> str:
        """The address of the server, such as http://127.0.0.1:40211, without a slash at its end.

        Waits until the server accepts connections. Raises UsageError when it did not start.
        """
        if not self._base_url:
            self._base_url = self._first_line()
        return self._base_url

    def stop(self) -> None:
        """End the child, the hard way if it does not end by itself; harmless when repeated."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout, self._complaints):
            if stream is not None:
                stream.close()
        self._base_url = ""

    def __enter__(self) -> Self:
        self.start()
        try:
            _ = self.base_url
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _first_line(self) -> str:
        process = self._process
        if process is None or process.stdout is None:
            raise UsageError("the demo API has not been started")
        # A child that hangs is killed, which ends the read below with an empty line.
        limit = threading.Timer(START_LIMIT, process.kill)
        limit.start()
        try:
            line = process.stdout.readline()
        finally:
            limit.cancel()
        if not line:
            raise UsageError(
                f"the demo API did not start: {self._last_complaint()}",
                hint="Run `python -m endpoint_explorer.demo` to see why.",
            )
        return line.decode("ascii").strip()

    def _last_complaint(self) -> str:
        if self._complaints is None:
            return "no reason given"
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no reason given"
