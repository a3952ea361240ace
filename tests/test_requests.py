"""Requests as a server hands them over, before any page is asked."""

import re
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings

from config.wsgi import application


def served(method, path, content_type, query="", body=b"", **more):
    """(status, page) for a request of the application's own class; the test client makes Django's."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.input": BytesIO(body),
    }
    environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))} | more
    setup_testing_defaults(environ)
    response = application.get_response(application.request_class(environ))
    return response.status_code, response.content.decode()


def test_more_than_a_form_can_hold_is_not_read(lingchuan):
    """As much as the server in front of it takes, and no byte more; whatever is told of its length is no fault of ours."""
    most = (
        int(
            re.search(r"client_max_body_size (\d+)m", (settings.BASE_DIR / "deploy/nginx.conf").read_text())[
                1
            ]
        )
        * 1024**2
    )
    unread = BytesIO(b"never read")
    sent = ("POST", "/verify/", "multipart/form-data; boundary=x")

    refused = [
        served(*sent, **{"CONTENT_LENGTH": length, "wsgi.input": unread})
        for length in (str(most + 1), "9" * 5000)
    ]

    assert [status for status, _ in refused] == [413] * 2
    assert all("提交的内容太大，没有收下" in page for _, page in refused)
    assert not any("登录</a>" in page for _, page in refused)  # who sends it may well be logged in
    assert "登录</a>" in served("GET", "/verify/", "")[1]
    assert unread.tell() == 0
    assert served("GET", "/verify/", "", CONTENT_LENGTH=str(most))[0] == 200
    assert served("GET", "/verify/", "", CONTENT_LENGTH="ten")[0] == 200


@pytest.mark.parametrize("charset", ["base64", "idna", "zlib", "utf-16", "gbk"])
def test_another_charset_is_not_read(lingchuan, charset):
    plain = f"application/x-www-form-urlencoded; charset={charset}"
    parts = f"multipart/form-data; boundary=x; charset={charset}"
    body = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\nsfj-fz\r\n--x--\r\n'

    pages = [
        served("GET", "/", plain, query="q=a"),
        served("POST", "/elder/", plain, body=b"next=%2Flogin%2F"),
        served("POST", "/elder/", parts, body=body),
    ]

    assert [status for status, _ in pages] == [400] * 3
    assert all("这次请求系统读不懂" in page for _, page in pages)


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "nonsense"])
def test_utf_8_is_read_whatever_its_spelling(lingchuan, charset):
    plain = f"application/x-www-form-urlencoded; charset={charset}"

    status, page = served("GET", "/", plain, query="q=%E5%B7%A1%E6%9F%A5")

    assert status == 200
    assert 'value="巡查"' in page


@pytest.mark.parametrize("content_type", ["a; charset*=bogus''x", "multipart/form-data; boundary*=bogus''x"])
def test_a_content_type_that_cannot_be_read(lingchuan, content_type):
    answers = [served("GET", "/", content_type), served("POST", "/elder/", content_type, body=b"a=b")]

    assert [status for status, _ in answers] == [400] * 2
    assert all("这次请求系统读不懂" in page for _, page in answers)


@pytest.mark.parametrize("address", ["/", "/login/", "/desk/", "/nowhere/"])
def test_a_host_that_is_not_ours(lingchuan, settings, address):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]

    status, page = served("GET", address, "", HTTP_HOST="elsewhere.example")

    assert status == 400
    assert "这次请求系统读不懂" in page
    assert "打印自" not in page


@pytest.mark.parametrize(
    "session", ['"\\000"', "a" * 31 + "'", '"' + "a" * 31 + '\\000"', "中" * 32, "A" * 32]
)
def test_a_session_that_was_never_given_out_is_none(lingchuan, session):
    cookie = f"session={session}".encode().decode("latin-1")

    assert served("GET", "/", "", HTTP_COOKIE=cookie)[0] == 200
    assert served("GET", "/desk/", "", HTTP_COOKIE=cookie)[0] == 302
