"""How long somebody may listen without being asked again who they are."""

import asyncio

import pytest

from labstead_core import events
from labstead_core.events import Broker


def test_a_subscription_ends_so_that_the_gate_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LIFETIME_SECONDS", 0.05)
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.02)

    async def listen() -> list[str]:
        return [frame async for frame in Broker().subscribe()]

    frames = asyncio.run(asyncio.wait_for(listen(), 5))
    assert frames[0] == "retry: 2000\n\n"
    assert set(frames[1:]) == {": quiet\n\n"}
