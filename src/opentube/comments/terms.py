"""What a term is."""

from enum import StrEnum


class TermKind(StrEnum):
    """What a keyword is. A ``coinage`` is a word that the dictionary lacks, found by how often it is used."""

    NOUN = "noun"
    NAME = "name"
    COINAGE = "coinage"
    VERB = "verb"
    ADJECTIVE = "adjective"
