"""Webhooks over HTTP."""

from starlette.testclient import TestClient

from opentube.events.guard import WebhookAddressRefused, WebhookUrlInvalid

HOOK = {"url": "https://example.com/hook", "kinds": ["report.finished"]}


def test_a_webhook_is_made_changed_and_deleted(api: TestClient) -> None:
    made = api.post("webhooks", json=HOOK)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    place = made.headers["location"].removeprefix("/api/v1/")
    assert "secret" not in api.get(place).json()
    assert api.patch(place, json={"enabled": False}).json()["enabled"] is False
    assert api.delete(place).status_code == 204
    assert api.get(place).json()["code"] == "webhook_not_found"


def test_asked_for_twice_it_is_there_once_and_its_secret_stays_secret(api: TestClient) -> None:
    first, again = (api.post("webhooks", json=HOOK, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (again.json()["webhook"], again.json()["secret"]) == (first.json()["webhook"], None)
    assert len(api.get("webhooks").json()["items"]) == 1
    other = api.post("webhooks", json=HOOK | {"kinds": []}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_what_is_sent_waits_for_a_worker_and_can_be_sent_again(api: TestClient) -> None:
    place = api.post("webhooks", json=HOOK).headers["location"].removeprefix("/api/v1/")
    sent = api.post(f"{place}/test").json()
    assert (sent["kind"], sent["attempt"]) == ("webhook.test", 0)
    assert [one["id"] for one in api.get(f"{place}/deliveries").json()["items"]] == [sent["id"]]
    assert api.post(f"deliveries/{sent['id']}/replay").json()["id"] == sent["id"]


def test_private_addresses_are_refused(api: TestClient) -> None:
    for url in ("http://127.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "file:///etc/passwd"):
        code = api.post("webhooks", json={"url": url}).json()["code"]
        assert code in {WebhookAddressRefused.code, WebhookUrlInvalid.code}
