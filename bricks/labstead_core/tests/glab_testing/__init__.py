"""What the server's tests share: a real server process, a client, a line to the database that can be cut."""
