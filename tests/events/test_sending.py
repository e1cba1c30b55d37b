"""One attempt to send a webhook: signed, to the address that was checked, and over in time."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks import WebhookVerificationError

from opentube.events.guard import Address, Guard, WebhookAddressRefused, WebhookHostUnknown
from opentube.events.sending import (
    Attempt,
    Sender,
    WebhookNotTaken,
    WebhookRedirects,
    WebhookTooSlow,
    WebhookUnreachable,
)
from tests.events.receiver import LOOPBACK, Receiver, receiving

SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
OTHER_SECRET = "whsec_" + "A" * 32
BODY = '{"type":"report.finished","data":{"title":"한글"}}'.encode()
HERE = ip_address("127.0.0.1")


def send(sender: Sender, url: str) -> Attempt:
    return sender.send(url, SECRET, "message-1", BODY)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as receiver:
        yield receiver


def test_a_receiver_can_verify_what_it_gets(receiver: Receiver) -> None:
    attempt = send(receiver.sender, receiver.url)

    assert (attempt.response_status, attempt.error) == (204, None)
    (got,) = receiver.received
    assert got.path == "/hook?of=mine"
    assert got.headers["webhook-id"] == "message-1"
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.verified(SECRET) == {"type": "report.finished", "data": {"title": "한글"}}
    with pytest.raises(WebhookVerificationError):
        got.verified(OTHER_SECRET)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
def test_other_statuses_are_not_taken(receiver: Receiver, status: int) -> None:
    receiver.statuses = [status]
    attempt = send(receiver.sender, receiver.url)

    assert attempt.response_status == status
    assert isinstance(attempt.error, WebhookNotTaken)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver: Receiver, status: int) -> None:
    receiver.statuses, receiver.location = [status], "http://169.254.169.254/latest/meta-data/"
    asked: list[str] = []

    def resolve(host: str) -> list[Address]:
        asked.append(host)
        return [HERE]

    guard = Guard(allow=LOOPBACK, ports=frozenset({receiver.port}), resolve=resolve)
    attempt = send(Sender(guard), f"http://hooks.example:{receiver.port}/")

    assert isinstance(attempt.error, WebhookRedirects)
    assert (len(receiver.received), asked) == (1, ["hooks.example"])


def test_a_name_that_changes_its_mind_gets_nothing_where_it_must_not(receiver: Receiver) -> None:
    # given a resolver that names an allowed address once, and a forbidden one ever after
    answers = iter([HERE, *[ip_address("127.0.0.2")] * 10])
    guard = Guard(allow=LOOPBACK, ports=frozenset({receiver.port}), resolve=lambda _: [next(answers)])
    url = f"http://hooks.example:{receiver.port}/"

    # then the first attempt goes to the address that was checked, and the second nowhere
    assert send(Sender(guard), url).error is None
    assert isinstance(send(Sender(guard), url).error, WebhookAddressRefused)
    assert len(receiver.received) == 1


def test_a_forbidden_address_is_never_connected_to(receiver: Receiver) -> None:
    guard = Guard(ports=frozenset({receiver.port}), resolve=lambda _: [HERE])

    for url in (receiver.url, f"http://hooks.example:{receiver.port}/"):
        attempt = send(Sender(guard), url)
        assert (attempt.response_status, type(attempt.error)) == (None, WebhookAddressRefused)
    assert receiver.received == []


def test_proxies_of_the_environment_are_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert send(receiver.sender, receiver.url).error is None


def test_a_name_without_address_is_told_so(receiver: Receiver) -> None:
    guard = Guard(ports=frozenset({receiver.port}), resolve=lambda _: [])
    assert isinstance(send(Sender(guard), f"http://hooks.example:{receiver.port}/").error, WebhookHostUnknown)


def test_nobody_there_is_told_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    guard = Guard(allow=LOOPBACK, ports=frozenset({port}))
    assert isinstance(send(Sender(guard), f"http://127.0.0.1:{port}/").error, WebhookUnreachable)


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that speaks as it likes to one client, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
    thread.join()


def until_closed(connection: socket.socket, piece: bytes, pause: threading.Event) -> None:
    while not pause.wait(0.02):
        connection.sendall(piece)


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\nX-Drip: ", b"a"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silence", "headers", "body", "informational"],
)
def test_a_server_that_drips_is_left(first: bytes, piece: bytes) -> None:
    left = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(first)
        until_closed(connection, piece, left)

    with serving(drip) as port:
        guard = Guard(allow=LOOPBACK, ports=frozenset({port}))
        attempt = send(Sender(guard, within_s=0.3), f"http://127.0.0.1:{port}/")
        left.set()
    assert isinstance(attempt.error, WebhookTooSlow)


def test_a_resolver_that_hangs_is_left(receiver: Receiver) -> None:
    left = threading.Event()

    def hang(host: str) -> list[Address]:
        left.wait(60)
        return [HERE]

    guard = Guard(allow=LOOPBACK, ports=frozenset({receiver.port}), resolve=hang)
    attempt = send(Sender(guard, within_s=0.2), f"http://hooks.example:{receiver.port}/")
    left.set()

    assert isinstance(attempt.error, WebhookTooSlow)
    assert receiver.received == []


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    def flood(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"a" * 65536)

    with serving(flood) as port:
        attempt = send(Sender(Guard(allow=LOOPBACK, ports=frozenset({port}))), f"http://127.0.0.1:{port}/")
    assert (attempt.response_status, attempt.error) == (200, None)


@pytest.mark.parametrize(
    "answer",
    [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00" * 100, b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 50_000],
)
def test_what_is_no_http_is_told_so(answer: bytes) -> None:
    def speak(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer)

    with serving(speak) as port:
        attempt = send(Sender(Guard(allow=LOOPBACK, ports=frozenset({port}))), f"http://127.0.0.1:{port}/")
    assert isinstance(attempt.error, WebhookUnreachable)


def certificate(folder: Path, name: str) -> Path:
    """A key with a certificate for ``name``, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(("host", "is_taken"), [("hooks.example", True), ("other.example", False)])
def test_certificates_are_checked_for_the_name_not_the_address(tmp_path: Path, host: str, is_taken: bool) -> None:
    path = certificate(tmp_path, "hooks.example")
    server_tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_tls.load_cert_chain(path)
    asked_for: list[str | None] = []

    def note(_socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        asked_for.append(name)

    server_tls.sni_callback = note

    def answer(connection: socket.socket) -> None:
        with server_tls.wrap_socket(connection, server_side=True) as secured:
            secured.recv(65536)
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            with suppress(OSError):  # hanging up on what was not read would take the answer back
                while secured.recv(65536):
                    pass

    with serving(answer) as port:
        guard = Guard(allow=LOOPBACK, ports=frozenset({port}), resolve=lambda _: [HERE])
        sender = Sender(guard, tls=ssl.create_default_context(cafile=str(path)))
        attempt = send(sender, f"https://{host}:{port}/")

    assert asked_for == [host]
    assert attempt.response_status == (200 if is_taken else None)
    assert isinstance(attempt.error, WebhookUnreachable) is not is_taken
