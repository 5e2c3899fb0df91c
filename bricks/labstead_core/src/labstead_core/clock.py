"""Time as the database and the API see it: UTC, microseconds."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now in UTC, without a zone: what MariaDB's DATETIME(6) holds."""
    return datetime.now(UTC).replace(tzinfo=None)


def rfc3339(moment: datetime | None) -> str | None:
    """`moment` (UTC without a zone) as RFC 3339 text, or None."""
    return None if moment is None else moment.isoformat(timespec="milliseconds") + "Z"
