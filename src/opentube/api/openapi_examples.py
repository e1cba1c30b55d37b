"""Examples and descriptions in the OpenAPI document, for people who read it and programs that try it."""

from collections.abc import Mapping
from typing import Any

PERSON, WORKSPACE = "0c7b1c2e-5d1f-4d6e-9a51-2f1f3f1b7a10", "5f0d6f6e-0f7e-4d5c-8c55-7a1f0a4b9d21"
FILM = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
PASSWORD, LINK = "seven quiet lanterns", "the-part-of-the-link-after-the-last-slash"

EXAMPLES: Mapping[str, Any] = {
    "start_session": {"email": "ada@example.org", "password": PASSWORD},
    "change_workspace": {"workspace_id": WORKSPACE},
    "create_first_account": {"token": LINK, "email": "ada@example.org", "name": "Ada", "password": PASSWORD},
    "accept": {"token": LINK, "email": "ben@example.org", "name": "Ben", "password": PASSWORD},
    "join": {"token": LINK},
    "change_own_password": {"current": PASSWORD, "password": "nine loud lanterns"},
    "reset_own_password": {"token": LINK, "password": "nine loud lanterns"},
    "sign_in_with_firebase": {"token": "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"},
    "change_member": {"role": "editor"},
    "make_invitation": {"role": "viewer", "email": "ben@example.org", "days": 7},
    "make_key": {"name": "nightly figures", "scopes": ["read", "analyse"]},
    "make_webhook": {"url": "https://example.org/open-tube", "kinds": ["report.finished"]},
    "change_webhook": {"enabled": False},
    "request_report": {"url": FILM, "analyses": ["comments", "keywords", "moments"], "max_comments": 5000},
    "check_address": {"url": FILM},
    "share_report": {"days": 7},
    "draw": {"time_s": 12.5, "box": [0.4, 0.2, 0.1, 0.18]},
    "correct_comment": {"sentiment": "negative", "spam": False},
    "request_export": {"kind": "csv"},
    "change_person": {"name": "Kim Minji"},
    "choose_cover": {"track_id": 17},
    "merge_persons": {"others": [PERSON]},
    "split_person": {"track_ids": [17, 18]},
    "move_tracks": {"track_ids": [17], "person_id": PERSON},
    "deny_tracks": {"track_ids": [17], "person_id": PERSON},
    "hide_tracks": {"track_ids": [17]},
    "undo_edit": {},
    "redo_edit": {"edit_id": 4},
    "change_words": {"hide": ["스포"], "allow": ["존맛"], "remove": []},
    "try_own_words": {"text": "이 장면 스포 아닌가요", "hide": ["스포"]},
    "change_settings": {"vectors_expire_days": 365},
    "analyze_comments": {"texts": ["3:20 여기 진짜 웃겨요", "Could you show the recipe?"], "duration_s": 600},
}
"""A body for each operation that takes JSON."""

PARAMETERS: Mapping[str, str] = {
    "report_id": "A report of the workspace.",
    "comment_id": "The comment's id at its source.",
    "export_id": "A file that was asked for.",
    "person_id": "A person of the library.",
    "review_id": "An open question.",
    "upload_id": "An upload of the workspace.",
    "share_id": "A link to a report.",
    "secret": "The secret part of the link.",
    "key_id": "A key of the workspace.",
    "webhook_id": "A webhook of the workspace.",
    "delivery_id": "Something sent to a webhook.",
    "user_id": "A member of the workspace.",
    "invitation_id": "An invitation that can be accepted.",
}
"""What the parameters in addresses name."""
