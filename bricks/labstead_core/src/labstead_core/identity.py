"""Who asks, as the edge says, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The lab's roles."""

    OWNER = "owner"
    ADMIN = "admin"
    OPERATOR = "operator"
    SCIENTIST = "scientist"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What a route needs."""

    READ = "read"
    WRITE = "write"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(Permission),
    Role.OPERATOR: frozenset(Permission),
    Role.SCIENTIST: frozenset(Permission),
    Role.VIEWER: frozenset({Permission.READ}),
}


@dataclass(frozen=True)
class User:
    """The person behind a request. `role` None: one that this version doesn't know; it may nothing."""

    id: str
    name: str
    role: Role | None

    def may(self, permission: Permission) -> bool:
        return self.role is not None and permission in PERMISSIONS[self.role]


def user_from_headers(headers: list[tuple[bytes, bytes]]) -> User | None:
    """The user that the edge named, or None. A header sent twice is nobody's word."""
    values: dict[bytes, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value.decode("utf-8", "replace").strip())
    ids, names, roles = (values.get(key, []) for key in (b"x-lab-user", b"x-lab-user-name", b"x-lab-role"))
    if len(ids) != 1 or not ids[0] or len(ids[0]) > 64 or len(names) > 1 or len(roles) > 1:
        return None
    role = next((role for role in Role if roles == [role.value]), None)
    return User(ids[0], (names[0] if names and names[0] else ids[0])[:255], role)
