"""``open-tube key``: keys for programs that use the API."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from opentube.accounts.access_tables import ApiKey
from opentube.accounts.keys import create_key, find_key, list_keys, revoke_key
from opentube.accounts.principal import Scope
from opentube.accounts.service import local_principal
from opentube.cli.session import open_product
from opentube.cli.terminal import console, print_json

app = typer.Typer(no_args_is_help=True, help="Keys for programs that use the API.")

Json = Annotated[bool, typer.Option("--json", help="For machines.")]
NEWEST: Final = 1000


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")],
    *,
    scope: Annotated[list[Scope], typer.Option(help="What it may do. Repeatable.")],
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="How long it is valid; else until revoked.")] = None,
    json: Json = False,
) -> None:
    """Make a key, and print it. It cannot be shown again."""
    expires_at = None if days is None else datetime.now(UTC) + timedelta(days=days)
    with open_product() as product, product.database.session() as session:
        made = create_key(session, local_principal(session), name, scope, expires_at)
        session.refresh(made.row)
    if json:
        print_json({"key": made.key, **_as_json(made.row)})
    else:
        typer.echo(made.key)


@app.command("list")
def list_all(*, json: Json = False) -> None:
    """All keys, newest first."""
    with open_product() as product, product.database.session() as session:
        keys = list_keys(session, local_principal(session).owner_id, None, NEWEST)
    if json:
        print_json([_as_json(key) for key in keys])
        return
    table = Table("key", "name", "scopes", "made", "last used", "ends", box=None)
    for key in keys:
        table.add_row(
            f"{key.prefix}_…",
            escape(key.name),
            " ".join(key.scopes),
            f"{key.created_at:%Y-%m-%d}",
            f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never",
            _end(key),
        )
    console.print(table if keys else "There are no keys yet. `open-tube key add` makes one.")


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its start, as `open-tube key list` shows it.")],
) -> None:
    """End a key for good."""
    with open_product() as product, product.database.session() as session:
        principal = local_principal(session)
        revoke_key(session, principal, find_key(session, principal.owner_id, key.rstrip("…_")).id)


def _end(key: ApiKey) -> str:
    if key.revoked_at:
        return "revoked"
    return f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "never"


def _as_json(key: ApiKey) -> dict[str, object]:
    times = {"created_at": key.created_at, "expires_at": key.expires_at}
    used = {"revoked_at": key.revoked_at, "last_used_at": key.last_used_at}
    return {
        "prefix": key.prefix,
        "name": key.name,
        "scopes": key.scopes,
        **{name: time and time.isoformat() for name, time in (times | used).items()},
    }
