// What the person chose, before the first paint: a classic script, since modules run after it.
{
  const stored = (key) => {
    try {
      return JSON.parse(localStorage.getItem(`next-film:${key}`));
    } catch {
      return null; // storage is refused: as the system has it
    }
  };

  /** `detail` of the event "theme": the choice made just now. */
  const apply = ({ detail } = {}) => {
    const theme = detail ?? stored("theme") ?? "system";
    document.documentElement.dataset.theme = theme;
    for (const meta of document.querySelectorAll("meta[data-scheme]")) {
      const { scheme } = meta.dataset;
      meta.media = theme === "system" ? `(prefers-color-scheme: ${scheme})` : scheme === theme ? "all" : "not all";
    }
  };

  apply();
  // Another language than the page is written in: it is shown once it is filled in that one.
  const { lang, dataset } = document.documentElement;
  if ((stored("language") ?? lang) !== lang) delete dataset.ready;
  // Chosen here, in another tab, or before the browser showed an earlier page again.
  for (const event of ["theme", "storage", "pageshow"]) addEventListener(event, apply);
}
