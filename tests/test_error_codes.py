"""Every error that a person may meet has a code of its own and a sentence in both languages."""

import importlib
import json
import pkgutil
from collections import Counter
from importlib.resources import files

import opentube
from opentube.errors import OpenTubeError
from opentube.sources.file_notices import NoticeCode


def error_classes() -> list[type[OpenTubeError]]:
    for module in pkgutil.walk_packages(opentube.__path__, "opentube."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    found: list[type[OpenTubeError]] = []
    waiting = [OpenTubeError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return [kind for kind in found if kind.__module__.startswith("opentube.")]


def test_no_two_errors_share_a_code() -> None:
    codes = Counter(kind.code for kind in error_classes())
    assert [code for code, count in codes.items() if count > 1] == []


def test_every_error_says_what_it_is_in_english_and_in_korean() -> None:
    korean = json.loads(files("opentube.reports.page").joinpath("strings/codes.ko.json").read_text(encoding="utf-8"))
    classes = error_classes()
    assert len(classes) > 40
    assert [kind.__name__ for kind in classes if not kind("").message.endswith((".", ")"))] == []
    assert sorted(({kind.code for kind in classes} | set(NoticeCode)) - set(korean)) == []
