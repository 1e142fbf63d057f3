// The theme, set before the first paint: a classic script, since modules run after it.
{
  const stored = (key) => {
    try {
      return JSON.parse(localStorage.getItem(`next-film:${key}`));
    } catch {
      return null; // storage is refused: the system's theme
    }
  };

  /** Apply `detail` of a "theme" event, or the stored theme. */
  const apply = ({ detail } = {}) => {
    const theme = detail ?? stored("theme") ?? "system";
    document.documentElement.dataset.theme = theme;
    for (const meta of document.querySelectorAll("meta[data-scheme]")) {
      const { scheme } = meta.dataset;
      meta.media = theme === "system" ? `(prefers-color-scheme: ${scheme})` : scheme === theme ? "all" : "not all";
    }
  };

  apply();
  // In another language than the page's, the page is shown once its texts are replaced.
  const { lang, dataset } = document.documentElement;
  if ((stored("language") ?? lang) !== lang) delete dataset.ready;
  // Chosen here, in another tab, or before the page came back from history.
  for (const event of ["theme", "storage", "pageshow"]) addEventListener(event, apply);
}
