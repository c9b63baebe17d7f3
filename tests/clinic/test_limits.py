"""The limits where several workers serve: each counts for itself, so that at most the limit times the workers passes in a minute."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.core.cache import cache

from balm.clinic.api.limits import FAILED_PER_ADDRESS, too_many
from tests.clinic.test_running import Service, free_port, get, service, until

__all__ = ["service"]
WORKERS = 2


@pytest.mark.slow
def test_two_workers_let_through_at_most_twice_the_limit(service: Service) -> None:
    service.made()
    at = f"http://127.0.0.1:{(port := free_port())}"
    service.begin("serve", "--port", str(port), "--workers", str(WORKERS), "--web-only")
    until(lambda: get(f"{at}/health")[0] == 200)

    def guess(number: int) -> tuple[str, int]:
        try:
            urlopen(Request(f"{at}/api/me", headers={"Authorization": f"Bearer guess-{number}"}), timeout=20)
        except HTTPError as error:
            return parsedate_to_datetime(error.headers["Date"]).strftime("%H:%M"), error.code
        raise AssertionError("a guess was let in")

    with ThreadPoolExecutor(8) as pool:
        said = Counter(pool.map(guess, range(240)))
    minutes = {minute for minute, _ in said}
    assert {code for _, code in said} == {401, 429}
    for minute in minutes:
        assert said[minute, 401] <= WORKERS * FAILED_PER_ADDRESS, said
    assert sum(count for (_, code), count in said.items() if code == 429) >= 240 - len(minutes) * WORKERS * FAILED_PER_ADDRESS
    assert get(f"{at}/health")[0] == 200


def test_many_addresses_do_not_push_out_the_count_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    cache.clear()
    for _ in range(FAILED_PER_ADDRESS):
        assert not too_many("failed", "192.0.2.7", FAILED_PER_ADDRESS)
    for n in range(5_000):
        too_many("failed", f"2001:db8:{n:x}::", FAILED_PER_ADDRESS)
    assert too_many("failed", "192.0.2.7", FAILED_PER_ADDRESS)
    cache.clear()
