// Where this reader is, kept on this device only: {"/series/소셜전략/3/": {at: "첫걸음+2", read: true}},
// the note that was read last at the end. A place is a heading's id and a number of blocks after
// it: it holds while the text changes elsewhere, and on a screen of another width.
const KEY = "reading";
const MOST = 1000; // notes
// Not a paragraph, whose id goes when its words change.
const HEADING = ":is(h2, h3, h4, h5, h6)[id]";
const READING_LINE = 120; // px below the upper edge of the window

export function readings() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function remember(name, news) {
  const { [name]: old, ...others } = readings();
  const kept = [...Object.entries(others), [name, { ...old, ...news }]].slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // Storage may be closed or full; the next visit then begins at the top.
  }
}

/** `prose` is the text of a note; its end in the window makes the note a read one. */
export function start(prose) {
  const name = decodeURI(location.pathname);
  const blocks = [...prose.children].filter((block) => !block.matches(".footnotes, .links, aside"));
  if (!blocks.length) return;
  offer(find(blocks, readings()[name]?.at));

  let now = "";
  const look = () => {
    const { bottom } = blocks.at(-1).getBoundingClientRect();
    if (bottom <= 0) return; // among the comments
    const isRead = bottom <= innerHeight;
    const at = isRead ? "" : place(blocks);
    if (now === at + isRead) return;
    if (now || at || isRead) remember(name, isRead ? { at, read: true } : { at });
    now = at + isRead;
  };
  let waiting = 0;
  const soon = () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      look();
    });
  };
  addEventListener("scroll", soon, { passive: true });
  soon();
}

function place(blocks) {
  const here = blocks.findLastIndex((block) => block.getBoundingClientRect().top < READING_LINE);
  if (here < 1) return "";
  const heading = blocks.findLastIndex((block, k) => k <= here && block.matches(HEADING));
  return `${blocks[heading]?.id ?? ""}+${here - Math.max(heading, 0)}`;
}

function find(blocks, at) {
  const [, id, count] = /^(.*)\+(\d+)$/.exec(at) ?? [];
  const heading = id ? blocks.findIndex((block) => block.id === id) : 0;
  return count && heading >= 0 ? blocks[heading + Number(count)] : undefined;
}

function offer(block) {
  const button = document.querySelector("[data-resume]");
  if (!block || !button || location.hash || block.getBoundingClientRect().top < innerHeight) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.hidden = true;
    block.tabIndex = -1;
    block.focus({ preventScroll: true });
    block.scrollIntoView();
  });
}
