"""How like a row of a file and a duty of the list are, by more and by less: what `namesakes` tells them apart by."""

from registry.queries import carrying

PAPER = ("document_number", "effective_from")  # on which a text stands: no words of it
# in which a row may say otherwise and bring the words all the same; its department only where that went on for the text's
BESIDE_WORDS = {"department", "townships", *PAPER}


class Likeness:
    """Of rows, by their places in `entries`, and of duties (`listed.Current`), each by those of its texts that `texts` gives."""

    def __init__(self, planner, entries, aside):
        self.planner, self.entries, self.aside = planner, entries, aside
        self.compared = {}
        self.texts = lambda current: current.texts

    # -- a row and a duty ------------------------------------------------------------------------------------------------

    def _says_all(self, at, current):
        return any(not self.planner.differences(self.entries[at], text) for text in self.texts(current))

    def _says_the_same(self, at, current):
        """Though the department be the one that went on for the duty's, and whether or not it names who is leaving."""
        return self._differs_only_in(at, current, {"department"})

    def _says_the_same_on_other_paper(self, at, current):
        return self._differs_only_in(at, current, {"department", *PAPER})

    def _differs_only_in(self, at, current, but):
        """Whether the row says what one of the duty's texts does, but for these; its department only where that went on for it."""
        for text in self.texts(current):
            asked = at, text.pk
            if asked not in self.compared:
                self.compared[asked] = self._told(at, text, current.leaving)
            if self.compared[asked] <= but:
                return True
        return False

    def _told(self, at, text, leaving=frozenset()):
        """In what the row says otherwise than the text: storages, or the labels of the kind's own columns; another department as
        `another` where it did not go on for the text's."""
        stored = {each.label: each.storage or each.label for each in self.planner.compared}
        told = {stored[label] for label, *_ in self.planner.differences(self.entries[at], text, leaving)}
        if "department" in told and self._leads(at) != self._today(text.department_id):
            told.add("another")
        return told

    def _goes_the_same(self, at, current):
        """By who carries it today, or by who stays where it is decided that some leave. Of a table without that column nobody
        knows: the townships chosen on the page are for new rows."""
        if not self._says_where(at):
            return False
        where = self._where(at)
        for text in self.texts(current):
            carried = {row.township_id for row in carrying(text, self.planner.today)}
            staying = carried - current.leaving
            if where == carried or (staying and where - current.leaving == staying):
                return True
        return False

    def _goes_the_same_there(self, at, current):
        return self._is_its_own(at, current) and self._goes_the_same(at, current)

    def _is_its_own(self, at, current):
        """Whether the duty's department is the row's, not one that the row's went on for."""
        led = self.entries[at].department
        return any(text.department_id == (led and led.pk) for text in self.texts(current))

    def _said_so(self, at, ended):
        """Whether the row says what one said that nobody carries any more, of any who carried it."""
        carried = {row.township_id for row in ended.version.all_carriers}
        if self._says_where(at) and not self._where(at) & carried:
            return False
        return self._told(at, ended.version) <= BESIDE_WORDS

    # -- what a row or a duty says ----------------------------------------------------------------------------------------

    def _names(self, at):
        return bool(self.entries[at].by_storage.get("department"))

    def _leads(self, at):
        """The key of the department that a row names or gets, of one that ended that of who goes on for it."""
        led = self.entries[at].department
        return self._today(led and led.pk)

    def _leaders(self, current):
        """Likewise of a duty's texts."""
        return {self._today(text.department_id) for text in current.texts}

    def _today(self, department_id):
        return self.planner.heirs.get(department_id, department_id)

    def _says_where(self, at):
        return "townships" in self.entries[at].by_storage

    def _where(self, at):
        return frozenset(township.pk for township in self.entries[at].townships)

    def _all_of(self, at, code=None):
        led = self.entries[at].department
        return led and led.pk, self._where(at), *self._says(at, code)

    def _says(self, at, code=None):
        """All of it but the department, which rows get that name none, and with another number where one is given; 1, 2, 3 before the
        rows are no numbers of their own."""
        entry = self.entries[at]
        said = [
            (key, str(value))
            for key, value in sorted(entry.given.items())
            if not isinstance(value, list) and key not in self.aside
        ]
        return [("", entry.code if code is None else code), *said]
