"""How fast the API answers when many read: ``python -m benchmarks.api [FOLDER]``.

Fifty clients read everything that can be read, at two requests a second each, from an installation with a hundred reports
(`benchmarks.api.filled`); then at rising rates; then beside a thousand open event streams. ``/healthz`` is asked in the same
run: no request can cost less. Answers are timed from when they were due.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx

from benchmarks.api.filled import fill
from benchmarks.api.http import Client
from benchmarks.api.load import Seen, load
from benchmarks.api.reads import Read, known, reads
from benchmarks.api.server import admin_key, furnish, served

CLIENTS = 50
RATE = 100
STEPS = (20, 40, 60, 80, 150, 200, 300)
HELD_MS = 250
STREAMS = 1000
HEAD = f"{'':44} {'count':>7} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'most ms':>8} errors"
HEALTH = [Read("/healthz", "/healthz")]


async def measure(port: int, keys: Sequence[str], asked: Sequence[Read], duration_s: float) -> list[tuple[str, Seen]]:
    """All runs, each printed when it ends."""
    clients = [Client(port, key) for key in keys]
    runs: list[tuple[str, Seen]] = []

    async def run(name: str, what: Sequence[Read], rate: float, seconds: float) -> Seen:
        seen = await load(clients, what, rate, seconds)
        runs.append((name, seen))
        print(seen.line(name), flush=True)
        return seen

    await load(clients, asked, RATE, duration_s / 4)
    print(HEAD)
    await run(f"/healthz, {RATE} a second", HEALTH, RATE, duration_s / 4)
    usual = await run(f"reads, {RATE} a second", asked, RATE, duration_s)
    for rate in STEPS:
        if (await run(f"reads, {rate} a second", asked, rate, duration_s / 3)).percentile_ms(99) > HELD_MS:
            break
    async with asyncio.TaskGroup() as streams:
        following = [streams.create_task(clients[n % CLIENTS].follow("/api/v1/events")) for n in range(STREAMS)]
        await asyncio.sleep(5)
        await run(f"reads, {RATE} a second, {STREAMS} streams", asked, RATE, duration_s)
        print(f"{'streams that broke off':44} {sum(task.done() for task in following):7}")
        for task in following:
            task.cancel()
    for client in clients:
        client.close()
    _print_routes(usual)
    return runs


def _print_routes(seen: Seen) -> None:
    print(f"\nBy route, {seen.rate} a second\n{HEAD}")
    for route in sorted({*seen.took_s, *seen.errors}, key=lambda name: -seen.percentile_ms(99, name)):
        times = seen.took_s.get(route, [])
        errors = seen.errors.get(route, [])
        print(Seen(seen.rate, {route: times}, {route: errors}).line(route.removeprefix("/api/v1")))
        for error in errors[:2]:
            print(f"    {error}")


def main() -> None:
    """Print the tables, and write the totals beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="of an installation that `benchmarks.api.filled` made")
    parser.add_argument("--seconds", type=float, default=60.0, help="of the main runs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        large = fill(folder)
        with served(folder) as port:
            key = admin_key(folder)
            base = f"http://127.0.0.1:{port}/api/v1/"
            with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=120) as api:
                keys, secret = furnish(api, large, CLIENTS)
                asked = reads(api.get("openapi.json").json(), known(api, large, secret))
            runs = asyncio.run(measure(port, keys, asked, arguments.seconds))
    _write(runs)


def _write(runs: list[tuple[str, Seen]]) -> None:
    rows = [
        {"run": name, "requests": seen.count, "errors": seen.failed}
        | {f"p{percent}_ms": round(seen.percentile_ms(percent), 1) for percent in (50, 95, 99)}
        for name, seen in runs
    ]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    result = {
        "command": "python -m benchmarks.api",
        "at": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine,
        "runs": rows,
    }
    Path(__file__).with_name("results.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
