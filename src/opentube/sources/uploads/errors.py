"""What can be wrong with an upload."""

from opentube.errors import RetryableError, UserError


class UploadNotFound(UserError):
    """There is no such upload, or its time is over."""

    code = "upload_not_found"


class UploadTooLarge(UserError):
    """The file is too large. Upload a smaller one."""

    code = "upload_too_large"


class UploadsTooMany(UserError):
    """Too many uploads wait to be finished or used. Finish or delete some first."""

    code = "uploads_too_many"


class UploadDiskFull(RetryableError):
    """The disk of the server is full. What was received is kept: go on with the upload when there is room."""

    code = "upload_disk_full"


class UploadBusy(RetryableError):
    """Another request is at work on this upload. Try again in a moment."""

    code = "upload_busy"


class UploadOffsetWrong(UserError):
    """The upload does not stand there. Ask for its place with HEAD, and go on from it."""

    code = "upload_offset_wrong"


class UploadTooLong(UserError):
    """More data came than was announced. Start a new upload."""

    code = "upload_too_long"


class UploadNotReady(UserError):
    """The upload is not finished. Wait until its status is `ready`."""

    code = "upload_not_ready"


class UploadRefused(UserError):
    """This upload cannot be used. The upload itself says why."""

    code = "upload_refused"


class UploadUsed(UserError):
    """This upload belongs to a report already. Upload the file again."""

    code = "upload_used"


class UploadOfOtherKind(UserError):
    """This upload is of another kind. Give a video as `media`, and comments as `comments`."""

    code = "upload_of_other_kind"
