/* One key, one act, by its place on the keyboard: A is ㅁ under a Korean layout. Never while somebody
   types in a field, and not at all for whoever has turned them off (WCAG 2.1.4). */

import { keepChoice } from "../kept_choice.js";

const OFF = "moderation-shortcuts-off";
const FIELDS = "textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])";
const REPEATING = ["KeyJ", "KeyK"]; // a key that is held down decides once

/** `help` is the list of keys with the box that turns them off; `acts` are functions by code. */
export function startKeys({ help, list, acts }) {
  const box = help.querySelector("[data-shortcuts]");
  const show = () => list.toggleAttribute("data-keys", box.checked);
  keepChoice(box, OFF);
  box.addEventListener("change", show);
  help.hidden = false;
  show();

  document.addEventListener("keydown", (event) => {
    const isOurs = box.checked && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    const act = isOurs && actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  });

  function actOf(event) {
    if (event.key === "?" || (event.shiftKey && event.code === "Slash")) return toggleHelp;
    const isAgain = event.repeat && !REPEATING.includes(event.code);
    return event.shiftKey || isAgain ? undefined : acts[event.code];
  }

  function toggleHelp() {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  }
}

const isTyping = (target) => target.isContentEditable || target.matches?.(FIELDS);
