// One button that copies the address of a heading or a paragraph. It stands beside the one that is
// pointed at; with the keyboard it is one stop, and the arrows take it up and down.
const BLOCKS = ":scope > :is(h2, h3, h4, h5, h6, p, ul, ol, blockquote)";
// Not a paragraph, whose id goes when its words change.
const HEADING = ":is(h2, h3, h4, h5, h6)[id]";
const FEWEST_WORDS = 4;
const SHOWN = 2000; // ms

/** `prose` brings the words: `data-links`, `data-copied` and `data-arrows`. */
export function start(prose) {
  if (!navigator.clipboard) return; // a site on plain http
  const blocks = [...prose.querySelectorAll(BLOCKS)];
  const holder = document.createElement("div");
  const button = document.createElement("button");
  const status = document.createElement("output"); // read aloud when it changes
  holder.className = "links";
  Object.assign(button, { type: "button", textContent: "#", title: prose.dataset.arrows });
  holder.append(button, status);
  let here = null;

  const put = (block) => {
    here = block;
    holder.toggleAttribute("data-at", Boolean(block));
    holder.style.insetBlockStart = block ? `${seenTop(block)}px` : "";
    if (!block) return;
    button.ariaLabel = `${prose.dataset.links}: ${words(block).slice(0, FEWEST_WORDS).join(" ")}`;
  };
  button.ariaLabel = prose.dataset.links;
  prose.append(holder);
  put(blocks.find((block) => block.matches(":hover")));

  prose.addEventListener("pointerover", ({ target }) => {
    const block = blocks.find((each) => each.contains(target));
    if (block) put(block);
  });
  prose.addEventListener("pointerleave", () => document.activeElement !== button && put(null));
  button.addEventListener("focus", () => here ?? put(inView(blocks)));
  button.addEventListener("blur", () => put(null));
  button.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.code];
    const next = step && blocks[blocks.indexOf(here) + step];
    if (!next) return;
    event.preventDefault();
    put(next);
    next.scrollIntoView({ block: "nearest" });
  });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address(here, prose));
    status.textContent = prose.dataset.copied;
    setTimeout(() => (status.textContent = ""), SHOWN);
  });
}

// Where a block begins, or where its part in the window does when it is longer than the window.
function seenTop(block) {
  return block.offsetTop + Math.max(0, -block.getBoundingClientRect().top);
}

function inView(blocks) {
  return blocks.findLast((block) => block.getBoundingClientRect().top < innerHeight / 2) ?? blocks[0];
}

function words(block) {
  return (block.querySelector("li, p") ?? block).textContent.trim().split(/\s+/);
}

// A paragraph is named by its first words, after the heading above it: that outlives edits before
// it, which a running number would not, and when the words themselves change a browser still goes
// to the heading.
function address(block, prose) {
  const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const all = [...prose.children];
  const heading = all.slice(0, all.indexOf(block) + 1).findLast((each) => each.matches(HEADING));
  const id = encodeURIComponent(heading?.id ?? "");
  return block === heading ? `${page}#${id}` : `${page}#${id}:~:text=${fragment(block)}`;
}

function fragment(block) {
  const text = document.querySelector("main").textContent.replace(/\s+/g, " ");
  const own = words(block);
  const phrase = (count) => own.slice(0, count).join(" ");
  let count = FEWEST_WORDS;
  while (count < own.length && text.indexOf(phrase(count)) !== text.lastIndexOf(phrase(count))) count += 1;
  return encodeURIComponent(phrase(count)).replaceAll("-", "%2D");
}
