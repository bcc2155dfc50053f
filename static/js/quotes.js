/* Answering a sentence where it stands. Selected words are quoted as they are; else the sentence of
   the paragraph, or a choice of its sentences, which the server knows how to tell apart. */
import { call, offer, quote } from "./form_seat.js";
import { oneStop } from "./one_stop.js";

const PATIENCE = 3000; // ms; whoever waits longer is led to the form's own page
const NOT_ITS_WORDS = ".footnote-ref, .footnote-here, form, ul, ol, dl, blockquote, pre";

/** `prose` is a text whose parts have links to answer them. */
export function start(prose) {
  const form = document.querySelector("[data-comment-form]");
  if (!form?.querySelector("[data-quote]")) return;
  let pressed = "";
  let latest = null;
  oneStop([...prose.querySelectorAll(".answer")], form);
  quote(form, form.elements.quote.value); // a browser that goes back may bring one along

  // A touch takes the selection away before it becomes a click.
  prose.addEventListener("pointerdown", ({ target }) => {
    const link = target.closest(".answer");
    pressed = link ? selectedIn(link.parentElement) : "";
  });
  prose.addEventListener("click", async (event) => {
    const link = event.target.closest(".answer");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    latest = link;
    const words = selectedIn(link.parentElement) || pressed;
    const choices = words ? null : await choicesOf(link.href);
    if (latest !== link) return;
    pressed = "";
    if (words || choices) answer(form, link, words, choices);
    else location.assign(link.href);
  });
  form.querySelector("[data-quote-drop]").addEventListener("click", () => {
    quote(form, "");
    form.elements.body.focus();
  });
}

async function choicesOf(address) {
  try {
    const page = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
    const html = new DOMParser().parseFromString(await page.text(), "text/html");
    return html.querySelector("[data-quotes]");
  } catch {
    return null;
  }
}

function answer(form, link, words, choices) {
  const inputs = choices?.querySelectorAll("input") ?? [];
  const put = () => {
    putBelow(link, form);
    if (inputs.length > 2) offer(form, choices);
    else quote(form, words ? cut(words, form) : inputs[0].value); // one sentence, or none
  };
  call(form, { put, said: form.querySelector("[data-reply-line]").dataset.partText, link });
}

function putBelow(link, form) {
  const item = link.closest("li, dd");
  if (item) item.append(form);
  else link.closest(".prose > *").after(form);
}

function selectedIn(part) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.getRangeAt(0).intersectsNode(part)) return "";
  const range = selection.getRangeAt(0).cloneRange();
  if (!part.contains(range.startContainer)) range.setStart(part, 0);
  if (!part.contains(range.endContainer)) range.setEnd(part, part.childNodes.length);
  const words = range.cloneContents();
  for (const other of words.querySelectorAll(NOT_ITS_WORDS)) other.remove();
  for (const end of words.querySelectorAll("br")) end.replaceWith(" ");
  return words.textContent.replace(/\s+/g, " ").trim().normalize();
}

/* At most as many letters as a quote may have, in whole words. */
function cut(words, form) {
  const longest = Number(form.querySelector("[data-quote]").dataset.quote);
  const letters = Array.from(new Intl.Segmenter("ko").segment(words), ({ segment }) => segment);
  if (letters.length <= longest) return words;
  const kept = letters.slice(0, longest).join("");
  return kept.slice(0, kept.lastIndexOf(" ") + 1 || kept.length).trim();
}
