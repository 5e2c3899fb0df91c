"""Connections that hang or break in the middle of an upload."""

import socket
import struct

from glab_testing.server import GlabServer


def open_patch(server: GlabServer, location: str, length: int, offset: int = 0) -> socket.socket:
    """A PATCH whose body the caller sends, or not."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=20)
    head = (
        f"PATCH {location} HTTP/1.1\r\nHost: glab\r\nX-Lab-User: ada\r\nX-Lab-Role: scientist\r\n"
        f"Tus-Resumable: 1.0.0\r\n"
        f"Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {length}\r\n\r\n"
    )
    connection.sendall(head.encode())
    return connection


def send_and_hang_up(server: GlabServer, location: str, content: bytes, upto: int) -> None:
    """Sends a part of what it announced, and returns once the server has taken note that no more comes. Whoever asks
    earlier takes over from a request that may have read nothing yet."""
    connection = open_patch(server, location, len(content))
    connection.sendall(content[:upto])
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(4096):
        pass
    connection.close()


def hang_up(connection: socket.socket, *, reset: bool) -> None:
    """Ends the connection; `reset`: without a farewell, as a line that is cut does."""
    if reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
