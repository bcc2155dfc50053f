// The list of contents: open on wide pages, and marking the heading that is being read.
const wide = matchMedia("(width >= 62rem)");
const READING_LINE = 120; // px below the upper edge of the window

/** `contents` is a <details> holding links to the headings of this page. */
export function start(contents) {
  if (wide.matches) contents.open = true;
  wide.addEventListener("change", () => (contents.open = wide.matches));

  const links = [...contents.querySelectorAll("a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const now = headings.findLastIndex((heading) => heading?.getBoundingClientRect().top < READING_LINE);
    links.forEach((link, i) => {
      if (i === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  let waiting = 0;
  addEventListener("scroll", () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      mark();
    });
  }, { passive: true });
  mark();
}
