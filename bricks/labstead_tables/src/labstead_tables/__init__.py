"""Tasks on CSV and TSV tables. DuckDB does the work; it is imported only while a task runs."""
