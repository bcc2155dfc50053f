// Finds what has a behaviour on this page and starts it. Pages work without any of this.
const atOnce = {
  "[data-theme-choice]": () => import("./theme.js"),
  "[data-contents]": () => import("./contents.js"),
  "[data-comment-form]": () => import("./comment_form.js"),
  "[data-reading]": () => import("./reading.js"),
  "[data-revisits]": () => import("./revisits.js"),
  "[data-parts]": () => import("./marks.js"),
  "input[name=tags][list]": () => import("./desk/tags.js"),
  "[data-saved]": () => import("./saved.js"),
  "[data-moderation]": () => import("./moderation/queue.js"),
  "[data-desk-editor]": () => import("./desk/editor.js"),
  "[data-search]": () => import("./search.js"),
  "[data-citing]": () => import("./desk/citing.js"),
};
// These answer to a hand, and are not fetched before there is one.
const onFirstMove = {
  "[data-links]": () => import("./links.js"),
  ".prose:has(.answer)": () => import("./quotes.js"),
  "[data-share]": () => import("./share.js"),
  "[data-offline]": () => import("./offline.js"),
  "[data-copy]": () => import("./copy.js"),
  ".comments__list": () => import("./comment_times.js"),
  "#agree": () => import("./agree.js"),
  ".footnotes": () => import("./footnotes.js"),
  "[data-search-link]": () => import("./slash.js"),
};
const MOVES = ["pointermove", "pointerdown", "keydown", "scroll"];

function run(behaviours, move) {
  for (const [selector, load] of Object.entries(behaviours)) {
    const elements = document.querySelectorAll(selector);
    if (elements.length) load().then(({ start }) => elements.forEach((element) => start(element, move)), unreached);
  }
}

function unreached(error) {
  if (navigator.onLine) throw error;
}

function moved(event) {
  for (const move of MOVES) removeEventListener(move, moved);
  run(onFirstMove, event);
}

// Somebody may be quicker than what a form's behaviour needs to come.
document.addEventListener("submit", ({ target }) => { target.dataset.sent = ""; });
run(atOnce);
if (/^#comment-\d+$/.test(location.hash)) import("./permalinks.js").then(({ start }) => start());
for (const move of MOVES) addEventListener(move, moved, { passive: true });
