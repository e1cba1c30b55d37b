"""What may be wrong with a media file."""

from opentube.errors import UserError


class MediaUnreadable(UserError):
    """This file is not a video that can be read. Choose an MP4, MKV, WebM or another common video file."""

    code = "media_unreadable"


class MediaMissing(UserError):
    """There is no file at this place. Check the path."""

    code = "media_missing"


class MediaTruncated(UserError):
    """This video file ends before it is complete. Copy or download it again."""

    code = "media_truncated"

    @classmethod
    def after(cls, readable_s: float, expected_s: float) -> "MediaTruncated":
        """Say how much of the video is there, both in seconds."""
        return cls(
            f"This video file ends early: {readable_s:.1f} of {expected_s:.1f} seconds can be read. "
            "Copy or download it again."
        )


class MediaNoVideo(UserError):
    """This file has sound but no picture. Choose a file with video."""

    code = "media_no_video"


class MediaNoFrames(UserError):
    """This video has no frame that can be shown. Export or download it again."""

    code = "media_no_frames"


class MediaTooLarge(UserError):
    """The frames of this video are too large. Scale it down to at most 64 megapixels a frame."""

    code = "media_too_large"

    @classmethod
    def of(cls, width: int, height: int) -> "MediaTooLarge":
        """Say how large the frames are, in pixels."""
        return cls(
            f"The frames of this video are {width} x {height} pixels; at most 64 megapixels a frame can be read. "
            "Scale it down first."
        )


class OutputIsInput(UserError):
    """The result would replace the video it is made from. Choose another name for it."""

    code = "film_over_itself"


class OutputUnwritable(UserError):
    """The result cannot be written there. Check the folder, its permissions and the free space."""

    code = "film_unwritable"


class OutputUnknown(UserError):
    """The name of the result must end in .mp4, .mov, .mkv or .webm."""

    code = "film_kind_unknown"


class OutputTooNarrow(UserError):
    """This kind of file cannot hold the sound or subtitles of the video. Choose a name that ends in .mkv."""

    code = "film_kind_narrow"

    @classmethod
    def of(cls, kind: str, codec: str, ending: str) -> "OutputTooNarrow":
        """Say which stream does not fit."""
        return cls(
            f"A file ending in {ending} cannot hold this video's {kind} ({codec}). Choose a name that ends in .mkv."
        )
