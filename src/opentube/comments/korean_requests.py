"""Requests that Korean says by its forms (…해 주세요, 부탁드려요), whatever else the comment complains of."""

from opentube.comments.cues import find_cues, load_cues


def asks_in_form(text: str) -> bool:
    """Return whether a text of ``normalise.words_only`` has a form of asking, and none of thanking or greeting.

    The forms are ``lexicon/request_cues_ko.tsv``.
    """
    asks, thanks = find_cues(load_cues("request_cues_ko.tsv"), text)
    return asks and not thanks
