/* Links that stand at every paragraph are one stop for the keyboard: Tab leads to the one in view, and
   the arrows from one to the next. */

/** `links` are in the order of the page and no stops yet; `form` may have been called by one of them. */
export function oneStop(links, form) {
  let here = links[0];
  const move = (link) => {
    here.tabIndex = -1;
    here = link;
    here.tabIndex = 0;
  };
  for (const link of links) {
    link.addEventListener("focus", ({ relatedTarget }) => {
      const comesBack = links.includes(relatedTarget) || form.contains(relatedTarget);
      const next = comesBack || isInView(link) ? link : (links.find(isInView) ?? link);
      move(next);
      if (next !== link) next.focus();
    });
    link.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.code];
      const next = step && links[links.indexOf(link) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }
  move(here);
}

function isInView(link) {
  const { top, bottom } = link.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}
