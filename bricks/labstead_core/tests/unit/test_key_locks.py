"""labstead_core/key_locks"""

import threading

import pytest

from labstead_core.key_locks import KeyLocks


def test_who_holds_the_same_key_is_alone_and_another_key_waits_for_nobody() -> None:
    locks = KeyLocks()
    inside: list[str] = []
    most = 0

    def work(key: str) -> None:
        nonlocal most
        for _ in range(200):
            with locks.hold(key):
                inside.append(key)
                most = max(most, inside.count("a"))
                inside.remove(key)

    threads = [threading.Thread(target=work, args=("a",)) for _ in range(8)]
    with locks.hold("b"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
            assert not thread.is_alive()
    assert most == 1


def test_a_key_is_free_again_after_an_error_and_nothing_is_remembered_of_it() -> None:
    locks = KeyLocks()
    for _ in range(2):
        with pytest.raises(KeyError), locks.hold("a"):
            raise KeyError("a")
    assert vars(locks)["_locks"] == {}
