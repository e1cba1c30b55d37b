"""``open-tube doctor``: is everything here that the product needs?"""

import os
import shutil
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer

from opentube.cli.terminal import console, print_json
from opentube.errors import OpenTubeError
from opentube.models.folder import ModelFolder, ModelStatus
from opentube.models.registry import REGISTRY
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from opentube.store.migrate import current_revision, newest_revision

LEAST_FREE_BYTES = 2_000_000_000
JAVASCRIPT_RUNTIMES = ("deno", "node", "qjs", "bun")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``needed`` marks what the main job cannot do without."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


def doctor(*, json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Check database, files, models and tools; exit code 1 when something needed is missing."""
    settings = Settings()
    findings = [finding for check in (_database, _files, _models, _tools) for finding in _told(check, settings)]
    if json:
        print_json([{"name": f.name, "ok": f.ok, "needed": f.needed, "detail": f.detail} for f in findings])
    else:
        for finding in findings:
            mark = "[green]ok[/]  " if finding.ok else ("[red]fail[/]" if finding.needed else "[yellow]note[/]")
            console.print(f"{mark} {finding.name:<14} {finding.detail}")
    if any(finding.needed and not finding.ok for finding in findings):
        raise typer.Exit(1)


def _told(check: Callable[[Settings], list[Finding]], settings: Settings) -> list[Finding]:
    try:
        return check(settings)
    except OpenTubeError as error:
        return [Finding(check.__name__.removeprefix("_"), ok=False, detail=error.message)]


def _database(settings: Settings) -> list[Finding]:
    with Database.from_settings(settings) as database:
        version = database.server_version()
        with database.connection() as connection:
            vector = connection.scalar(sa.text("SELECT extversion FROM pg_extension WHERE extname = 'vector'"))
        current = current_revision(database)
    where = "your own" if settings.database_url else "embedded"
    upgraded = current == newest_revision()
    pending = "" if upgraded else ("; run `open-tube db upgrade`" if settings.database_url else "; made with first use")
    return [
        Finding("database", ok=True, detail=f"PostgreSQL {version // 10_000}.{version % 10_000}, {where}"),
        Finding(
            "tables", ok=upgraded, needed=bool(settings.database_url), detail=f"revision {current or 'none'}{pending}"
        ),
        Finding(
            "pgvector", ok=bool(vector), needed=False, detail=vector or "not installed: no index for finding people"
        ),
    ]


def _files(settings: Settings) -> list[Finding]:
    blobs = Blobs.from_settings(settings)
    probe = blobs.put_bytes(b"open-tube doctor")
    blobs.delete(probe)
    free = shutil.disk_usage(_existing(settings.data_dir)).free
    enough = free >= LEAST_FREE_BYTES
    return [
        Finding("files", ok=True, detail=settings.blob_url or str(settings.data_dir / "blobs")),
        Finding("free space", ok=enough, needed=False, detail=f"{free / 1e9:.1f} GB in {settings.data_dir}"),
    ]


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.absolute().parent)


def _models(settings: Settings) -> list[Finding]:
    folder = ModelFolder(settings.models_path)
    return [
        Finding(
            f"model {name}",
            ok=(status := folder.status(name)) in {ModelStatus.READY, ModelStatus.BUNDLED},
            detail=status.value if status is not ModelStatus.MISSING else "missing: run `open-tube models pull`",
        )
        for name in REGISTRY
    ]


def _tools(_: Settings) -> list[Finding]:
    places = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    found = [name for name in JAVASCRIPT_RUNTIMES if shutil.which(name, path=places)]
    detail = ", ".join(found) or "none: needed to fetch from YouTube; install deno"
    return [Finding("javascript", ok=bool(found), needed=False, detail=detail)]
