"""Which HTTP status an error has."""

from opentube.errors import FailureKind, OpenTubeError

BY_CODE = {
    "request_malformed": 400,
    "file_missing": 404,
    "not_signed_in": 401,
    "scope_missing": 403,
    "session_needed": 403,
    "last_owner": 409,
    "email_taken": 409,
    "sign_in_delayed": 429,
    "session_ended": 401,
    "key_invalid": 401,
    "credentials_wrong": 401,
    "csrf_token_wrong": 403,
    "account_disabled": 403,
    "not_invited": 403,
    "email_unverified": 403,
    "member_elsewhere": 403,
    "invitation_not_yours": 403,
    "external_sign_in_untrusted": 401,
    "face_analysis_off": 403,
    "method_not_allowed": 405,
    "report_not_ended": 409,
    "export_not_ended": 409,
    "payload_too_large": 413,
    "range_unsatisfiable": 416,
    "request_stalled": 408,
    "upload_stalled": 408,
    "upload_offset_wrong": 409,
    "upload_not_ready": 409,
    "upload_used": 409,
    "uploads_too_many": 409,
    "tus_version_unknown": 412,
    "upload_too_large": 413,
    "upload_too_long": 413,
    "tus_body_unknown": 415,
    "upload_busy": 423,
    "upload_disk_full": 507,
    "too_many_requests": 429,
}
"""Codes whose status does not follow from their name or kind."""


def status_of(error: type[OpenTubeError]) -> int:
    """404 for what is not there, 422 for what cannot be used, 503 for what may work later, 500 for our mistakes."""
    if error.code in BY_CODE:
        return BY_CODE[error.code]
    if error.code.endswith("not_found"):
        return 404
    if error.kind is FailureKind.BUG:
        return 500
    return 503 if error.kind is FailureKind.RETRYABLE else 422
