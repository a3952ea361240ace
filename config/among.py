"""A condition that a query within finds the rows of first, whatever else is asked of them.

    Application.objects.filter(Among("pk", of_few.values("pk")))  # of_few: a queryset with few rows, in a table of very many

Joined with the rest, PostgreSQL goes by how many rows it takes the query to find, and where it takes them for many, reads
whole tables. Found first, their number is unknown to it, and it goes from each to what hangs on it by the indexes.
"""

from django.db.models import BooleanField, F, Func, Subquery


class Among(Func):
    """Whether the column (a name) is one of what the queryset, of one column, finds: few rows."""

    output_field = BooleanField()

    def __init__(self, column, rows):
        super().__init__(F(column), Subquery(rows))

    def as_sql(self, compiler, connection, **more):
        return super().as_sql(compiler, connection, template="%(expressions)s", arg_joiner=" IN ")

    def as_postgresql(self, compiler, connection, **more):
        return super().as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY")
