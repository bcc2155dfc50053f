// `/` leads to the search, or into its box where the page has one. Off for whoever has turned it off.
import { isOff, keepChoice } from "./kept_choice.js";

const OFF = "search-shortcut-off";
const FIELDS = "textarea, select, input";

/** `link` leads to the page of the search; `first` is the key that was pressed before this was here. */
export function start(link, first) {
  const box = document.querySelector("[data-search-shortcut]");
  if (box) keepChoice(box, OFF);
  const press = (event) => {
    const isTyping = event.target.isContentEditable || event.target.matches?.(FIELDS);
    const isHeld = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (event.code !== "Slash" || isHeld || event.isComposing || isTyping || isOff(OFF)) return;
    event.preventDefault();
    const field = document.querySelector("main input[name=q]");
    if (!field) return location.assign(link.href);
    field.focus();
    field.select();
  };
  document.addEventListener("keydown", press);
  if (first?.type === "keydown") press(first);
}
