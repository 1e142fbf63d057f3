// Films that cannot be watched in the country go last. Pure.

export const nowhereLast = (films) => [...films.filter((film) => !isNowhere(film)), ...films.filter(isNowhere)];

/** Return false if unknown: it may be somewhere. */
const isNowhere = ({ availability, offers = [] }) => availability === "known" && offers.length === 0;
