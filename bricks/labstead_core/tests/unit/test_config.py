"""labstead_core/config"""

import pytest

from labstead_core.config import ConfigError, read_config

LEAST = {"LABSTEAD_DATABASE_HOST": "prod-db", "LABSTEAD_DATABASE_PASSWORD_FILE": "/run/secrets/database-password"}


def test_host_and_password_file_of_the_database_are_enough() -> None:
    config = read_config(LEAST)
    assert (config.environment, config.database.port, config.listen_port) == ("prod", 3306, 8000)


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        read_config({"LABSTEAD_LISTEN_PORT": "80a", "LABSTEAD_TASK_CPUS": "-1"})
    for name in ("DATABASE_HOST", "DATABASE_PASSWORD_FILE", "LISTEN_PORT", "TASK_CPUS"):
        assert f"LABSTEAD_{name}" in str(caught.value)
