"""Single cells that a person put right on the page of an import, and rows left out there. The file itself stays as it came.

As the import keeps them: choices["cells"] = {sheet: {row: {place: text}}}, choices["left"] = {sheet: [row]}; rows count from
1 as the sheet does, places from 0.
"""

from registry.importing.rows import UNSOLVED, letter


def origin(sheet, row, place):
    """(row, place), both from 0, of the cell that speaks here: of merged ones the first."""
    for (top, left), (bottom, right) in sheet.merged:
        if top <= row <= bottom and left <= place <= right:
            return top, left
    return row, place


def text_at(sheet, number, place):
    """What the file says in a cell; of row `number`."""
    row, place = origin(sheet, number - 1, place)
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return cells[place] if place < len(cells) else ""


def put_right(sheet, cells):
    """Writes the texts into the sheet as it was read: [[sheet, row, letter, what the file says, what was written]], UNSOLVED of a
    formula."""
    done = []
    for number, texts in sorted(cells.items(), key=lambda each: int(each[0])):
        for place, text in sorted(texts.items(), key=lambda each: int(each[0])):
            before = text_at(sheet, int(number), int(place))
            row, at = origin(sheet, int(number) - 1, int(place))
            if row >= len(sheet.rows) or before == text:
                continue
            sheet.rows[row] += [""] * (at + 1 - len(sheet.rows[row]))
            sheet.rows[row][at] = text
            if (row, at) in sheet.unsolved:
                sheet.unsolved.discard((row, at))
                before = UNSOLVED
            done.append([sheet.name, int(number), letter(int(place)), before, text])
    return done
