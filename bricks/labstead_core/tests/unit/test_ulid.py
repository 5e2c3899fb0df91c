"""labstead_core/ulid"""

from labstead_core.ulid import is_ulid, new_ulid


def test_identifiers_sort_by_the_order_they_were_made_in_even_within_a_millisecond() -> None:
    made = [new_ulid() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_what_could_lead_elsewhere_in_the_file_system_is_no_identifier() -> None:
    assert is_ulid(new_ulid())
    for text in (
        "",
        "../../../../../../etc/passw",
        "01ARZ3NDEKTSV4RRFFQ69G5FA/",
        "01arz3ndektsv4rrffq69g5fav",
        "8" * 26,
    ):
        assert not is_ulid(text)
