// Films that cannot be watched in the country stand behind those that can. Pure.

export const nowhereLast = (films) => [...films.filter((film) => !isNowhere(film)), ...films.filter(isNowhere)];

/** What is not known may well be somewhere. */
const isNowhere = ({ availability, offers = [] }) => availability === "known" && offers.length === 0;
