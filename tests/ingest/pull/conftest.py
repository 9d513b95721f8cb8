from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from ingest.pull.addresses import AddressRule
from ingest.pull.download import Downloader
from kb.settings import PullSettings
from tests.ingest.pull.misbehaving import Server, running


@pytest.fixture(scope="module")
def _server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def server(_server: Server) -> Server:
    _server.scripts.clear()
    _server.requests.clear()
    return _server


@pytest.fixture
def waits() -> list[float]:
    """Seconds that would have been slept."""
    return []


@pytest.fixture
def make(waits: list[float]) -> Iterator[Callable[..., Downloader]]:
    """A downloader that may connect to this machine, and sleeps in no time."""
    made: list[Downloader] = []

    def build(max_bytes: int = 1_000_000, rule: AddressRule | None = None, **settings: object) -> Downloader:
        given = {"delay": 0.0, "read_timeout": 5.0, **settings}
        made.append(
            Downloader(
                PullSettings.model_validate(given),
                max_bytes,
                rule=rule or AddressRule(allow_loopback=True),
                sleep=waits.append,
                jitter=random.Random(1).uniform,
            )
        )
        return made[-1]

    yield build
    for downloader in made:
        downloader.close()
