"""Opening ONNX files."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opentube.models.folder import bundled
from opentube.models.folding import fold

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_bundled(name: str, *, threads: int = 1) -> tuple["InferenceSession", dict[str, Any]]:
    """Return a session of ONNX Runtime on so many cores, and what training wrote into the file about the model.

    Raises:
        ModelCorrupt: the file is not what the registry names.
    """
    import onnxruntime as ort  # noqa: PLC0415 - heavy, loaded on first use

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(bundled(name).read_bytes(), options, providers=["CPUExecutionProvider"])
    return session, json.loads(session.get_modelmeta().custom_metadata_map["opentube"])


def open_folded(path: Path, *, threads: int = 1, any_size: bool = False) -> "InferenceSession":
    """Return a session of a block-quantised file, see `opentube.models.folding.fold`; it may be used by many threads.

    Its own threads sleep while there is nothing to do, so that they take nothing from decoding.

    Raises:
        ValueError: the file is not a model of this kind.
    """
    import onnxruntime as ort  # noqa: PLC0415 - heavy, loaded on first use

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(fold(path, any_size=any_size), options, providers=["CPUExecutionProvider"])
