// Filters in a request. Pure.

/** Return the filters as fields of a request: its job looks for such films from the start. */
export function toRequestFields({ decades, languages, sort: _, anywhere: __, ...sameFields }) {
  const fields = {
    ...sameFields,
    decades: decades.map(Number),
    original_language: languages.length === 1 && languages[0],
  };
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => (Array.isArray(value) ? value.length : value)),
  );
}
