"""Where tasks run: a port, its `local` implementation, and the two programs of a run."""
