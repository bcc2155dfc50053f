/* Changes to the text by a button, so that Ctrl+Z takes them back.

   `insertText` is the only way that a browser remembers; `setRangeText` stands in where it is not
   known. Never called while a syllable is open. */

let ours = false;

/** The change that is heard of just now comes from here, not from a hand. */
export const isOurs = () => ours;

/** Puts `text` in the place of what is between `from` and `to`; the caret comes after it. */
export function replace(field, from, to, text) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  if (from === to && !text) return;
  ours = true;
  try {
    if (!insert(field, text)) putIn(field, from, to, text);
  } finally {
    ours = false;
  }
}

function insert(field, text) {
  if (document.activeElement !== field) return false; // a hidden field takes no focus
  return document.execCommand(text ? "insertText" : "delete", false, text);
}

function putIn(field, from, to, text) {
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
}

/** The same from elsewhere: whoever writes meanwhile keeps the caret, the view and the focus. */
export function insertAside(field, at, text) {
  const { selectionStart: start, selectionEnd: end, scrollTop } = field;
  const active = document.activeElement;
  const own = active?.matches("input[type=text], input:not([type])") && [active.selectionStart, active.selectionEnd];
  const [left, top] = [scrollX, scrollY];
  const moved = (place) => (place >= at ? place + text.length : place);
  replace(field, at, at, text);
  field.setSelectionRange(moved(start), moved(end));
  if (active !== field) {
    active?.focus?.({ preventScroll: true });
    if (own) active.setSelectionRange(...own);
  }
  if (start !== at) {
    field.scrollTop = scrollTop;
    scrollTo({ left, top, behavior: "instant" });
  }
}
