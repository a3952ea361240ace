"""A list of which each tab shows those in some state, with how many there are."""


class Tabbed:
    """`SHOWN`: {key: label of its tab}; `usual`: the tab shown where none is asked for; `_of(key)`: the rows of a tab."""

    SHOWN, usual = {}, "open"

    def __init__(self, by, asked):
        self.by, self.asked = by, asked

    @property
    def shown(self):
        named = self.asked.get("show")
        return named if named in self.SHOWN else self.usual

    @property
    def kept(self):
        """What else the address of a tab keeps."""
        return ""

    def number_of(self, key):
        return self._of(key).count()

    @property
    def tabs(self):
        return [
            {
                "label": label,
                "url": f"?show={key}{self.kept}",
                "n": self.number_of(key),
                "current": key == self.shown,
            }
            for key, label in self.SHOWN.items()
        ]
