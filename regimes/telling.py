"""How a problem with a regime file is told: the place, then what is wrong there."""

from collections import Counter


def unknown(where, words, known, what):
    for word in words:
        if word not in known:
            yield f"{where}：没有“{word}”这个{what}，可用的有：{'、'.join(filter(None, known))}"


def repeated(where, words, what):
    for word, times in Counter(words).items():
        if times > 1:
            yield f"{where}：{what}“{word}”写了{times}次"


def again(where, key, words, what):
    """As `repeated`, of entries that have a line of their own each: the later one is named."""
    for number, word in enumerate(words, 1):
        if (first := words.index(word) + 1) != number:
            yield f"{where}第{number}项.{key}：{what}“{word}”在第{first}项已经写了"


def again_under(where, words, what):
    """As `again`, of a table {key: word}: the later key is named."""
    first = {}
    for key, word in words.items():
        if first.setdefault(word, key) != key:
            yield f"{where}.{key}：{what}“{word}”和{first[word]}的一样"
