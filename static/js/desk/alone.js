/* Nothing but the text: everything else of the page goes away until it is asked for again. */

import { composes } from "./composing.js";

export function startAlone({ form, body }) {
  const button = form.querySelector("[data-alone]");
  const root = document.documentElement;
  const isAlone = () => root.classList.contains("is-alone");

  function turn(wanted) {
    root.classList.toggle("is-alone", wanted);
    button.setAttribute("aria-pressed", String(wanted));
    if (!body.hidden) body.focus({ preventScroll: true });
  }

  button.addEventListener("click", () => turn(!isAlone()));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || composes(event) || !isAlone() || event.defaultPrevented) return;
    turn(false);
  });
}
