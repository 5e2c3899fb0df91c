"""Bricks: found in folders, inspected outside the server, listed with their errors."""
