"""`godegrep refresh-register`, against a server on this machine."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from godegrep.cli import main

QUERY = {"query": [], "response": {"format": "json-stat2"}}
ANSWER = {
    "class": "dataset",
    "id": ["Region", "Tid"],
    "size": [2, 1],
    "dimension": {
        "Region": {"category": {"index": ["0301", "0101"]}},
        "Tid": {"category": {"index": ["2016"]}},
    },
    "value": [1, None],
    "status": {"1": ":"},
}
DESCRIPTION = """
file: people.json
publisher: SSB, tabell 1
municipality: Region
year: Tid
refresh: {{url: "{url}", query: people.query.json}}
variables:
  - {{id: people, text: Personer, unit: personer, carry: sum}}
"""


class Api:
    """What the server answers, and what it was asked."""

    status = 200
    content = json.dumps(ANSWER).encode()
    cut = False

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes]] = []


@pytest.fixture
def api() -> Iterator[tuple[Api, str]]:
    state = Api()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.asked.append((self.command, self.path, body))
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(state.content)))
            self.end_headers()
            self.wfile.write(state.content[: len(state.content) // 2 if state.cut else None])

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_port}/api/v0/no/table/1"
    server.shutdown()
    server.server_close()


@pytest.fixture
def register(tmp_path: Path, api: tuple[Api, str]) -> Path:
    folder = tmp_path / "study" / "register"
    folder.mkdir(parents=True)
    text = DESCRIPTION.format(url=api[1])
    (folder / "people.yaml").write_text(text, encoding="utf-8")
    (folder / "people.query.json").write_text(json.dumps(QUERY), encoding="utf-8")
    return folder


def run(folder: Path, *names: str) -> int:
    return main(["refresh-register", *names, "--study", str(folder.parents[1])])


def test_the_query_is_sent_and_the_answer_written(register, api, capsys):
    assert run(register) == 0
    said = capsys.readouterr().out
    assert said == "people: 2 figures, 2016–2016, written to study/register/people.json.\n"
    assert api[0].asked == [("POST", "/api/v0/no/table/1", json.dumps(QUERY).encode())]
    assert (register / "people.json").read_bytes() == Api.content
    beside = json.loads((register / "people.json.fetched.json").read_text(encoding="utf-8"))
    assert beside["url"] == api[1]
    assert beside["bytes"] == len(Api.content)
    assert len(beside["sha256"]) == len(beside["query_sha256"]) == 64
    assert run(register, "people") == 0
    assert "as before." in capsys.readouterr().out


def test_without_a_query_the_address_is_asked(register, api):
    path = register / "people.yaml"
    text = path.read_text(encoding="utf-8").replace(", query: people.query.json", "")
    path.write_text(text, encoding="utf-8")
    assert run(register) == 0
    assert api[0].asked[0][::2] == ("GET", b"")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": 403}, "answered 403: the query asks for more cells"),
        ({"status": 404}, "answered 404: there is no such table"),
        ({"status": 500}, "answered 500: try again later"),
        ({"content": b"<html>Vedlikehold</html>"}, "not JSON in UTF-8"),
        ({"content": b""}, "gave 0 bytes that are not the table"),
        ({"content": json.dumps({**ANSWER, "value": [1]}).encode()}, "1 values for 2 cells"),
        ({"content": json.dumps(ANSWER).replace("Region", "Sted").encode()}, "no 'Region'"),
        ({"cut": True}, "stopped after 10"),
    ],
)
def test_a_bad_answer_leaves_the_old_file(register, api, capsys, change, told):
    (register / "people.json").write_bytes(b"old")
    for name, value in change.items():
        setattr(api[0], name, value)
    before = sorted(register.iterdir())
    assert run(register) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert "/tmp" not in said.err.replace(str(register), "")
    assert (register / "people.json").read_bytes() == b"old"
    assert sorted(register.iterdir()) == before


def test_no_server_is_a_plain_line(register, capsys):
    path = register / "people.yaml"
    path.write_text(DESCRIPTION.format(url="http://127.0.0.1:9/x"), encoding="utf-8")
    assert run(register) == 1
    assert "gave no answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("http://", "file://", "does not fit"),
        ("people.query.json", "borte.json", "there is no file study/register/borte.json"),
        ("refresh:", "# refresh:", "no table says where"),
    ],
)
def test_mistakes_in_what_to_fetch_are_plain_lines(register, api, capsys, old, new, told):
    path = register / "people.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert run(register) == 1
    assert told in capsys.readouterr().err
    assert api[0].asked == []


def test_an_unknown_table_is_told(register, capsys):
    assert run(register, "peple") == 1
    assert "peple.yaml: there is no such table; there are: people." in capsys.readouterr().err
