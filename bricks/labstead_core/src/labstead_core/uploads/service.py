"""The life of an upload: created, written, completed, or dropped. All functions block: call from threads."""

import logging
import time
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from labstead_core.clock import utc_now
from labstead_core.db.connection import Database
from labstead_core.db.models import Resource, Upload
from labstead_core.errors import LabError
from labstead_core.events import Broker
from labstead_core.identity import User
from labstead_core.key_locks import KeyLocks
from labstead_core.resources import new_resource
from labstead_core.store.disk import Disk, in_words
from labstead_core.store.files import FileStore, sha256_of
from labstead_core.store.naming import clean_name, kind_of, media_type_of
from labstead_core.ulid import new_ulid
from labstead_core.uploads.writer import DigestMemory, UploadWriter
from labstead_core.views import resource_view

log = logging.getLogger(__name__)

STRAY_SECONDS = 3600


class UploadService:
    """Uploads in the database and on disk. The offset in the database is what is safely on disk."""

    def __init__(
        self,
        *,
        database: Database,
        store: FileStore,
        disk: Disk,
        broker: Broker,
        max_bytes: int,
        expiry_hours: int,
    ) -> None:
        self._database = database
        self._store = store
        self._disk = disk
        self._broker = broker
        self.max_bytes = max_bytes
        self._expiry = timedelta(hours=expiry_hours)
        self._digests = DigestMemory()
        self._completing = KeyLocks()

    def create(self, session: Session, *, length: int, name: str, user: User) -> Upload:
        """Adds an upload to the transaction. Raises LabError `upload.too_large` or `disk.full`, both with the
        numbers, before the first byte."""
        if length > self.max_bytes:
            raise LabError(
                "upload.too_large",
                f"The file has {in_words(length)}; uploads may have at most {in_words(self.max_bytes)}.",
                length=length,
                max_bytes=self.max_bytes,
            )
        now = utc_now()
        upload = Upload(
            id=new_ulid(),
            name=clean_name(name),
            length=length,
            offset=0,
            created_at=now,
            created_by=user.id,
            created_by_name=user.name,
            expires_at=now + self._expiry,
        )
        self._disk.require(length, self._promised(session))
        # The file first: a row without its file could never be completed.
        self._store.incoming(upload.id).touch()
        session.add(upload)
        return upload

    def get(self, upload_id: str, user_id: str) -> Upload:
        """Raises LabError `upload.not_found`, also for another person's upload."""
        with self._database.transaction() as session:
            upload = session.get(Upload, upload_id)
        if upload is None or upload.created_by != user_id or upload.expires_at < utc_now():
            raise _not_found(upload_id)
        return upload

    def open_writer(self, upload: Upload) -> UploadWriter:
        """A writer at the upload's offset; unconfirmed bytes behind it are cut off first. Raises OSError, and
        LabError `upload.not_found` if it was dropped in the meantime."""
        digest = self._digests.take(upload.id, upload.offset)
        try:
            return UploadWriter(self._store.incoming(upload.id), upload.offset, upload.length, digest)
        except FileNotFoundError:
            raise _not_found(upload.id) from None

    def close_writer(self, upload_id: str, writer: UploadWriter) -> None:
        """Makes safe and records what the writer wrote, and closes it. Raises OSError."""
        try:
            if writer.offset != writer.safe_offset:
                self.save_offset(upload_id, writer.make_safe())
            self._digests.keep(upload_id, writer.offset, writer.digest)
        finally:
            writer.close()

    def save_offset(self, upload_id: str, offset: int) -> None:
        """Records bytes that are safely on disk and puts the expiry off."""
        with self._database.transaction() as session:
            upload = session.get(Upload, upload_id)
            if upload is not None:
                upload.offset = offset
                upload.expires_at = utc_now() + self._expiry

    def complete(self, upload_id: str) -> str:
        """Makes the upload a resource and answers with its id. May be repeated: a crash between the
        steps is repaired by all of them. Raises OSError, and LabError `upload.not_found` if it was dropped."""
        # The last PATCH, a HEAD and the housekeeping may all come to complete it: one would move the file from
        # under the other, which would take it for lost.
        with self._completing.hold(upload_id):
            return self._complete_alone(upload_id)

    def _complete_alone(self, upload_id: str) -> str:
        with self._database.transaction() as session:
            upload = session.get(Upload, upload_id)
            if upload is None:
                raise _not_found(upload_id)
            if upload.resource_id is not None:
                return upload.resource_id
        incoming, final = self._store.incoming(upload_id), self._store.path(upload_id)
        content = incoming if incoming.exists() else final
        made = self._digests.take(upload_id, upload.length)
        digest = made.hexdigest() if made is not None else sha256_of(content)
        kind = kind_of(upload.name, content)
        self._store.adopt(incoming, upload_id)
        with self._database.transaction() as session:
            upload = session.get(Upload, upload_id, with_for_update=True)
            if upload is None:  # dropped since: nobody will ever ask for what was just moved
                self._store.remove(upload_id)
                raise _not_found(upload_id)
            if upload.resource_id is not None:
                return upload.resource_id
            resource = _resource(upload, kind, digest)
            session.add(resource)
            upload.resource_id = resource.id
            view = resource_view(resource)
        self._broker.publish("resource", view)
        log.info("upload complete", extra={"resource": resource.id, "size": resource.size, "kind": kind})
        return resource.id

    def forget(self, session: Session, upload_id: str, user_id: str) -> None:
        """Deletes the upload with the transaction; `remove` follows it. A resource made from it stays.

        Raises LabError `upload.not_found`, also for another person's upload."""
        upload = session.get(Upload, upload_id, with_for_update=True)
        if upload is None or upload.created_by != user_id:
            raise _not_found(upload_id)
        session.delete(upload)

    def remove(self, upload_id: str) -> None:
        """Removes what was written of a forgotten upload."""
        self._store.incoming(upload_id).unlink(missing_ok=True)

    def housekeep(self) -> None:
        """Completes uploads whose last step a crash cut off; drops expired ones, and files that are no upload's."""
        with self._database.transaction() as session:
            whole = list(
                session.scalars(select(Upload.id).where(Upload.offset == Upload.length, Upload.resource_id.is_(None)))
            )
            expired = list(session.scalars(select(Upload.id).where(Upload.expires_at < utc_now())))
        for upload_id in whole:
            self._complete_or_forget(upload_id)
        for upload_id in expired:
            self._drop(upload_id)
            log.info("upload expired", extra={"upload": upload_id})
        self._remove_stray_files()

    def _complete_or_forget(self, upload_id: str) -> None:
        """One upload that can't be completed must not keep the environment from its start."""
        try:
            self.complete(upload_id)
        except FileNotFoundError:
            log.warning("what was uploaded is gone; the upload is dropped", extra={"upload": upload_id})
            self._drop(upload_id)
        except LabError:
            log.info("the upload was dropped meanwhile", extra={"upload": upload_id})
        except OSError:
            log.exception("an upload could not be completed; the next start tries again", extra={"upload": upload_id})

    def _drop(self, upload_id: str) -> None:
        with self._database.transaction() as session:
            upload = session.get(Upload, upload_id)
            if upload is not None:
                session.delete(upload)
        self.remove(upload_id)

    def _remove_stray_files(self) -> None:
        """A crash between an upload's row and its file leaves a file that nobody would ever remove."""
        old = time.time() - STRAY_SECONDS  # a younger one may belong to a row that is about to be committed
        strays = {path.name for path in self._store.all_incoming() if path.stat().st_mtime < old}
        if not strays:
            return
        with self._database.transaction() as session:
            known = set(session.scalars(select(Upload.id)))
        for name in strays - known:
            self._store.incoming(name).unlink(missing_ok=True)
            log.warning("removed the file of no upload", extra={"file": name})

    def _promised(self, session: Session) -> int:
        """Bytes that unfinished uploads have announced and not yet written."""
        query = select(func.coalesce(func.sum(Upload.length - Upload.offset), 0)).where(
            Upload.resource_id.is_(None), Upload.expires_at >= utc_now()
        )
        return int(session.scalar(query) or 0)


def _not_found(upload_id: str) -> LabError:
    return LabError("upload.not_found", f"There is no upload {upload_id}.", hint="It may have expired: start it again.")


def _resource(upload: Upload, kind: str, sha256: str) -> Resource:
    return new_resource(
        resource_id=upload.id,
        name=upload.name,
        kind=kind,
        media_type=media_type_of(upload.name),
        size=upload.length,
        sha256=sha256,
        created_at=utc_now(),
        created_by=upload.created_by,
        created_by_name=upload.created_by_name,
        scenario_id=None,
    )
