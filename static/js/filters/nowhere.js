// Films that cannot be watched in the country go last. Pure.

export const nowhereLast = (films) => [...films.filter((film) => !isNowhere(film)), ...films.filter(isNowhere)];

/** Return whether a film has no offers; unknown ones may exist. */
const isNowhere = ({ availability, offers = [] }) => availability === "known" && offers.length === 0;
