"""Who may do what with the papers' standard text: the office whose papers they are; its head settles it."""

from accounts.models import STAFF, Post, UnitKind


def may_read_texts(by):
    return bool(by and by.unit and by.unit.kind == UnitKind.OFFICE and by.post in STAFF)


def may_keep_texts(by):
    return may_read_texts(by) and by.post == Post.HEAD
