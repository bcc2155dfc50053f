/* Keys with Ctrl or Cmd, by their place on the keyboard (B is ㅠ under a Korean layout). They can be
   turned off, and never work within a syllable. */

import { keepChoice } from "../kept_choice.js";
import { composes } from "./composing.js";

const OFF = "desk-shortcuts-off";
const IN_TEXT = { KeyB: "strong", KeyI: "emphasis", KeyK: "link" };

export function startShortcuts({ form, body, toolbar, preview, save }) {
  const box = form.querySelector("[data-shortcuts]");
  const help = box.closest("details");
  keepChoice(box, OFF);

  form.addEventListener("keydown", (event) => {
    if (composes(event)) return;
    if (event.key === "Escape" && help.open) return close(event);
    const act = box.checked && actOf(event);
    if (!act) return undefined;
    event.preventDefault();
    return act();
  });
  form.addEventListener("focusout", (event) => {
    if (help.contains(event.target) && event.relatedTarget && !help.contains(event.relatedTarget)) help.open = false;
  });

  function actOf(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
    if (event.shiftKey) return event.code === "KeyP" ? preview.toggle : undefined;
    if (event.code === "KeyS") return save;
    if (event.target === body && IN_TEXT[event.code]) return () => toolbar.run(IN_TEXT[event.code]);
    return undefined;
  }

  function close(event) {
    event.preventDefault();
    help.open = false;
    help.querySelector("summary").focus();
  }
}
