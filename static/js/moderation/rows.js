// The rows of the queue: which one the keys are about, which are decided, and the page that comes next.

const DONE = "queue__item--done";
const HERE = "queue__item--here";
const SOON = 8; // open rows ahead, from which on the next page is fetched

/** `room` holds the list, its end with the link to the next page, and the template of a decided row. */
export function makeRows(room, list) {
  const template = room.querySelector("[data-done]");
  const finished = room.querySelector("[data-finished]");
  let here = null;
  let coming = null;

  const isOpen = (row) => !row.classList.contains(DONE);
  const all = () => [...list.children];
  const link = () => room.querySelector("[rel=next]");

  function mark(row) {
    here?.classList.remove(HERE);
    here = row;
    here?.classList.add(HERE);
  }

  function go(row) {
    if (!row) return;
    mark(row);
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: row.offsetHeight < innerHeight ? "nearest" : "start" });
  }

  const beyond = (row) => all().slice(all().indexOf(row) + 1).filter(isOpen);
  const above = (row) => all().slice(0, all().indexOf(row)).filter(isOpen).at(-1);

  /* To the next open row, or the one that comes with the next page; at the very end to one that was
     passed over. */
  async function goOn(from = here) {
    const ahead = beyond(from);
    if (ahead.length) go(ahead[0]);
    if (ahead.length >= SOON) return;
    await more();
    if (!ahead.length && (here === from || !isOpen(here))) go(beyond(from)[0] ?? (isOpen(from) ? from : above(from)));
    tidy();
  }

  const goBack = () => go(above(here) ?? here);

  function more() {
    if (!link()) return undefined;
    coming ??= fetchNext().finally(() => { coming = null; });
    return coming;
  }

  /* A page without rows, where not everything has been looked at, keeps its link for whoever goes on. */
  async function fetchNext() {
    try {
      const answer = await fetch(link().href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const end = page.querySelector("[data-end]");
      if (!answer.ok || !end) return;
      list.append(...page.querySelectorAll("[data-queue] > *"));
      room.querySelector("[data-end]").replaceWith(end);
    } catch { /* the link is still there */ }
  }

  /** One line instead of the row. `undo` is called by its button; without it there is none. */
  function close(row, words, undo) {
    write(row, words, undo);
    row.classList.add(DONE);
  }

  /** As it was; with `words`, why it is back. */
  function open(row, words = "") {
    row.classList.remove(DONE);
    if (words) write(row, words);
    else row.querySelector(".queue__done")?.remove();
    finished.hidden = true;
  }

  function write(row, words, undo) {
    row.querySelector(".queue__done")?.remove();
    const line = template.content.firstElementChild.cloneNode(true);
    const button = line.querySelector("button");
    line.prepend(words);
    button.hidden = !undo;
    if (undo) button.addEventListener("click", undo);
    row.prepend(line);
  }

  const tidy = () => { finished.hidden = Boolean(link()) || all().some(isOpen); };

  list.addEventListener("focusin", ({ target }) => mark(target.closest("[data-item]")));
  mark(all().find(isOpen));

  return { here: () => here, isOpen, all, go, goOn, goBack, close, open };
}
