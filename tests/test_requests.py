"""Requests as a server hands them over, before any page is asked."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest

from config.wsgi import application


def served(method, path, content_type, query="", body=b""):
    """(status, page) for a request of the application's own class; the test client makes Django's."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.input": BytesIO(body),
    }
    environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
    setup_testing_defaults(environ)
    response = application.get_response(application.request_class(environ))
    return response.status_code, response.content.decode()


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
