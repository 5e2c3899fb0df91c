"""Same key and same request, same reply: whoever lost an answer on the way may ask again without doing it twice."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from labstead_core.clock import utc_now
from labstead_core.db.connection import Database
from labstead_core.db.models import StoredReply
from labstead_core.errors import LabError
from labstead_core.key_locks import KeyLocks

KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class KeyedRequest:
    """`content` is method, path and body: the same key with another of these is refused."""

    actor: str
    key: str
    content: str


@dataclass(frozen=True)
class Reply:
    """What a mutation answers. `replayed`: it was answered before, and nothing was done now."""

    status: int
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    replayed: bool = False


class Replies:
    """Runs mutations, those with a key once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._locks = KeyLocks()

    def once(self, request: KeyedRequest | None, work: Callable[[Session], Reply]) -> Reply:
        """Does `work` in a transaction, or answers what it answered before; None: no key was sent.

        The reply is committed together with what the work changed: there is no moment at which a crash could
        leave one without the other. Failures are not kept. Raises what `work` raises, and LabError
        `request.idempotency_conflict`."""
        if request is None:
            with self._database.transaction() as session:
                return work(session)
        # One at a time for each key, so that a second request meets the first one's reply. A lock of this process is
        # enough: the data folder belongs to one server. Should it ever not be, the primary key refuses the second.
        with self._locks.hold((request.actor, request.key)), self._database.transaction() as session:
            stored = _stored(session, request)
            if stored is not None:
                return stored
            reply = work(session)
            session.add(
                StoredReply(
                    actor=request.actor,
                    idempotency_key=request.key,
                    request_hash=_hash(request),
                    status=reply.status,
                    headers=reply.headers,
                    body=reply.body,
                    created_at=utc_now(),
                )
            )
            return reply

    def prune(self) -> None:
        """Forgets what is too old to be asked for again."""
        with self._database.transaction() as session:
            session.execute(delete(StoredReply).where(StoredReply.created_at < utc_now() - KEPT))


def _stored(session: Session, request: KeyedRequest) -> Reply | None:
    row = session.get(StoredReply, (request.actor, request.key))
    if row is None:
        return None
    if row.created_at < utc_now() - KEPT:
        session.delete(row)
        session.flush()
        return None
    if row.request_hash != _hash(request):
        raise LabError(
            "request.idempotency_conflict",
            "This Idempotency-Key was used for another request.",
            hint="Take a new key for a new request.",
        )
    return Reply(row.status, row.body, row.headers, replayed=True)


def _hash(request: KeyedRequest) -> str:
    return hashlib.sha256(request.content.encode("utf-8", "surrogatepass")).hexdigest()
