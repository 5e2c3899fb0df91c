"""What a glab does for those who develop bricks: it sees what they save, and lets their editor stop in a task."""
