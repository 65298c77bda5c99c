"""What gateways answer, and what is made of it: asked of a small server on this computer."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from lianfang.core import Refused, ids
from lianfang.response.messages import gateways, texts
from lianfang.response.messages.gateways import Envelope
from lianfang.response.messages.rules import Kind, Step


@contextmanager
def _gateway(*answers):
    """A gateway that gives these answers in turn (status, body) and keeps what it was sent."""
    left, seen = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.append((self.path, body.decode(), dict(self.headers)))
            self._answer()

        def do_GET(self):
            seen.append((self.path, "", {}))
            self._answer()

        def _answer(self):
            status, said = left.pop(0)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_given):
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


def _envelope(kind=Kind.SMS, **settings):
    return Envelope(ids.new(), ids.new(), kind, "13776501482", "", "请量体温", settings, ids.new())


SMS = {"body": {"to": "{number}", "text": "{text}"}, "code_at": "result.code", "id_at": "result.id", "ok": ["0"],
       "filtered": ["7"], "refused": ["9"], "headers": {"X-Key": "k"}}  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        ((200, {"result": {"code": 0, "id": "g1"}}), Step.ACCEPTED),
        ((200, {"result": {"code": "7"}}), Step.FILTERED),
        ((200, {"result": {"code": 9}}), Step.REFUSED),
        ((200, {"result": {"code": 55}}), Step.DEFERRED),
        ((200, "nonsense"), Step.DEFERRED),
        ((429, {}), Step.DEFERRED),
        ((503, {}), Step.DEFERRED),
        ((403, {}), Step.REFUSED),
        ((302, {}), Step.REFUSED),
    ],
)
def test_what_an_sms_gateway_says_is_one_of_a_few_words(answer, step):
    with _gateway(answer) as (url, seen):
        said = gateways.send(_envelope(**SMS, url=url))
    assert said.step == step
    assert json.loads(seen[0][1]) == {"to": "13776501482", "text": "请量体温"}
    assert seen[0][2]["X-Key"] == "k"


def test_a_form_gateway_is_sent_a_form():
    with _gateway((200, {"result": {"code": 0, "id": "g1"}})) as (url, seen):
        assert gateways.send(_envelope(**SMS, url=url, encoding="form")).gateway_id == "g1"
    assert parse_qs(seen[0][1])["text"] == ["请量体温"]


def test_nobody_there_is_tried_again_later():
    assert gateways.send(_envelope(**SMS, url="http://127.0.0.1:9/")).step == Step.DEFERRED
    assert gateways.send(_envelope(**SMS, url="file:///etc/hosts")).step == Step.DEFERRED


def _wechat(url):
    return _envelope(Kind.WECHAT, base=url, app_id=f"wx {url}", secret="s")


TOKEN = (200, {"access_token": "t", "expires_in": 7200})


def test_the_official_account_fetches_a_token_once_and_anew_when_it_is_stale():
    answers = [TOKEN, (200, {"errcode": 0}), (200, {"errcode": 42001}), TOKEN, (200, {"errcode": 0})]
    with _gateway(*answers) as (url, seen):
        assert gateways.send(_wechat(url)).step == Step.ACCEPTED
        assert gateways.send(_wechat(url)).step == Step.ACCEPTED
    assert [path.split("?")[0].rsplit("/", 1)[1] for path, _b, _h in seen] == [
        "token",
        "send",
        "send",
        "token",
        "send",
    ]


@pytest.mark.parametrize(
    ("code", "step"), [(45015, Step.SHUT), (43004, Step.REFUSED), (45047, Step.SHUT), (45009, Step.DEFERRED)]
)
def test_whoever_cannot_be_written_to_now_is_not_written_to_again(code, step):
    with _gateway(TOKEN, (200, {"errcode": code})) as (url, _seen):
        assert gateways.send(_wechat(url)).step == step


def test_a_staff_group_is_told_through_apprise():
    with _gateway((200, {})) as (url, seen):
        said = gateways.send(_envelope(Kind.GROUP, url=url.replace("http", "json") + "/"))
    assert said.step == Step.ACCEPTED
    assert "请量体温" in json.loads(seen[0][1])["message"]


def test_an_unknown_text_is_refused_in_words():
    with pytest.raises(Refused) as refusal:
        texts.Texts({}).of("nothing", "zh-hans")
    assert "nothing" in str(refusal.value)
