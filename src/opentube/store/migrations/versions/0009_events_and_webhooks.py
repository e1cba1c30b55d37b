"""What happened, and who is told."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass
