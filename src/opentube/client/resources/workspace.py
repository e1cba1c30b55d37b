"""Keys, settings and words of a workspace."""

from collections.abc import Sequence
from datetime import datetime

from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.models.workspace import Key, NewKey, Scope, Settings, TrialResult, Word, WordsChanged
from opentube.client.protocol import Id, given, place
from opentube.client.steps import Steps, Stream


class Keys(Resource[Mode]):
    """Keys of the API."""

    @listing
    def list(self, *, page_size: int = 100) -> Stream[Key]:
        """All keys, without what is secret of them."""
        return self._protocol.pages(Key, "keys", page_size)

    @operation
    def create(
        self,
        name: str,
        scopes: Sequence[Scope],
        *,
        expires_at: datetime | None = None,
        idempotency_key: str | None = None,
    ) -> Steps[NewKey]:
        """Make a key, shown once; ``key`` is None where the connection broke after it was made: revoke it then."""
        body = given({"name": name, "scopes": scopes, "expires_at": expires_at})
        return self._protocol.create(NewKey, "keys", body, key=idempotency_key)

    @operation
    def revoke(self, key_id: Id) -> Steps[None]:
        """End a key."""
        return self._protocol.do("DELETE", place("keys", key_id))


class WorkspaceSettings(Resource[Mode]):
    """Settings of the workspace."""

    @operation
    def get(self) -> Steps[Settings]:
        """The settings."""
        return self._protocol.get(Settings, "settings")

    @operation
    def change(self, *, face_analysis: bool | None = None, vectors_expire_days: int | None = None) -> Steps[Settings]:
        """Change settings; what is left out stays."""
        body = given({"face_analysis": face_analysis, "vectors_expire_days": vectors_expire_days})
        return self._protocol.change(Settings, "settings", body)


class Words(Resource[Mode]):
    """Words that are profane here, and words that are not."""

    @listing
    def list(self, *, page_size: int = 200) -> Stream[Word]:
        """The workspace's words."""
        return self._protocol.pages(Word, "words", page_size)

    @operation
    def change(
        self, *, hide: Sequence[str] = (), allow: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> Steps[WordsChanged]:
        """Change the list: words that are profane from now on, that never are, and that leave the list."""
        return self._protocol.change(WordsChanged, "words", given({"hide": hide, "allow": allow, "remove": remove}))

    @operation
    def test(self, text: str, *, hide: Sequence[str] = (), allow: Sequence[str] = ()) -> Steps[TrialResult]:
        """See what a text is with the list, and with more words."""
        body = given({"text": text, "hide": hide, "allow": allow})
        return self._protocol.post(TrialResult, "words:try", body, repeatable=True)
