"""What can be wrong with files that are given. Each sentence says what the owner can do."""

from opentube.errors import UserError


class FileUnreadable(UserError):
    """The file is not there or may not be read; check its name and permissions."""

    code = "file_unreadable"


class NothingUsable(UserError):
    """There is neither a video nor a file of comments here; give a video, a comments file or a folder with them."""

    code = "nothing_usable"


class SeveralVideos(UserError):
    """There are several videos here; give one of them."""

    code = "several_videos"


class SeveralCommentFiles(UserError):
    """There are several files of comments here; name the right one with --comments."""

    code = "several_comment_files"


class CommentsUnreadable(UserError):
    """The comments cannot be read as they are written; export them again."""

    code = "comments_unreadable"


class CommentsEmpty(UserError):
    """The file of comments is empty; export it again."""

    code = "comments_empty"


class CommentsDamaged(UserError):
    """The compressed file of comments is damaged or cut off; copy or export it again."""

    code = "comments_damaged"


class CommentsNotText(UserError):
    """This is not a file of comments; give info.json, JSONL, CSV or TSV (a spreadsheet can be saved as CSV)."""

    code = "comments_not_text"


class CommentsEncodingUnknown(UserError):
    """The text is neither UTF-8 nor CP949 (Korean Windows); save the file again as UTF-8."""

    code = "comments_encoding_unknown"


class CommentsColumnsMissing(UserError):
    """No column holds the text of the comments; name it with --column text=NAME."""

    code = "comments_columns_missing"
