"""One form of a text for comparing and searching, so that width, case, spaces and signs do not matter."""

import re
import unicodedata

from accounts.fields import leaves_ink

YEAR = re.compile(r"[〔\[(（]\d{4}[〕\])）]")
# Marks that a person searches for as themselves; every other sign is dropped.
LITERAL = "%_"


def _kept(char):
    return char in LITERAL or (unicodedata.category(char)[0] in "LNMS" and leaves_ink(char))


def _fold(char):
    return "".join(c for c in unicodedata.normalize("NFKC", char).casefold() if _kept(c))


class _Sieve(dict):
    """For str.translate: what is dropped, each character looked at once. An import searches thousands of texts."""

    def __missing__(self, code):
        self[code] = code if _kept(chr(code)) else None
        return self[code]


_SIEVE = _Sieve()


def searchable(text):
    """NFKC, case folded, without spaces, punctuation and what is not seen; % and _ stay."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_SIEVE)


def normalized(name):
    """The form in which two names are the same name (settled 34)."""
    return searchable(name).replace("%", "").replace("_", "")


def search_text(*parts):
    """All that a search looks at, one part a line; a 文号 is also found without its year."""
    lines = [searchable(part) for part in parts if part]
    lines += [searchable(YEAR.sub("", part)) for part in parts if part and YEAR.search(part)]
    return "\n".join(dict.fromkeys(lines))


def grams(name):
    """The two-character pieces of a normalised name; a single character is its own piece."""
    text = normalized(name)
    return {text[i : i + 2] for i in range(len(text) - 1)} or ({text} if text else set())


def hits(text, terms):
    """[(start, end)] of the places of `text` where one of the searchable `terms` stands.

    Places are those of the text as written: a sign inside a hit is inside the mark.
    """
    folded, places = [], []
    for place, char in enumerate(text):
        for piece in _fold(char):
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
