"""MariaDB: connection, tables, migrations."""
