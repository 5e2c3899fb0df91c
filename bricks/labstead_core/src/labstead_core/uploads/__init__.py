"""Uploads by tus 1.0.0: streamed to disk, resumable, published as resources when complete."""
