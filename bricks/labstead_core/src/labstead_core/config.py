"""The environment variables of the server, read once, with every mistake named."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE


class ConfigError(Exception):
    """What is wrong in the environment variables, one sentence for each."""


@dataclass(frozen=True)
class DatabaseConfig:
    """Where MariaDB is; the password stays in its file until a connection needs it."""

    host: str
    port: int
    name: str
    user: str
    password_file: Path


@dataclass(frozen=True)
class Config:
    """All that the server takes from outside. Sizes in bytes; None means: derive it from the machine."""

    environment: str
    lab_name: str
    console_url: str
    listen_host: str
    listen_port: int
    database: DatabaseConfig
    data: Path
    brick_folders: tuple[Path, ...]
    workspace: Path | None
    debug_socket: Path | None
    debug_packages: Path
    max_upload_bytes: int
    upload_expiry_hours: int
    disk_reserve_bytes: int | None
    task_cpus: int | None
    task_memory_bytes: int | None
    cancel_grace_seconds: float
    log_level: str


def read_config(env: Mapping[str, str] = os.environ) -> Config:
    """Reads `env`. Raises ConfigError that lists everything missing or malformed."""
    reader = _Reader(env)
    workspace = reader.optional_path("LABSTEAD_WORKSPACE")
    config = Config(
        environment=reader.text("LABSTEAD_ENVIRONMENT", "prod"),
        lab_name=reader.text("LABSTEAD_LAB_NAME", "Labstead"),
        console_url=reader.text("LABSTEAD_CONSOLE_URL", "https://lab.localhost"),
        listen_host=reader.text("LABSTEAD_LISTEN_HOST", "0.0.0.0"),  # noqa: S104 (inside a container)
        listen_port=reader.number("LABSTEAD_LISTEN_PORT", 8000),
        database=DatabaseConfig(
            host=reader.text("LABSTEAD_DATABASE_HOST"),
            port=reader.number("LABSTEAD_DATABASE_PORT", 3306),
            name=reader.text("LABSTEAD_DATABASE_NAME", "labstead"),
            user=reader.text("LABSTEAD_DATABASE_USER", "labstead"),
            password_file=Path(reader.text("LABSTEAD_DATABASE_PASSWORD_FILE")),
        ),
        data=Path(reader.text("LABSTEAD_DATA", "/data")),
        brick_folders=(
            *([workspace] if workspace else []),
            Path(reader.text("LABSTEAD_BRICKS", "/bricks")),
            Path(reader.text("LABSTEAD_SHIPPED_BRICKS", "/opt/labstead/bricks")),
        ),
        # Where bricks are developed; they are looked at again whenever something is saved.
        workspace=workspace,
        debug_socket=reader.optional_path("LABSTEAD_DEBUG_SOCKET"),
        debug_packages=Path(reader.text("LABSTEAD_DEBUG_PACKAGES", "/opt/labstead/debug")),
        max_upload_bytes=reader.number("LABSTEAD_MAX_UPLOAD_BYTES", 200 * GIBIBYTE),
        upload_expiry_hours=reader.number("LABSTEAD_UPLOAD_EXPIRY_HOURS", 7 * 24),
        disk_reserve_bytes=reader.optional_number("LABSTEAD_DISK_RESERVE_BYTES"),
        task_cpus=reader.optional_number("LABSTEAD_TASK_CPUS"),
        task_memory_bytes=reader.optional_number("LABSTEAD_TASK_MEMORY_BYTES"),
        cancel_grace_seconds=float(reader.number("LABSTEAD_CANCEL_GRACE_SECONDS", 10)),
        log_level=reader.text("LABSTEAD_LOG_LEVEL", "INFO").upper(),
    )
    if reader.problems:
        raise ConfigError("; ".join(reader.problems))
    return config


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        value = self._env.get(name) or default
        if value is None:
            self.problems.append(f"{name} is not set")
            return ""
        return value

    def optional_path(self, name: str) -> Path | None:
        return Path(self._env[name]) if self._env.get(name) else None

    def number(self, name: str, default: int) -> int:
        value = self.optional_number(name)
        return default if value is None else value

    def optional_number(self, name: str) -> int | None:
        raw = self._env.get(name)
        if not raw:
            return None
        if not raw.isascii() or not raw.isdigit():
            self.problems.append(f"{name} must be a whole number, not {raw!r}")
            return None
        return int(raw)
