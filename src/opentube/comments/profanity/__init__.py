"""Vulgar wording in comments: found however disguised, with the places that were matched."""

from opentube.comments.profanity.detector import ProfanityDetector
from opentube.comments.profanity.values import Profanity, WordInvalid, WordLists

__all__ = ["Profanity", "ProfanityDetector", "WordInvalid", "WordLists"]
