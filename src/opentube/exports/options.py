"""How each kind of export can be asked for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from opentube.comments.values import Sentiment
from opentube.errors import UserError
from opentube.exports.kinds import ExportKind
from opentube.reports.labelled import LabelField


class ExportOptionsInvalid(UserError):
    """These options do not fit what is asked for."""

    code = "export_options_invalid"


class Options(BaseModel):
    """What all have in common: nothing unknown, nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _split(value: Any) -> Any:
    return [part for part in value.split(",") if part] if isinstance(value, str) else value


Persons = Annotated[tuple[UUID, ...], BeforeValidator(_split)]
"""Persons of the report; none for all."""


class Table(StrEnum):
    """The tables of a report."""

    COMMENTS = "comments"
    KEYWORDS = "keywords"
    MOMENTS = "moments"


class CommentsOptions(Options):
    """Which comments: those for which every label of ``filters`` holds one of its values, corrections included."""

    filters: dict[LabelField, tuple[str | bool, ...]] = {}

    @field_validator("filters")
    @classmethod
    def _known_values(
        cls, filters: dict[LabelField, tuple[str | bool, ...]]
    ) -> dict[LabelField, tuple[str | bool, ...]]:
        return {label: tuple(_label_value(label, value) for value in values) for label, values in filters.items()}


def _label_value(label: LabelField, value: str | bool) -> str | bool:
    if label is LabelField.LANGUAGE:
        return str(value)
    if label is LabelField.SENTIMENT:
        if value not in set(Sentiment):
            raise ValueError(f"{label} is one of: {', '.join(Sentiment)}")
        return str(value)
    try:
        return TypeAdapter(bool).validate_python(value)
    except ValidationError:
        raise ValueError(f"{label} is yes or no") from None


class CsvOptions(CommentsOptions):
    """A table; ``filters`` are for comments."""

    table: Table = Table.COMMENTS

    @field_validator("table")
    @classmethod
    def _filters_of_comments(cls, table: Table, info: Any) -> Table:
        if table is not Table.COMMENTS and info.data.get("filters"):
            raise ValueError("filters are for comments")
        return table


class HeldOptions(Options):
    """Comments for which one of ``labels`` holds."""

    labels: Annotated[
        tuple[Literal["spam", "profane", "abusive"], ...], BeforeValidator(_split), Field(min_length=1)
    ] = (
        "spam",
        "profane",
        "abusive",
    )
    form: Literal["csv", "json", "text"] = "csv"


class PdfOptions(Options):
    """The page in Korean, English, or the language of the comments."""

    language: Literal["ko", "en"] | None = None


class PersonsOptions(Options):
    """Whose appearances."""

    persons: Persons = ()


class EdlOptions(PersonsOptions):
    """For an editing program.

    ``record``: the pieces follow each other, or stay where they are in the film. ``frame_rate`` is the film's where
    it is not given; ``drop_frame`` counts at 29.97 and 59.94 only.
    """

    record: Literal["assembled", "in_place"] = "assembled"
    frame_rate: Annotated[float, Field(gt=0, le=60)] | None = None
    drop_frame: bool = True


class ClipExportOptions(Options):
    """A piece of the film, ``start_s`` to ``end_s`` in seconds.

    ``vertical`` cuts to 9:16 and keeps faces in view, that of the person ``follow`` before others.
    """

    start_s: Annotated[float, Field(ge=0)]
    end_s: Annotated[float, Field(gt=0)]
    form: Literal["mp4", "webp", "gif"] = "mp4"
    width: Annotated[int, Field(ge=16, le=3840)] | None = None
    loop: bool = False
    vertical: bool = False
    follow: UUID | None = None
    caption: Annotated[str, Field(max_length=10_000)] | None = None
    max_mb: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _followed_upright(self) -> Self:
        if self.follow and not self.vertical:
            raise ValueError("follow goes with vertical")
        return self


class SheetOptions(Options):
    """A contact sheet."""

    rows: Annotated[int, Field(ge=1, le=50)] = 4
    columns: Annotated[int, Field(ge=1, le=20)] = 5
    by: Literal["even", "shots"] = "even"
    title: Annotated[str, Field(max_length=1000)] | None = None
    times: bool = True
    form: Literal["png", "jpg", "webp"] = "jpg"


class BoxesOptions(Options):
    """Whose faces are hidden: everybody's, all but those of ``keep``, or only those of ``hide``."""

    keep: Persons = ()
    hide: Persons = ()

    @model_validator(mode="after")
    def _one_choice(self) -> Self:
        if self.keep and self.hide:
            raise ValueError("give keep or hide, not both")
        return self


class AnonymizeOptions(BoxesOptions):
    """``boxes`` is a finished export of that kind, rendered as it is when the job begins.

    ``preview`` renders the first ten seconds: as they will be (``clip``), or with the boxes outlined.
    """

    boxes: UUID | None = None
    preview: Literal["clip", "boxes"] | None = None
    style: Literal["blur", "mosaic", "solid", "emoji"] = "blur"
    strength: Annotated[float, Field(ge=0.1, le=10)] = 1.0
    padding: Annotated[float, Field(ge=0, le=2)] = 0.2
    crf: Annotated[int, Field(ge=0, le=51)] = 20
    form: Literal["mp4", "mov", "mkv", "webm"] = "mp4"

    @model_validator(mode="after")
    def _boxes_choose(self) -> Self:
        if self.boxes and (self.keep or self.hide):
            raise ValueError("keep and hide are chosen when the boxes are made")
        return self


OPTIONS: Mapping[ExportKind, type[Options]] = {
    ExportKind.CSV: CsvOptions,
    ExportKind.JSONL: CommentsOptions,
    ExportKind.PARQUET: CommentsOptions,
    ExportKind.HELD: HeldOptions,
    ExportKind.PDF: PdfOptions,
    ExportKind.VTT: PersonsOptions,
    ExportKind.EDL: EdlOptions,
    ExportKind.PERSONS_CSV: PersonsOptions,
    ExportKind.CLIP: ClipExportOptions,
    ExportKind.SHEET: SheetOptions,
    ExportKind.ANONYMIZED_VIDEO: AnonymizeOptions,
    ExportKind.BOXES: BoxesOptions,
}


def read_options(kind: ExportKind, values: Mapping[str, Any]) -> Options:
    """The options of a kind, checked; words are read as what the option is.

    Raises:
        ExportOptionsInvalid: with a sentence on each that does not fit.
    """
    try:
        return OPTIONS[kind].model_validate(values)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        known = ", ".join(OPTIONS[kind].model_fields)
        raise ExportOptionsInvalid(f"These options do not fit ({told}). Known for {kind}: {known}.") from None
