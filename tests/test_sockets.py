"""Small answers do not wait for the confirmation of their own head."""

from __future__ import annotations

import socket

from mppgeo.serving.sockets import send_at_once


def test_what_a_listening_socket_accepts_sends_at_once():
    # Made as the framework makes its own: the loop does not see that it is TCP.
    with socket.socket(socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert listening.proto == 0
        assert send_at_once() >= 1
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        # The socket itself is still open.
        listening.getsockname()
