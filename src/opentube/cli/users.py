"""``open-tube user``: who has an account here. Passwords are chosen in the browser, through links that work once."""

from itertools import groupby
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from opentube.accounts.administration import add_account, reset_link_for, set_disabled
from opentube.accounts.principal import Role
from opentube.accounts.service import local_principal
from opentube.accounts.users import list_users
from opentube.cli.session import open_product
from opentube.cli.terminal import console, print_json

app = typer.Typer(no_args_is_help=True, help="Who has an account on this server.")

Email = Annotated[str, typer.Argument(metavar="EMAIL")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.command()
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="What others see.")],
    role: Annotated[Role, typer.Option(help="The first account is an owner.")] = Role.EDITOR,
    json: Json = False,
) -> None:
    """Add somebody, and print the link where they choose a password. It is valid for 24 hours."""
    with open_product() as product, product.database.session() as session:
        token = add_account(session, local_principal(session), email, name, role)
        _print_link(product.settings.public_url, token, json=json)


@app.command()
def reset(email: Email, *, json: Json = False) -> None:
    """Print a link where somebody chooses a new password; their sessions end when they do. It is valid for 24 hours."""
    with open_product() as product, product.database.session() as session:
        token = reset_link_for(session, local_principal(session), email)
        _print_link(product.settings.public_url, token, json=json)


@app.command()
def disable(email: Email) -> None:
    """Keep somebody out, with all their sessions and keys. What they made stays."""
    _switch(email, disabled=True)


@app.command()
def enable(email: Email) -> None:
    """Let somebody in again."""
    _switch(email, disabled=False)


@app.command("list")
def list_all(*, json: Json = False) -> None:
    """Everybody, by email address."""
    with open_product() as product, product.database.session() as session:
        people = [
            (user, {workspace: role for _, workspace, role in rows})
            for user, rows in groupby(list_users(session), key=lambda row: row[0])
        ]
    if json:
        print_json(
            [
                {
                    "email": user.email,
                    "name": user.name,
                    "created_at": user.created_at.isoformat(),
                    "disabled": user.disabled_at is not None,
                    "workspaces": workspaces,
                }
                for user, workspaces in people
            ]
        )
        return
    table = Table("email", "name", "workspaces", "since", box=None)
    for user, workspaces in people:
        places = ", ".join(f"{name} ({role})" for name, role in workspaces.items())
        since = "disabled" if user.disabled_at else f"{user.created_at:%Y-%m-%d}"
        table.add_row(user.email, escape(user.name), escape(places), since)
    console.print(table if people else "Nobody has an account yet. `open-tube user add` makes one.")


def _switch(email: str, *, disabled: bool) -> None:
    with open_product() as product, product.database.session() as session:
        set_disabled(session, local_principal(session), email, disabled=disabled)


def _print_link(public_url: str, token: str, *, json: bool) -> None:
    link = f"{public_url.rstrip('/')}/reset#{token}"
    if json:
        print_json({"link": link})
    else:
        typer.echo(link)
