"""Server-sent events, however the connection cuts them up."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from opentube.client.sse import Message, MessageParser

ENDS = st.sampled_from([b"\n", b"\r\n"])
TEXTS = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=20)


@given(
    st.lists(st.tuples(TEXTS, st.lists(TEXTS, min_size=1, max_size=3)), max_size=6), ENDS, st.lists(st.integers(0, 200))
)
def test_messages_are_the_same_wherever_they_are_cut(
    told: list[tuple[str, list[str]]], end: bytes, places: list[int]
) -> None:
    lines = [
        line
        for id_, data in told
        for line in [f"id: {id_}", ": a comment", *(f"data: {part}" for part in data), "event: x", "retry: 5", ""]
    ]
    stream = b"".join(line.encode() + end for line in lines)
    cuts = sorted({0, len(stream), *(place % (len(stream) + 1) for place in places)})
    parser = MessageParser()

    found = [message for start, stop in itertools.pairwise(cuts) for message in parser.feed(stream[start:stop])]

    assert found == [Message(id_, "\n".join(data)) for id_, data in told]
    assert parser.last_id == (told[-1][0] if told else "")


def test_a_message_that_was_cut_off_does_not_move_the_place() -> None:
    parser = MessageParser("1")
    assert list(parser.feed(b"id: 2\ndata: x\n")) == []
    assert parser.last_id == "1"
    assert list(parser.feed(b"\n")) == [Message("2", "x")]
    assert list(parser.feed(b": nothing new\nid: 3\n\n")) == []
    assert parser.last_id == "3"


@given(st.binary(max_size=200))
def test_nothing_that_comes_breaks_it(chunk: bytes) -> None:
    list(MessageParser().feed(chunk))
