/* Puts a link to a comment into the text that sums the discussion up: around the words that are
   selected, or with a word in its place that the next letters replace. */

import { keepCompositionFromSubmitting, watchComposing } from "./composing.js";
import { replace } from "./typing.js";

export function start(field) {
  const composing = watchComposing(field.form);
  keepCompositionFromSubmitting(field.form);
  for (const button of document.querySelectorAll("[data-cite]")) {
    button.hidden = false;
    button.addEventListener("click", () => composing.whenQuiet(() => cite(field, button.dataset)));
  }
}

function cite(field, { cite: address, words }) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const said = value.slice(from, to) || words;
  replace(field, from, to, `[${said}](${address})`);
  if (from === to) field.setSelectionRange(from + 1, from + 1 + said.length);
}
