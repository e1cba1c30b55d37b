"""The summary that ends ``open-tube analyze``."""

import os

from rich.markup import escape
from rich.table import Table

from opentube.cli.terminal import console
from opentube.reports.document import CommentsPart, PersonsPart, ReportDocument, ReportStatus
from opentube.reports.figures import clock
from opentube.reports.write import WrittenReport

SHOWN = 5


def print_summary(written: WrittenReport) -> None:
    """What the report says, in a dozen lines, and where to open it."""
    document = written.document
    table = Table(
        title=escape(document.video.title), title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0)
    )
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(document):
        table.add_row(name, value)
    console.print()
    console.print(table)
    if document.summary:
        sentences = Table.grid(padding=(0, 1))
        sentences.add_column()
        sentences.add_column(overflow="fold")
        for sentence in document.summary:
            sentences.add_row("–", escape(sentence.ko if _in_korean() else sentence.en))
        console.print()
        console.print(sentences)
    for state in document.analyses:
        if state.status is ReportStatus.FAILED:
            console.print(f"[yellow]{state.kind.value} failed:[/] {escape(state.error_message or '')}")
    for notice in document.notices:
        console.print(f"[dim]{escape(notice.message)} ({notice.count:,})[/]")
    console.print(f"\nReport  [bold]{written.page_path.absolute()}[/]\nData    {written.json_path.absolute()}")


def _in_korean() -> bool:
    """Whether this terminal speaks Korean."""
    chosen = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, chosen), "").startswith("ko")


def _lines(document: ReportDocument) -> list[tuple[str, str]]:
    lines = []
    if document.comments:
        lines += _comment_lines(document.comments)
    if document.keywords:
        lines.append(("Keywords", ", ".join(f"{part.term} {part.count}" for part in document.keywords[: 2 * SHOWN])))
    if document.moments:
        strongest = sorted(document.moments, key=lambda part: -part.weight)[:SHOWN]
        lines.append(("Moments", ", ".join(f"{clock(part.at_s)} ({part.comments})" for part in strongest)))
    if document.persons:
        lines.append(("Persons", _persons_line(document.persons)))
    return lines


def _persons_line(part: PersonsPart) -> str:
    persons = part.persons
    seen = ", ".join(f"{escape(each.name or '')} {each.screen_time_s:.1f} s".strip() for each in persons[:SHOWN])
    more = f" and {len(persons) - SHOWN} more" if len(persons) > SHOWN else ""
    unsure = f"; unsure {part.unsure_tracks:,} times" if part.unsure_tracks else ""
    return f"{len(persons)}" + (f" (on screen {seen}{more})" if persons else "") + unsure


def _comment_lines(comments: CommentsPart) -> list[tuple[str, str]]:
    lines = [("Comments", f"{comments.total:,} by {comments.authors:,} authors, {comments.likes:,} likes")]
    shares = comments.sentiment.model_dump()
    known = [f"{name} {count / comments.total:.0%}" for name, count in shares.items() if count]
    return [*lines, ("Sentiment", ", ".join(known))] if comments.total else lines
