"""Scenarios: asked for, queued, run, finished. The database is the only truth about them."""
