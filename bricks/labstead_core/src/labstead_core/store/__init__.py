"""Files of the environment: the resources' content, and the room for it."""
