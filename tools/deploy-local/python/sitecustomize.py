"""Python runs this file at start wherever it is on PYTHONPATH.

asyncio turns Nagle's algorithm off only for sockets whose protocol number is set, which those that Hypercorn accepts
lack: each answer then waits some 40 ms for the client's acknowledgement.
"""

import asyncio.base_events
import socket


def _set_nodelay(sock):
    if sock.family in (socket.AF_INET, socket.AF_INET6) and sock.type == socket.SOCK_STREAM:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


asyncio.base_events._set_nodelay = _set_nodelay
