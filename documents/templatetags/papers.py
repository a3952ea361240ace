"""What the templates of papers ask of the words: dates in full, headings by their numbering, where a line is broken."""

from django import template

from documents import breaking, sheet

register = template.Library()

for ask in (
    sheet.full_date,
    breaking.heading,
    breaking.is_brief,
    breaking.title_lines,
    breaking.table_rows,
    breaking.grid_rows,
    breaking.issuer_lines,
):
    register.filter(ask)
