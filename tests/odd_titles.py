"""Titles that differ in one sign only, so that careless folding takes two films for one."""

from typing import Final

from hypothesis import strategies as st

ODD_TITLES: Final = (
    ("$", "$$", "€", "!", "!!", "?", "???", "...", "*", "@", "'"),
    ("1", "+1", "1+1", "½", "1½", "11/2"),
    ("8", "8½", "8¼", "8 Mile", "$8", "8€"),
    ("Romeo Juliet", "Romeo + Juliet", "Romeo × Juliet"),
    ("I Huckabees", "I ♥ Huckabees"),
    ("मल", "माल", "मेल", "मील", "मूल", "मैल"),  # Hindi: the vowels are marks
    ("हिन्दी की किताब", "हिन्दी का किताब", "हिन्दू की किताब"),
    ("ปา", "ป่า", "ป้า", "ป๊า"),  # Thai: the tones are marks
    ("มา", "ม้า", "หมา", "หม่า"),
    ("かき", "がき", "かぎ", "がぎ"),  # Japanese: the voicing is a mark
    ("はは", "ばば", "ぱぱ"),
    ("ハス", "バス", "パス"),
    ("சில", "சிலை", "சீல", "சாலை"),  # Tamil
)
"""Families of titles. Each title of a family is another film, before and after folding."""

odd_titles = st.sampled_from([title for family in ODD_TITLES for title in family])
