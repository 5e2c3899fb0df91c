"""The tables. Times are UTC; JSON columns hold what is shown or recorded but never searched."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Integer, String, Text
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID = String(26)
MOMENT = DATETIME(fsp=6)


class Base(DeclarativeBase):
    """Base of the mapped classes."""


class Resource(Base):
    """A file or table, kept in the file store under its id."""

    __tablename__ = "resources"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    created_by: Mapped[str] = mapped_column(String(64))
    created_by_name: Mapped[str | None] = mapped_column(String(255))
    origin_type: Mapped[str] = mapped_column(String(16))
    scenario_id: Mapped[str | None] = mapped_column(ID)
    # Set before the file is removed, so that a deletion cut short is finished and never half visible.
    deleted_at: Mapped[datetime | None] = mapped_column(MOMENT)


class Upload(Base):
    """An upload under way. `offset` bytes are safely on disk; more may be in the file."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    length: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    created_by: Mapped[str] = mapped_column(String(64))
    created_by_name: Mapped[str | None] = mapped_column(String(255))
    expires_at: Mapped[datetime] = mapped_column(MOMENT)
    resource_id: Mapped[str | None] = mapped_column(ID)


class Scenario(Base):
    """A run of a task: what was asked, by whom, how it goes and how it ended."""

    __tablename__ = "scenarios"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    task: Mapped[str] = mapped_column(String(191))
    title: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(16), index=True)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    outputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    progress_fraction: Mapped[float | None] = mapped_column(Float)
    progress_message: Mapped[str] = mapped_column(String(500))
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(Text)
    error_hint: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    created_by: Mapped[str] = mapped_column(String(64))
    created_by_name: Mapped[str] = mapped_column(String(255))
    started_at: Mapped[datetime | None] = mapped_column(MOMENT)
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)
    cpus: Mapped[int] = mapped_column(Integer)
    memory_bytes: Mapped[int] = mapped_column(BigInteger)
    handle: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)


class ScenarioInput(Base):
    """Which resources a scenario reads: keeps them from being deleted while it needs them."""

    __tablename__ = "scenario_inputs"

    scenario_id: Mapped[str] = mapped_column(ID, ForeignKey("scenarios.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    resource_id: Mapped[str] = mapped_column(ID, index=True)


class StoredReply(Base):
    """What a request under an Idempotency-Key was answered. The key is its sender's own."""

    __tablename__ = "replies"

    actor: Mapped[str] = mapped_column(String(64), primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(128), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(MOMENT, index=True)
