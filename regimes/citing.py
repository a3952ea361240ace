"""How an article is cited to who holds nothing but the paper: with the document it is of."""

import re

from regimes.clauses import Clause


def in_full(rules, article):
    """An article with its document: the regulation, or the one that the file's `articles_of` names (汝城: 湖南省的实施方案); one of
    another text, as it is."""
    article = article.strip().rstrip("。").removeprefix(Clause().source)
    if not article:
        return rules.named
    if _is_quoted(rules, article):
        return f"{rules.articles_of}{article}"
    return f"{rules.named}{article}" if article.startswith("第") else article


def document_of(rules, article):
    """The title alone of what says it, for a sentence that names the article too."""
    return rules.articles_of if _is_quoted(rules, article) else f"《{rules.title}》"


def _is_quoted(rules, article):
    """Whether it is of another document than the regulation: quoted from it, or numbered as that one is (第九项 of 汝城's, whose
    own regulation has 条)."""
    if not rules.articles_of:
        return False
    numbered = {_unit(each) for each in rules.source_articles} - {""}
    return all(rules.quotes(part) or _unit(part) in numbered for part in article.split("、"))


def _unit(article):
    """条 of 第七条第二款, 项 of 第八项; "" of 四（三）."""
    found = re.match(r"第[^条项款章节]{1,5}([条项章节])", article)
    return found[1] if found else ""
