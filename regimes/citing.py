"""How an article is cited to who holds nothing but the paper: with the document it is of."""

from regimes.clauses import Clause


def in_full(rules, article):
    """An article with its document: the regulation, or the one that the file's `articles_of` names (汝城: 湖南省的实施方案); one of
    another text, as it is."""
    article = article.strip().rstrip("。").removeprefix(Clause().source)
    if not article:
        return rules.named
    if _is_quoted(rules, article) or article.startswith("第"):
        return f"{rules.articles_of or rules.named}{article}"
    return article


def document_of(rules, article):
    """The title alone of what says it, for a sentence that names the article too."""
    return rules.articles_of if _is_quoted(rules, article) else f"《{rules.title}》"


def _is_quoted(rules, article):
    """Whether it is of another document than the regulation."""
    return bool(rules.articles_of) and all(part in rules.source_articles for part in article.split("、"))
