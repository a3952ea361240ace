"""The verbs of the procedure, by whose turn it is. Each takes keyword arguments, `by=` an acting seat.

How a case begins: `beginning`. The applicant's: `applicant`. The office's: `office`, `circulation`, `coordination`; whoever approves:
`approval`; a number put right: `numbers`. What several of them do: `asking`, `texts`, `attaching`, `pinning` (the regime), `duty_list` (what an approval does to the list),
`passing` (what goes on to a unit's successor).
"""
