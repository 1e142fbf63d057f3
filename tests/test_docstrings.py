"""Docstrings are plain English: a function's begins with what it does, and all else is named by its noun."""

import ast
from collections.abc import Iterator

from tests.test_doors import modules

ASKING = {"What", "Who", "Whom", "Whose", "How", "Why", "Where", "When", "Which", "Those", "Whatever"}
NO_VERB = ASKING | {"Whether", "The", "A", "An", "All", "Each", "Every", "One", "In", "As", "Of", "By"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def first_words(tree: ast.Module) -> Iterator[tuple[int, str, bool]]:
    """The line of each docstring, its first word, and whether it is a function's that is no property."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            decorators = [ast.unparse(each) for each in getattr(node, "decorator_list", ())]
            if text:
                does = isinstance(node, FUNCTIONS) and not any("property" in name for name in decorators)
                yield getattr(node, "lineno", 1), text.split()[0].rstrip(",:"), does


def test_a_docstring_begins_with_a_verb_or_a_noun() -> None:
    found = [
        f"{path}:{line} {word}"
        for path in modules()
        for line, word, does in first_words(ast.parse(path.read_text(encoding="utf-8")))
        if word in (NO_VERB if does else ASKING)
    ]
    assert found == []
