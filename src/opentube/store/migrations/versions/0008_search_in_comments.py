"""Finding comments by words, and lists in stable order."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
