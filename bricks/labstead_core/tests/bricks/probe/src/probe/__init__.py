"""A brick of tasks that behave badly, each in one way."""
