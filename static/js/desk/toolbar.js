/* The row of buttons: each works on what is selected in the text, and Ctrl+Z takes it back. */

import { EDITS } from "./edits.js";
import { replace } from "./typing.js";

export function startToolbar({ form, body, composing }) {
  const bar = form.querySelector("[data-toolbar]");
  bar.hidden = false;
  rove(bar);

  function act(name) {
    const { selectionStart, selectionEnd, value } = body;
    const edit = EDITS[name](value, selectionStart, selectionEnd);
    replace(body, edit.from, edit.to, edit.text);
    body.setSelectionRange(...edit.select.map((at) => edit.from + at));
    if (edit.from + edit.select[0] < selectionStart - 200 || edit.select[1] > 200) showCaret(body);
  }

  /* Whoever asks has stopped typing; only an open syllable has to be closed first. */
  const run = (name) => (composing.isOpen() ? composing.whenQuiet(() => act(name)) : act(name));
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-edit]");
    if (button) run(button.dataset.edit);
  });
  return { run };
}

/* Browsers scroll to a caret that a hand has moved, and to no other. */
function showCaret(body) {
  body.blur();
  body.focus();
}

/** One stop for Tab, arrows within (WAI-ARIA's toolbar). */
function rove(bar) {
  const buttons = () => [...bar.querySelectorAll("button")].filter((button) => button.offsetParent);
  bar.querySelectorAll("button").forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
  const go = (button) => {
    bar.querySelectorAll("button").forEach((one) => { one.tabIndex = one === button ? 0 : -1; });
    button.focus();
  };
  bar.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    go(all[(to + all.length) % all.length]);
  });
  bar.addEventListener("focusin", (event) => {
    if (event.target.matches("button")) go(event.target);
  });
}
