"""Whether an owner lets people be looked for at all."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.tables import Owner
from opentube.errors import UserError


class FaceAnalysisOff(UserError):
    """Face analysis is switched off. Switch it on with `open-tube persons faces on` to look for people."""

    code = "face_analysis_off"


def allows_faces(session: Session, owner_id: uuid.UUID) -> bool:
    """Whether people may be looked for in this owner's videos and photos; yes until the owner says no."""
    return session.scalar(sa.select(Owner.face_analysis).where(Owner.id == owner_id)) is not False


def require_faces(session: Session, owner_id: uuid.UUID) -> None:
    """Do nothing if this owner lets people be looked for.

    Raises:
        FaceAnalysisOff: they do not.
    """
    if not allows_faces(session, owner_id):
        raise FaceAnalysisOff


def switch_faces(session: Session, owner_id: uuid.UUID, *, on: bool) -> None:
    """Let people be looked for in reports asked for from now on, or not.

    What was found before stays until it is purged; reports at work are finished as they were asked for.
    """
    session.execute(sa.update(Owner).where(Owner.id == owner_id).values(face_analysis=on))
