"""The page about the API, as a browser shows it."""

from starlette.testclient import TestClient


def test_the_page_takes_everything_from_this_server(server_app: TestClient) -> None:
    page = server_app.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    for name in ("start.js", "swagger-ui-bundle.js", "swagger-ui.css"):
        assert f"/docs/{name}" in page.text
        assert server_app.get(f"/docs/{name}").status_code == 200
    assert server_app.get("/docs/secrets.py").status_code == 404
