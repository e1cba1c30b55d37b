"""What can go wrong with a model file."""

from opentube.errors import RetryableError, UserError


class ModelUnknown(UserError):
    """There is no model of this name; `open-tube models list` shows those there are."""

    code = "model_unknown"


class ModelMissing(UserError):
    """A model file is not here yet; run `open-tube models pull`."""

    code = "model_missing"


class ModelCorrupt(UserError):
    """A model file is not the one that the registry names; run `open-tube models pull` to fetch it again."""

    code = "model_corrupt"


class ModelFolderUnusable(UserError):
    """The models folder cannot be written; check its permissions and the free space."""

    code = "model_folder_unusable"


class ModelUnreachable(RetryableError):
    """A model file could not be fetched; check the network and run `open-tube models pull` again."""

    code = "model_unreachable"
