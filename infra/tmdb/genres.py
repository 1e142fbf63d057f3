"""TMDB's genres by id. A genre that TMDB adds later is left out until it is added here."""

from typing import Final

GENRES: Final = {
    28: "Action",
    12: "Adventure",
    16: "Animation",
    35: "Comedy",
    80: "Crime",
    99: "Documentary",
    18: "Drama",
    10751: "Family",
    14: "Fantasy",
    36: "History",
    27: "Horror",
    10402: "Music",
    9648: "Mystery",
    10749: "Romance",
    878: "Science Fiction",
    10770: "TV Movie",
    53: "Thriller",
    10752: "War",
    37: "Western",
}
"""The English names, which rankings, filters and preferences use."""

GENRES_IN: Final = {
    "es": {
        28: "Acción",
        12: "Aventura",
        16: "Animación",
        35: "Comedia",
        80: "Crimen",
        99: "Documental",
        18: "Drama",
        10751: "Familiar",
        14: "Fantasía",
        36: "Historia",
        27: "Terror",
        10402: "Música",
        9648: "Misterio",
        10749: "Romance",
        878: "Ciencia ficción",
        10770: "Película de TV",
        53: "Thriller",
        10752: "Bélica",
        37: "Western",
    }
}
"""The names in the other languages of the pages. Wordings in these languages are stored with each film."""
