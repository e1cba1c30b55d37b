"""``open-tube persons review``: who may be somebody you know."""

from dataclasses import asdict
from typing import Annotated

import typer

from opentube.accounts.service import local_owner
from opentube.cli.person_views import print_reviews
from opentube.cli.session import open_product
from opentube.cli.terminal import console, print_json
from opentube.persons.reviews import answer_different, answer_same, open_reviews

app = typer.Typer(no_args_is_help=True, help="Persons who may be somebody you know: are they the same?")

Question = Annotated[int, typer.Argument(metavar="QUESTION", help="As `open-tube persons review list` numbers it.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.command("list")
def list_all(*, json: Json = False) -> None:
    """Open questions, likeliest first."""
    with open_product() as product, product.database.session() as session:
        reviews = open_reviews(session, local_owner(session))
    if json:
        print_json([asdict(review) for review in reviews])
    elif reviews:
        print_reviews(reviews)
    else:
        console.print("No open questions.")


@app.command()
def same(question: Question) -> None:
    """They are the same person."""
    with open_product() as product, product.database.session() as session:
        edit = answer_same(session, local_owner(session), question)
        console.print(f"They are one person now. `open-tube persons undo {edit.id}` takes that back.")


@app.command()
def different(question: Question) -> None:
    """They are two persons. This is not asked again."""
    with open_product() as product, product.database.session() as session:
        edit = answer_different(session, local_owner(session), question)
        console.print(f"They stay two persons. `open-tube persons undo {edit.id}` takes that back.")
