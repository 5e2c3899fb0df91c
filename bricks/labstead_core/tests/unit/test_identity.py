"""labstead_core/identity"""

import pytest

from labstead_core.identity import Permission, Role, user_from_headers


def test_the_edges_headers_name_the_user() -> None:
    user = user_from_headers([(b"x-lab-user", b"u1"), (b"x-lab-user-name", "Zoë".encode()), (b"x-lab-role", b"owner")])
    assert user is not None
    assert (user.id, user.name, user.role) == ("u1", "Zoë", Role.OWNER)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"x-lab-user", b"")],
        [(b"x_lab_user", b"u1")],
        [(b"x-lab-user", b"u1"), (b"x-lab-user", b"u2")],
        [(b"x-lab-user", b"u1"), (b"x-lab-role", b"viewer"), (b"x-lab-role", b"owner")],
        [(b"x-lab-user", b"u" * 65)],
    ],
)
def test_a_header_that_is_absent_doubled_or_alike_names_nobody(headers: list[tuple[bytes, bytes]]) -> None:
    assert user_from_headers(headers) is None


@pytest.mark.parametrize("role", [b"", b"root", b"Owner", None])
def test_a_role_that_is_not_one_of_the_labs_may_nothing(role: bytes | None) -> None:
    headers = [(b"x-lab-user", b"u1")] + ([(b"x-lab-role", role)] if role is not None else [])
    user = user_from_headers(headers)
    assert user is not None
    assert not any(user.may(permission) for permission in Permission)


def test_a_viewer_reads_and_everybody_else_also_writes() -> None:
    writers = set()
    for role in Role:
        user = user_from_headers([(b"x-lab-user", b"u1"), (b"x-lab-role", role.value.encode())])
        assert user is not None
        assert user.may(Permission.READ)
        if user.may(Permission.WRITE):
            writers.add(role)
    assert writers == set(Role) - {Role.VIEWER}
