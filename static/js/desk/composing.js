/* Whether somebody is in the middle of a syllable. The one place that knows (KOREAN 23 and 24).

   Most keyboards tell by composition events. Safari ends a composition before the keydown that ended
   it, and tells only by key code 229; the ten keys of an iPhone send no composition events at all, so
   Hangul that has just come counts as somebody typing. */

import { isOurs } from "./typing.js";

const REST = 500; // milliseconds without a letter, after which nobody is in the middle of anything
const LOOK = 120; // milliseconds between two looks, while something waits
const HANGUL = /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/;
const IN_COMPOSITION = 229;

export const composes = (event) => event.isComposing || event.keyCode === IN_COMPOSITION;

export function watchComposing(form) {
  const waiting = [];
  let isOpen = false;
  let lastLetter = -Infinity;
  let timer = null;

  const listen = (type, heard) => form.addEventListener(type, heard, { capture: true });
  listen("compositionstart", () => { isOpen = true; });
  listen("compositionend", () => { isOpen = false; lastLetter = performance.now(); });
  listen("focusout", () => { isOpen = false; lastLetter = -Infinity; }); // the hands have left
  listen("keydown", (event) => { if (composes(event)) lastLetter = performance.now(); });
  listen("input", (event) => {
    if (isOurs()) return;
    if (event.isComposing) isOpen = true;
    const isHangul = event.inputType === "insertCompositionText" || HANGUL.test(event.data ?? "");
    if (event.isComposing || isHangul) lastLetter = performance.now();
  });

  const isTyping = () => isOpen || performance.now() - lastLetter < REST;

  function look() {
    timer = null;
    while (waiting.length && !isTyping()) waiting.shift()();
    if (waiting.length) timer = setTimeout(look, LOOK);
  }

  return {
    /** A syllable is open: nothing may touch the field. */
    isOpen: () => isOpen,
    /** Open, or Hangul came a moment ago. */
    isTyping,
    /** Does `task` once no syllable is open and the hands have rested; in the order of asking. */
    whenQuiet(task) {
      waiting.push(task);
      if (timer === null) look();
    },
  };
}

/* The Enter that ends a syllable is not a wish to send. Nothing is prevented but the sending. */
export function keepCompositionFromSubmitting(form) {
  let ended = false;
  form.addEventListener("keydown", (event) => {
    ended = event.target.matches("input") && composes(event);
  });
  form.addEventListener("keyup", () => { ended = false; });
  form.addEventListener("pointerdown", () => { ended = false; });
  form.addEventListener("submit", (event) => {
    if (!ended) return;
    ended = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}
