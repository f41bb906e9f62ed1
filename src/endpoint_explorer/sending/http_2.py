"""HTTP/2 as httpcore speaks it, where servers are less kind than it expects."""

from __future__ import annotations

import re

import h2.events
import httpcore

from endpoint_explorer.sending import heads

_STATUS = re.compile(rb"[1-9][0-9]{2}")


class _Ended(Exception):
    """The server has ended the stream: it takes no more of the request."""


class Http2Connection(httpcore.HTTP2Connection):
    """Takes longer headers, answers that come early, and no status that is none.

    The methods that it replaces are httpcore's own.
    """

    def __init__(self, origin: httpcore.Origin, stream: httpcore.NetworkStream) -> None:
        super().__init__(origin, stream)
        self._is_deaf = False
        self._h2_state.decoder.max_header_list_size = heads.MOST

    def _send_request_body(self, request: httpcore.Request, stream_id: int) -> None:
        """Send the body, or as much of it as the server wants (RFC 9113, 8.1)."""
        try:
            super()._send_request_body(request, stream_id)
        except (_Ended, httpcore.WriteError) as error:
            # Who takes no more may have said why: that is still to be read.
            self._is_deaf = isinstance(error, httpcore.WriteError)
            # The stream is half open for ever, so the connection is of no further use.
            self._used_all_stream_ids = True

    def _write_outgoing_data(self, request: httpcore.Request) -> None:
        if self._is_deaf:
            self._h2_state.clear_outbound_data_buffer()
        else:
            super()._write_outgoing_data(request)

    def _wait_for_outgoing_flow(self, request: httpcore.Request, stream_id: int) -> int:
        """Return how many bytes may be sent, at least one; waits for that."""
        while True:
            ends = (h2.events.StreamEnded, h2.events.StreamReset)
            if any(isinstance(event, ends) for event in self._events[stream_id]):
                raise _Ended
            window = self._h2_state.local_flow_control_window(stream_id)
            if flow := min(window, self._h2_state.max_outbound_frame_size):
                return flow
            self._receive_events(request)

    def _receive_response(
        self, request: httpcore.Request, stream_id: int
    ) -> tuple[int, list[tuple[bytes, bytes]]]:
        """Return the status and the headers of the final answer."""
        event = self._receive_stream_event(request, stream_id)
        while not isinstance(event, h2.events.ResponseReceived):
            event = self._receive_stream_event(request, stream_id)
        rows = [(bytes(name), bytes(value)) for name, value in event.headers or ()]
        status = next((value for name, value in rows if name == b":status"), b"")
        if not _STATUS.fullmatch(status):
            raise httpcore.RemoteProtocolError(f"{status[:20]!r} is no status")
        return int(status), [row for row in rows if not row[0].startswith(b":")]
