"""Opening the ONNX files that are part of the package."""

import json
from typing import TYPE_CHECKING, Any

from opentube.models.folder import bundled

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
