"""The controls of a page, found by the words on it, and the door: signing in and out, the seat."""

import re

from playwright.sync_api import expect

from demo.county import PASSWORD


def labelled(page, label):
    """The control with this label, whatever the label says of need after it."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s|$)"))


def fill(page, texts):
    for label, text in texts.items():
        labelled(page, label).fill(text)


def question(page, legend):
    return page.get_by_role("group", name=re.compile(rf"^{re.escape(legend)}(\s|$)"))


def choose(page, legend, *answers):
    """Tick the answers of one question, a radio or several boxes."""
    for answer in answers:
        question(page, legend).get_by_label(answer, exact=True).check()


def press(page, label):
    page.get_by_role("button", name=label, exact=True).click()


def follow(page, label):
    page.get_by_role("link", name=label, exact=True).click()


def attach(page, label, name="依据全文.pdf"):
    file = {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + name.encode()}
    labelled(page, label).set_input_files(file)


def section(page, label):
    """One of the sections in the row under the red band; the workbench has a number behind its name."""
    name = re.compile(rf"^{label}( ?\d+ ?件)?$")
    page.get_by_role("navigation", name="栏目").get_by_role("link", name=name).click()


def told(page, sentence):
    expect(page.locator("main").get_by_role("status").filter(has_text=sentence)).to_have_text(sentence)


def refused(page, *lines):
    """The summary above the form says just this."""
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_text(lines)


def sign_in(page, username, password=PASSWORD):
    page.goto("/login/")
    fill(page, {"账号": username, "密码": password})
    press(page, "登录")
    expect(page.get_by_role("button", name="退出登录", include_hidden=True)).to_be_attached()
    return page


def sign_out(page):
    page.locator("details.seat summary").click()
    press(page, "退出登录")
    expect(page.get_by_role("link", name="登录", exact=True)).to_be_visible()


def switch_seat(page, label):
    page.locator("details.seat summary").click()
    press(page, f"换到：{label}")
