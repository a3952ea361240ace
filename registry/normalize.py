"""One form of a text for comparing and searching: width, case, spaces, signs and 繁體 or 简体 do not matter."""

import re
import unicodedata
from functools import cache, lru_cache
from operator import add

from django.core.exceptions import ValidationError
from opencc import OpenCC

from accounts.fields import leaves_ink

YEAR = re.compile(r"[〔\[(（]\d{4}[〕\])）]")
# Marks that a person searches for as themselves; every other sign is dropped.
LITERAL = "%_"
SHORT = 50
MOST = 200  # characters that the columns of normalised names hold


def _kept(char):
    return char in LITERAL or (unicodedata.category(char)[0] in "LNMS" and leaves_ink(char))


@cache
def _converter():
    return OpenCC("t2s")


def _simplified(char):
    """The simplified character, each by itself: no word around it may change how long the text is."""
    simple = _converter().convert(char)
    return char if simple == char else _simplified(simple)


class _Folding(dict):
    """What str.translate puts in the place of a character; worked out once each."""

    def __missing__(self, code):
        char = chr(code)
        self[code] = found = _simplified(char) if _kept(char) else ""
        return found


_FOLDING = _Folding()


def searchable(text):
    """NFKC, case folded, simplified, without spaces, punctuation and what is not seen; % and _ stay."""
    return _folded(text) if len(text) <= SHORT else _fold(text)


def _fold(text):
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLDING)


# names of units, categories and duties, which a table says again and again
_folded = lru_cache(maxsize=10_000)(_fold)


def half_width(text):
    """As written, but ２０２３－０１ as 2023-01: the form in which numbers are kept."""
    return unicodedata.normalize("NFKC", text)


def normalized(name):
    """The form in which two names are the same name (settled 34)."""
    return without_signs(searchable(name))


def grown_too_long(name):
    """Why a name cannot be kept, "" where it can: ㍿, ㌖ and the like are compared as the characters they stand for."""
    n = len(normalized(name))
    return f"“㍿”一类的合写符号展开以后有{n}个字，最多{MOST}个字，请照平常的写法改短" if n > MOST else ""


def comparable(name):
    """Of a form's field: beside it where the name cannot be kept."""
    if said := grown_too_long(name):
        raise ValidationError(said, code="grown_too_long")


def without_signs(line):
    """A searchable line without the signs that a search keeps and a name does not."""
    return line.replace("%", "").replace("_", "")


def search_lines(*parts):
    """The searchable parts, each once; a 文号 is also found without its year."""
    lines = [searchable(part) for part in parts if part]
    lines += [searchable(YEAR.sub("", part)) for part in parts if part and YEAR.search(part)]
    return list(dict.fromkeys(lines))


def grams(name):
    """The two-character pieces of a name as written; a single character is its own piece."""
    return grams_of(normalized(name))


def grams_of(text):
    """Likewise of a name that is normalised already."""
    return set(map(add, text, text[1:])) or ({text} if text else set())


def pieces(line):
    """The pieces of a searchable line in order: each two characters that stand together, and the last one alone.

    So every word in the line is known by its two-character pieces, and a single character by one that begins with it.
    """
    return [*map(add, line, line[1:]), *line[-1:]]


def hits(text, terms):
    """[(start, end)] of the places of `text` where one of the searchable `terms` stands.

    Places are those of the text as written: a sign inside a hit is inside the mark.
    """
    if not any(map(searchable(text).__contains__, filter(None, terms))):
        return []  # most texts of a page: told at once, their characters need not be placed
    folded, places = [], []
    for place, char in enumerate(text):
        for piece in _folded(char):
            folded.append(piece)
            places.append(place)
    whole = "".join(folded)
    found = []
    for term in filter(None, terms):
        start = whole.find(term)
        while start >= 0:
            end = start + len(term)
            found.append((places[start], places[end - 1] + 1))
            start = whole.find(term, end)
    return _joined(sorted(found))


def _joined(spans):
    merged = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
