/* The line above the text for what the author has to know, and where it stands with the saving.

   Each kind of notice is a block of the page (desk/_editor_notices.html), shown or not. What was saved
   is not read out each time; trouble is. */

import { say } from "./words.js";

export function openNotices(form) {
  const at = form.querySelector("[data-saved-at]");
  const heard = form.querySelector("[data-editor-heard]");
  const block = (name) => form.querySelector(`[data-notice="${name}"]`);

  return {
    block,
    /** Shows a notice; `words` go into its parts of those names. */
    show(name, words = {}) {
      const notice = block(name);
      for (const [part, text] of Object.entries(words)) {
        notice.querySelector(`[data-part="${part}"]`).textContent = text;
      }
      if (!notice.hidden) return;
      notice.hidden = false;
      heard.textContent = notice.querySelector("p").textContent.replace(/\s+/g, " ").trim();
    },
    hide(...names) {
      for (const name of names) block(name).hidden = true;
    },
    isShown: (name) => !block(name).hidden,
    /** A sentence beside the buttons, for eyes. */
    status(name, values) {
      at.textContent = say(name, values);
    },
    /** The same for ears: somebody has asked. */
    tell(name, values) {
      heard.textContent = say(name, values);
    },
  };
}
