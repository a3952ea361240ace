"""A county's file on its way into the list: `guarding` what is refused, `reading` its cells, `headings` which column is which,
`rows` what each row says, `planning` what it will do. Nothing here writes."""
