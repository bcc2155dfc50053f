/* The preview: the server's own `render()`, a moment after the hands rest, never within a syllable.

   Three views: writing, preview, and side by side where there is room; the last one is remembered. */

import { post } from "./asking.js";
import { scrollInStep } from "./scrolling.js";
import { say } from "./words.js";

const VIEW = "desk-view";
const WIDE = matchMedia("(width >= 72rem)");

export function startPreview({ form, body, composing }) {
  const frame = body.closest(".markdownx");
  const pane = frame.querySelector(".markdownx-preview");
  const buttons = form.querySelectorAll("[data-view]");
  const latency = Number(body.dataset.markdownxLatency) || 400;
  const steps = scrollInStep(body, pane);
  let shown = null; // the text that the pane shows
  let timer = null;
  let asked = null;

  const isVisible = () => !pane.hidden;

  function plan(delay = latency) {
    clearTimeout(timer);
    if (isVisible()) timer = setTimeout(refresh, delay);
  }

  async function refresh() {
    if (composing.isOpen()) return; // its end plans the next one
    const text = body.value;
    if (text === shown) return;
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    try {
      const answer = await post(form, body.dataset.markdownxUrlsPath, { content: text }, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.text());
      shown = text;
    } catch {
      if (!mine.signal.aborted && shown === null) pane.textContent = say("no_preview");
    }
  }

  /* Only what has changed is replaced: pictures do not flicker, the place stays. */
  function show(html) {
    const fresh = [...new DOMParser().parseFromString(html, "text/html").body.children];
    const old = shown === null ? [] : [...pane.children];
    if (shown === null) pane.replaceChildren();
    const equal = (one, other) => one.outerHTML === other.outerHTML;
    fresh.forEach((part) => part.querySelectorAll("a[href]").forEach(openElsewhere));
    let start = 0;
    while (start < Math.min(old.length, fresh.length) && equal(old[start], fresh[start])) start += 1;
    let tail = 0;
    while (tail < Math.min(old.length, fresh.length) - start
      && equal(old[old.length - 1 - tail], fresh[fresh.length - 1 - tail])) tail += 1;
    const after = tail ? old[old.length - tail] : null;
    old.slice(start, old.length - tail).forEach((part) => part.remove());
    fresh.slice(start, fresh.length - tail).forEach((part) => pane.insertBefore(document.adoptNode(part), after));
    dropTakenNames();
    steps.forget();
  }

  /* A heading may be called as a part of this page is. */
  function dropTakenNames() {
    for (const part of pane.querySelectorAll("[id]")) {
      if (document.getElementById(part.id) !== part) part.removeAttribute("id");
    }
  }

  function look(view) {
    const isBeside = view === "beside" && WIDE.matches;
    frame.dataset.shows = isBeside ? "beside" : view === "preview" ? "preview" : "text";
    pane.hidden = frame.dataset.shows === "text";
    body.hidden = frame.dataset.shows === "preview";
    for (const button of buttons) {
      const isOn = button.dataset.view === frame.dataset.shows;
      button.setAttribute("aria-pressed", String(isOn));
    }
    steps.follow(isBeside);
    plan(0);
  }

  function choose(view) {
    if (view !== "preview") remember(view);
    look(view);
    (view === "preview" ? pane : body).focus({ preventScroll: true });
  }

  for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.view));
  WIDE.addEventListener("change", () => look(frame.dataset.shows === "preview" ? "preview" : remembered()));
  form.addEventListener("input", () => plan());
  body.addEventListener("compositionend", () => plan());
  pane.addEventListener("click", stayHere);
  look(remembered());
  return { toggle: () => choose(frame.dataset.shows === "preview" ? remembered() : "preview") };
}

/* Links of the text must not carry the author away from it. */
function openElsewhere(link) {
  if (link.getAttribute("href").startsWith("#")) return;
  link.target = "_blank";
  link.rel = "noopener";
}

function stayHere(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  event.preventDefault();
  const name = decodeURIComponent(link.getAttribute("href").slice(1));
  const goal = [...event.currentTarget.querySelectorAll("[id]")].find((part) => part.id === name);
  goal?.scrollIntoView({ block: "nearest" });
}

function remember(view) {
  try {
    localStorage.setItem(VIEW, view);
  } catch { /* then it is chosen again */ }
}

function remembered() {
  try {
    return localStorage.getItem(VIEW) ?? "text";
  } catch {
    return "text";
  }
}
