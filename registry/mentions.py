"""What in a list a text is about, by the share of the pieces of each name that occur in the text."""

from collections import Counter, defaultdict

from registry.normalize import grams

LISTED, NEAR = 0.6, 0.3  # shares: it is about that; it may be


class Names:
    """Of `rows`, [(what is found, its name)]."""

    def __init__(self, rows):
        self._sizes, self._known = {}, defaultdict(list)
        for row, name in rows:
            pieces = grams(name)
            self._sizes[row] = len(pieces)
            for piece in pieces:
                self._known[piece].append(row)

    def closest(self, text, most=3):
        """[(row, share)] of those with a share of at least NEAR, the closest first."""
        shared = Counter(row for piece in grams(text) for row in self._known.get(piece, ()))
        shares = ((row, count / self._sizes[row]) for row, count in shared.most_common())
        near = [(row, share) for row, share in shares if share >= NEAR]
        return sorted(near, key=lambda each: -each[1])[:most]
