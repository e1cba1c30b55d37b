"""How long finding somebody takes among many tracks: ``python -m benchmarks.find [--tracks 100000]``.

A scratch database is filled with vectors drawn around made-up people, some of them in nearly every video, most in a few, and a
tenth of the tracks nobody's. Beside our two searches stand the bare index query, an exact query of the same server without
the index, and NumPy over all vectors in memory, all in the same run; recall is that of the nearest ten tracks.
"""

import argparse
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from opentube.accounts.service import local_owner
from opentube.models.values import ModelRef
from opentube.persons.find import find_look, find_person
from opentube.persons.nearest import nearest_tracks
from opentube.persons.recognition import known
from opentube.persons.tables import Track
from opentube.reports.model_sets import model_set_id
from opentube.store.database import Database
from opentube.store.embedded import start_embedded, stop_embedded
from opentube.store.migrate import upgrade

EMBEDDER = "sface 2021dec_int8bq"
TRACKS_A_VIDEO = 100
TRACKS_A_PERSON = 25
SPREAD = 0.06
"""Standard deviation of each of 128 numbers around a person's look: tracks of one person are alike by about 0.7."""

FRIENDS = 0.5
"""How much looks have in common, so that different people are alike by about 0.2, as SFace has it."""

NOBODYS = 0.1
QUERIES = 30
ROUNDS = 5
LINE = 110
Vectors = NDArray[np.float32]


def unit(vectors: NDArray[np.floating]) -> Vectors:
    """The same directions with length 1, (n, 128) float32."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


def draw(tracks: int, random: np.random.Generator) -> tuple[Vectors, NDArray[np.intp]]:
    """Vectors of tracks, and the number of the person each was drawn from; few people have many (Zipf)."""
    people = max(tracks // TRACKS_A_PERSON, 2)
    looks = unit(FRIENDS * unit(random.standard_normal(128)) + unit(random.standard_normal((people, 128))))
    share = 1 / np.arange(1, people + 1) ** 0.7
    who = random.choice(people, tracks, p=share / share.sum())
    return unit(looks[who] + SPREAD * random.standard_normal((tracks, 128))), who


def fill(
    database: Database, conninfo: str, vectors: Vectors, who: NDArray[np.intp], random: np.random.Generator
) -> uuid.UUID:
    """Write the rows by COPY; returns the owner."""
    with database.session() as session:
        owner = local_owner(session)
        models = model_set_id(session, [ModelRef("face_embedding", *EMBEDDER.split(" "))])
    videos = [uuid.uuid4() for _ in range(-(-len(vectors) // TRACKS_A_VIDEO))]
    reports = [uuid.uuid4() for _ in videos]
    persons = [uuid.uuid4() for _ in range(int(who.max()) + 1)]
    nobodys = random.random(len(who)) < NOBODYS
    places = [divmod(i, TRACKS_A_VIDEO) for i in range(len(who))]
    with psycopg.connect(conninfo) as connection, connection.cursor() as cursor:

        def copy(table: str, columns: str, rows: object) -> None:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as sink:
                for row in rows:  # type: ignore[attr-defined]
                    sink.write_row(row)

        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_track_embedding_sface'")
        (index,) = cursor.fetchone() or ("",)
        cursor.execute("DROP INDEX ix_track_embedding_sface")
        copy(
            "video",
            "id, owner_id, source, external_id, title, has_audio",
            ((v, owner, "file", str(v), f"film {i}", False) for i, v in enumerate(videos)),
        )
        copy(
            "report",
            "id, owner_id, video_id, status, attempt, options, notices, progress_done, progress_total, progress_at",
            ((r, owner, v, "done", 1, "{}", "[]", 0, 0, "now") for r, v in zip(reports, videos, strict=True)),
        )
        copy("analysis", "report_id, kind, owner_id, status", ((r, "persons", owner, "done") for r in reports))
        copy("person", "id, owner_id", ((p, owner) for p in persons))
        copy(
            "shot",
            "owner_id, report_id, video_id, ordinal, start_s, end_s",
            ((owner, r, v, 0, 0.0, 300.0) for r, v in zip(reports, videos, strict=True)),
        )
        cursor.execute("SELECT report_id, id FROM shot")
        shots: dict[uuid.UUID, int] = dict(cursor.fetchall())
        columns = "owner_id, report_id, video_id, shot_id, person_id, found_person_id, ordinal, start_s, end_s, embedding, embedder, model_set_id"
        copy(
            "track",
            columns,
            (
                (
                    owner,
                    reports[v],
                    videos[v],
                    shots[reports[v]],
                    *(2 * [None if nobodys[i] else persons[who[i]]]),
                    k,
                    3.0 * k,
                    3.0 * k + 2,
                    vectors[i].tolist(),
                    EMBEDDER,
                    models,
                )
                for i, (v, k) in enumerate(places)
            ),
        )
        cursor.execute(
            "INSERT INTO appearance (owner_id, report_id, video_id, person_id, start_s, end_s) "
            "SELECT owner_id, report_id, video_id, person_id, start_s, end_s FROM track WHERE person_id IS NOT NULL"
        )
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(index)
        connection.commit()
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE")
    return owner


def milliseconds(task: Callable[[], object]) -> float:
    """Of one call."""
    start = time.perf_counter()
    task()
    return 1000 * (time.perf_counter() - start)


def plan(session: Session, owner: uuid.UUID, vector: Vectors) -> str:
    """How the server answers the query of the index, as EXPLAIN tells it."""
    lines: list[str] = []

    def listen(_conn: object, cursor: psycopg.Cursor[object], statement: str, parameters: object, *_: object) -> None:
        if "<=>" in statement and not statement.startswith("EXPLAIN"):
            explained = cursor.connection.execute(f"EXPLAIN {statement}", parameters)  # type: ignore[call-overload]
            lines.extend(line[:LINE] for (line,) in explained.fetchall())

    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", listen)
    nearest_tracks(session, vector, EMBEDDER, known(owner), limit=10)
    sa.event.remove(connection, "before_cursor_execute", listen)
    return "\n".join(lines)


def recall(session: Session, owner: uuid.UUID, queries: Vectors) -> float:
    """Share of the ten nearest tracks, by NumPy over all, that the index finds among its ten."""
    rows = session.execute(sa.select(Track.id, Track.embedding).where(known(owner))).all()
    ids, vectors = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], np.float32)
    shares = []
    for query in queries:
        exact = set(ids[np.argsort(-(vectors @ query))[:10]].tolist())
        near = nearest_tracks(session, query, EMBEDDER, known(owner), limit=10)
        shares.append(len(exact & {track.id for track in near}) / 10)
    return float(np.mean(shares))


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tracks", type=int, default=100_000)
    arguments = parser.parse_args()
    random = np.random.default_rng(11)
    vectors, who = draw(arguments.tracks, random)
    with tempfile.TemporaryDirectory(prefix="opentube-bench-") as name:
        folder = Path(name) / "postgres"
        url = start_embedded(folder)
        try:
            with Database(url) as database:
                upgrade(database)
                start = time.perf_counter()
                owner = fill(database, database.conninfo, vectors, who, random)
                print(
                    f"{len(vectors)} tracks of {who.max() + 1} people written and indexed in {time.perf_counter() - start:.0f} s"
                )
                measure(database, owner, vectors, random)
        finally:
            stop_embedded(folder)


def measure(database: Database, owner: uuid.UUID, vectors: Vectors, random: np.random.Generator) -> None:
    """Print milliseconds a query, each the best of its rounds, and recall. On a busy machine the processor time tells more."""
    chosen = random.choice(len(vectors), QUERIES, replace=False)
    photos = unit(vectors[chosen] + SPREAD * random.standard_normal((QUERIES, 128)))
    with database.session() as session:
        print(plan(session, owner, photos[0]))
        seen = sa.select(Track.person_id).where(Track.person_id.is_not(None)).group_by(Track.person_id)
        persons = session.scalars(seen.order_by(sa.func.count().desc())).all()
        asked = [persons[rank] for rank in np.linspace(0, len(persons) - 1, QUERIES).astype(int)]

        def nearest(vector: Vectors) -> object:
            return nearest_tracks(session, vector, EMBEDDER, known(owner), limit=10)

        report(
            session, "by a photo's vector", [partial(find_look, session, owner, vector, EMBEDDER) for vector in photos]
        )
        report(session, "by a person", [partial(find_person, session, owner, person) for person in asked if person])
        report(session, "nearest ten, index", [partial(nearest, vector) for vector in photos])
        print(f"{'':28} recall against NumPy over all {recall(session, owner, photos):.3f}")
        session.execute(sa.text("SET LOCAL enable_indexscan = off"))
        report(session, "nearest ten, no index", [partial(nearest, vector) for vector in photos])
        report(session, "nearest ten, NumPy in memory", [partial(_scan, vectors, vector) for vector in photos])


def _scan(vectors: Vectors, vector: Vectors) -> object:
    return np.argpartition(-(vectors @ vector), 10)[:10]


def report(session: Session, task: str, calls: Sequence[Callable[[], object]]) -> None:
    """Print the median and the slowest of some queries, and what one took of processors, here and in the server."""
    processes = [psutil.Process(), psutil.Process(session.scalar(sa.text("SELECT pg_backend_pid()")))]
    before = sum(sum(process.cpu_times()[:2]) for process in processes)
    best = np.min([[milliseconds(call) for call in calls] for _ in range(ROUNDS)], axis=0)
    used = 1000 * (sum(sum(process.cpu_times()[:2]) for process in processes) - before) / (ROUNDS * len(calls))
    print(f"{task:28} median {np.median(best):6.1f} ms, slowest {best.max():6.1f} ms, processor {used:6.1f} ms")


if __name__ == "__main__":
    main()
