"""Names of members as people give them: what cannot be seen around them goes, what is wrong is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import InvalidRequest
from utils import trimmed
from web.request_parsing import parse_submission, parse_username
from web.usernames import is_username, username_problem

NAMES = st.from_regex(r"[A-Za-z0-9_-]{1,50}", fullmatch=True)
INVISIBLE = st.text(
    st.characters(categories=["Cf", "Zs", "Zl", "Zp"]) | st.sampled_from("\t\r\n\u3164\u2800\ufe0f"),
    min_size=1,
    max_size=4,
)
VISIBLE = st.text(st.characters(categories=["Lu", "Ll", "Nd", "P", "Sm"]), min_size=1, max_size=5)


@given(NAMES, INVISIBLE, INVISIBLE)
def test_what_cannot_be_seen_around_a_name_goes(name: str, before: str, after: str) -> None:
    for given_name in (before + name, name + after, before + name + after):
        assert parse_username({"username": given_name}) == name
        assert parse_submission({"username": given_name}).request.username == name
    blend = parse_submission({"usernames": [before + name, "other_member" + after]}).request
    assert blend.usernames == (name, "other_member")


@given(NAMES, INVISIBLE, NAMES)
def test_two_words_are_never_glued_together(one: str, between: str, other: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_username({"username": one + between + other})


@given(INVISIBLE, VISIBLE, INVISIBLE, VISIBLE, INVISIBLE)
def test_all_that_can_be_seen_stays_as_it_is(
    before: str, first: str, between: str, last: str, after: str
) -> None:
    assert trimmed(before + first + between + last + after) == first + between + last
    assert trimmed(before + after) == ""


@given(st.text(max_size=60))
def test_a_username_is_letters_digits_lines_and_no_more(text: str) -> None:
    expected = 1 <= len(text) <= 50 and all(
        char.isascii() and (char.isalnum() or char in "_-") for char in text
    )
    assert is_username(text) == expected
    assert (username_problem(text) is None) == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("https://boxd.it/2AbC", "short link"),
        ("boxd.it/2AbC", "short link"),
        ("HTTP://BOXD.IT", "short link"),
        ("https://letterboxd.com/anna/", "address"),
        ("letterboxd.com/anna", "address"),
        ("https://www.letterboxd.com/film/heat/?x=1", "address"),
        ("boxd.items", "letters"),
        ("@anna", "letters"),
        ("", "letters"),
        (None, "required"),
        (5, "string"),
    ],
)
def test_what_is_wrong_with_a_name_is_said_for_what_it_is(text: object, word: str) -> None:
    for body in ({"username": text}, {"usernames": [text, "anna"]}):
        with pytest.raises(InvalidRequest) as refused:
            parse_submission(body)
        assert word in str(refused.value)
