"""A county's file on its way into the list, in the order of the way: `guarding` what is refused (an XLS by `biff`; how large it may
be, `limits`), `reading` its cells (a workbook's in a process of its own, `workbook`; those of formulas without results, `unsolved`),
`righting` those put right on the page, `headings` which column is which, `rows` what each row says, `planning` what it will do
(`listed`: what the list has; `pairing`: to which duty of it, of one name by `namesakes` and their `likeness`; `returning`: which new ones
resemble what has left it). `cells` and `kept` keep what was read and what was planned until it is carried out (`outdated`: what of it holds no
longer then).
`settling` leads a ListImport through them; `progress` is how far a run is, in a file; `archived` reads former cases. Nothing here
writes the list: that is `actions.importing`.
"""
