"""Who may do what; what a browser is told; what downloads look like"""

from collections.abc import Iterator

import httpx
import pytest
from glab_testing.eventually import eventually
from glab_testing.server import Client, GlabServer, problem

from labstead_core.ulid import is_ulid

pytestmark = pytest.mark.database

WRITES = [
    ("POST", "/uploads"),
    ("HEAD", "/uploads/01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    ("PATCH", "/uploads/01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    ("DELETE", "/uploads/01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    ("DELETE", "/resources/01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    ("POST", "/scenarios"),
    ("POST", "/scenarios/01ARZ3NDEKTSV4RRFFQ69G5FAV/cancel"),
]
READS = ["/environment", "/tasks", "/resources", "/scenarios"]


@pytest.fixture(scope="module")
def server(shared_server: GlabServer) -> GlabServer:
    """No test of this file stops it."""
    return shared_server


def test_every_route_is_closed_to_whom_the_edge_did_not_name_and_writing_ones_to_viewers(server: GlabServer) -> None:
    nobody = httpx.Client(base_url=f"{server.url}/api/v1")
    viewer, stranger = server.client(role="viewer").http, server.client(role=None).http
    for method, path in [*WRITES, *(("GET", path) for path in READS)]:
        assert nobody.request(method, path).status_code == 401, path
        assert stranger.request(method, path).status_code == 403, path
    for method, path in WRITES:
        assert viewer.request(method, path, json={"task": "probe.wait"}).status_code == 403, path
    for path in READS:
        assert viewer.get(path).status_code == 200, path
    assert problem(nobody.get("/no/such")) == (401, "auth.required")


def test_the_table_above_names_every_writing_route(server: GlabServer) -> None:
    paths = server.client().get("/openapi.json").json()["paths"]
    writing = {
        (
            method.upper(),
            path.removeprefix("/api/v1")
            .replace("{upload_id}", "*")
            .replace("{resource_id}", "*")
            .replace("{scenario_id}", "*"),
        )
        for path, methods in paths.items()
        for method in methods
        if path.startswith("/api") and method not in ("get", "options", "head")
    }
    assert writing == {(m, p.replace("01ARZ3NDEKTSV4RRFFQ69G5FAV", "*")) for m, p in WRITES if m != "HEAD"}


def test_another_sites_page_may_change_nothing(client: Client) -> None:
    body = {"task": "probe.wait"}
    for site in ("cross-site", "same-site"):
        answer = client.http.post("/scenarios", json=body, headers={"Sec-Fetch-Site": site})
        assert problem(answer) == (403, "auth.cross_site")
    assert client.http.post("/scenarios", json=body, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 202


def test_a_request_meant_for_the_other_environment_is_refused(client: Client) -> None:
    answer = client.get("/environment", headers={"X-Lab-Environment": "dev"})
    assert problem(answer) == (403, "auth.wrong_environment")


def test_the_environment_tells_its_bricks_and_who_asks(client: Client) -> None:
    found = client.get("/environment").json()
    assert (found["environment"], found["user"]) == ("prod", {"id": "ada", "name": "Ada", "role": "scientist"})
    assert {"name": "labstead_tables", "version": "0.1.0", "status": "loaded", "error": None} in found["bricks"]


def test_a_download_is_an_attachment_under_its_name_and_can_not_run_in_the_page(client: Client) -> None:
    resource = client.upload(b"<script>alert(1)</script>", "rapport été.html")
    answer = client.get(f"/resources/{resource}/content")
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''rapport%20%C3%A9t%C3%A9.html"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_part_of_a_file_can_be_had_and_a_download_resumed(client: Client) -> None:
    resource = client.upload(b"0123456789", "a.bin")
    whole = client.get(f"/resources/{resource}/content")
    part = client.get(
        f"/resources/{resource}/content", headers={"Range": "bytes=4-", "If-Range": whole.headers["etag"]}
    )
    assert (part.status_code, part.content) == (206, b"456789")
    assert part.headers["content-range"] == "bytes 4-9/10"
    changed = client.get(f"/resources/{resource}/content", headers={"Range": "bytes=4-", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, b"0123456789")
    assert client.get(f"/resources/{resource}/content", headers={"Range": "bytes=99-"}).status_code == 416


def test_only_tables_have_a_preview_and_an_unreadable_one_says_why(client: Client) -> None:
    picture = client.upload(b"\x89PNG", "a.png")
    assert problem(client.get(f"/resources/{picture}/preview")) == (409, "resource.not_a_table")
    excel = client.upload(b"PK\x03\x04", "sheet.csv")
    answer = client.get(f"/resources/{excel}/preview")
    assert problem(answer) == (422, "resource.unreadable")
    assert "Excel" in answer.json()["title"]


def test_what_does_not_exist_is_a_problem_and_not_a_page(client: Client) -> None:
    for path in ("/no/such", "/resources/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/scenarios/../../etc/passwd"):
        assert problem(client.get(path))[0] == 404
    put = client.http.put("/scenarios")
    assert (problem(put)[0], put.json()["title"]) == (405, "PUT isn't possible at /api/v1/scenarios.")


def test_a_problem_has_the_id_of_its_request_which_the_log_has_too(server: GlabServer, client: Client) -> None:
    given = client.get("/no/such", headers={"X-Request-Id": "edge-0123456789"})
    assert problem(given) == (404, "request.not_found")
    assert given.json()["requestId"] == "edge-0123456789"
    made = client.get("/no/such", headers={"X-Request-Id": "not { harmless"})
    assert problem(made) == (404, "request.not_found")
    assert is_ulid(made.json()["requestId"])
    ids = [answer.json()["requestId"] for answer in (given, made)]
    eventually(lambda: all(f'"request_id": "{told}"' in server.log() for told in ids), what=f"{ids} are in the log")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"task": "probe.wait", "parameters": {"seconds": NaN}}', "nan is not a JSON number"),
        (b'{"task": "probe.wait", "parameters": {"seconds": -Infinity}}', "-inf is not a JSON number"),
        (b'{"task": "probe.wait", "parameters": {"until": "\\ud800"}}', "half of a surrogate pair"),
        (b'{"task": "probe.wait", "inputs": {"\\ud800": "x"}}', "half of a surrogate pair"),
        (b'{"task": "probe.wait", "parameters": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}", "nested more than 20 levels"),
    ],
)
def test_what_only_python_takes_for_json_is_refused_with_what_is_wrong(client: Client, body: bytes, said: str) -> None:
    answer = client.http.post("/scenarios", content=body, headers={"Content-Type": "application/json"})
    assert problem(answer) == (422, "request.invalid")
    assert said in answer.json()["title"]


def test_a_body_that_would_fill_the_memory_is_refused_also_without_a_length(server: GlabServer, client: Client) -> None:
    def endless() -> Iterator[bytes]:
        yield b'{"task": "'
        for _ in range(64):
            yield b"x" * 1024 * 1024

    before = server.rss_bytes()
    answer = client.http.post("/scenarios", content=endless(), headers={"Content-Type": "application/json"})
    assert problem(answer) == (413, "request.too_large")
    assert server.rss_bytes() - before < 32 * 1024 * 1024


def test_odd_names_in_an_address_are_not_found_and_no_mistake_of_the_server(client: Client) -> None:
    for name in ("%00", "%ff", "%ed%a0%80", "x" * 3000, "%F0%9F%92%A9"):
        for path in (f"/scenarios/{name}", f"/resources/{name}", f"/resources/{name}/content"):
            assert client.get(path).status_code in (404, 422), path
        assert problem(client.post(f"/scenarios/{name}/cancel"))[0] in (404, 422)
        assert client.http.head(f"/uploads/{name}", headers={"Tus-Resumable": "1.0.0"}).status_code == 404
