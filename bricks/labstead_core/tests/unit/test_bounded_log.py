"""labstead_core/runner/bounded_log"""

from pathlib import Path

from labstead_core.runner.bounded_log import BoundedLog


def test_a_short_log_is_kept_as_it_is(tmp_path: Path) -> None:
    log = BoundedLog(tmp_path / "log", head=100, tail=50)
    log.write(b"one\n")
    log.write(b"two\n")
    log.close()
    assert (tmp_path / "log").read_bytes() == b"one\ntwo\n"


def test_of_a_long_log_the_beginning_and_the_end_are_kept_and_the_rest_is_counted(tmp_path: Path) -> None:
    log = BoundedLog(tmp_path / "log", head=10, tail=5)
    for _ in range(1000):
        log.write(b"0123456789")
    log.write(b"THEEND")
    log.close()
    text = (tmp_path / "log").read_text()
    assert text.startswith("0123456789\n[the log is long")
    assert text.endswith("[9991 bytes left out]\nHEEND")


def test_what_was_written_can_be_read_before_the_end(tmp_path: Path) -> None:
    log = BoundedLog(tmp_path / "log")
    log.write(b"live")
    assert (tmp_path / "log").read_bytes() == b"live"
    log.close()
