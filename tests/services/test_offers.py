"""Offers of canonical providers: each provider once a way of paying, and what includes a film."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models.films import MONETIZATIONS, ListedOffer, Monetization, Offer
from services.offers import canonical_offers, including, is_included
from services.providers import key_of

NETFLIX = ListedOffer("Netflix", "flatrate", None)
listed_offers = st.lists(
    st.builds(
        ListedOffer,
        st.sampled_from(("Disney+", "Disney Plus", "Max", "HBO Max", "Max Amazon Channel", "Cinélot, Ltd.")),
        st.sampled_from(MONETIZATIONS),
        st.none() | st.just("https://example.org"),
    )
)


def told(offers: tuple[Offer, ...]) -> list[tuple[str, str, str | None]]:
    return [(offer.provider.key, offer.monetization, offer.url) for offer in offers]


@given(listed_offers)
def test_a_provider_stands_once_a_way_of_paying_and_the_first_is_kept(listed: list[ListedOffer]) -> None:
    first: dict[tuple[str, Monetization], str | None] = {}
    for each in listed:
        first.setdefault((key_of(each.provider), each.monetization), each.url)
    assert told(canonical_offers(listed)) == [(*what, url) for what, url in first.items()]


def test_ids_go_before_names() -> None:
    listed = [
        ListedOffer("Apple TV", "rent", "https://example.org/1", 2, "itunes"),
        ListedOffer("Apple TV", "rent", "https://example.org/2", 2),
        ListedOffer("Apple TV", "flatrate", None, 350),
        ListedOffer("Apple TV", "flatrate", "https://example.org/3", None, "appletvplus"),
    ]
    assert told(canonical_offers(listed)) == [
        ("apple-tv-store", "rent", "https://example.org/1"),
        ("apple-tv-plus", "flatrate", None),
    ]


def test_what_includes_a_film_is_named_once() -> None:
    ways: tuple[Monetization, ...] = ("flatrate", "ads", "free", "rent", "buy", "cinema")
    listed = [ListedOffer(name, way, None) for way in ways for name in ("Cinélot, Ltd.", "CINÉLOT, Ltd.")]
    listed.append(ListedOffer("Google TV", "buy", None))
    assert including(canonical_offers(listed)) == {"cinelotltd": "Cinélot, Ltd."}


@pytest.mark.parametrize(
    ("offers", "services", "included"),
    [
        ([NETFLIX], ["netflix"], True),
        ([NETFLIX], ["hulu", "netflix"], True),
        ([ListedOffer("Netflix", "ads", None)], ["netflix"], True),
        ([ListedOffer("Apple TV", "rent", None), NETFLIX], ["apple-tv-plus"], False),
        ([ListedOffer("Netflix Standard with Ads", "flatrate", None)], ["netflix"], False),
        ([ListedOffer("HBO Max Amazon Channel", "flatrate", None)], ["max", "prime-video"], False),
        ([ListedOffer("HBO Max Amazon Channel", "flatrate", None)], ["max-amazon-channel"], True),
        ([], ["netflix"], False),
        ([], [], True),
    ],
)
def test_a_service_counts_where_it_includes_the_film(
    offers: list[ListedOffer], services: list[str], included: bool
) -> None:
    assert is_included(canonical_offers(offers), services) is included
