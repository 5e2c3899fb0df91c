"""Publish tables to a page where everybody in the lab can search them and write notes beside them."""
