/* The comment form, started by main.js. Everything here is comfort: without it the same form works
   through its own pages. */
import { call, sendHome } from "./form_seat.js";

const REMEMBERED = "comment-writer";
const KEPT_FIELDS = ["name", "email", "website"];

export function start(form) {
  fetchTokenOnFirstFocus(form);
  prove(form, form.elements.proof?.dataset.challenge);
  keepCompositionFromSubmitting(form);
  rememberOnRequest(form);
  replyInPlace(form);
}

/* The page is the same for everybody and carries no token; whoever starts to write gets one. */
function fetchTokenOnFirstFocus(form) {
  if (form.elements.token.value) return;
  const ask = () => fetchToken(form);
  if (form.contains(document.activeElement)) ask(); // somebody was quicker than this script
  else form.addEventListener("focusin", ask, { once: true });
}

async function fetchToken(form) {
  try {
    const answer = await fetch(form.dataset.token, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { token, challenge } = await answer.json();
    form.elements.token.value = token;
    prove(form, challenge);
  } catch {
    /* Offline for a moment: the form then leads through the preview, which brings a token. */
  }
}

/* Few sites set a puzzle. Browsers solve it only where nobody listens on the way: https, or this machine. */
async function prove(form, challenge) {
  if (!challenge || !window.crypto?.subtle) return;
  const { start } = await import("./proof.js");
  start(form, challenge, () => fetchToken(form));
}

/* The Enter that ends a Hangul syllable is not a wish to send. Safari ends the composition before
   this keydown, and tells only by the key code. Nothing is prevented but the sending itself. */
function keepCompositionFromSubmitting(form) {
  let isComposing = false;
  form.addEventListener("keydown", (event) => {
    isComposing = event.target.matches("input") && (event.isComposing || event.keyCode === 229);
  });
  form.addEventListener("keyup", () => { isComposing = false; });
  form.addEventListener("pointerdown", () => { isComposing = false; });
  form.addEventListener("submit", (event) => {
    if (isComposing) event.preventDefault();
    isComposing = false;
  });
}

function rememberOnRequest(form) {
  const line = form.querySelector("[data-remember-line]");
  const box = form.querySelector("[data-remember]");
  const kept = readKept();
  if (kept === undefined) return;
  line.hidden = false;
  box.checked = kept !== null;
  for (const field of KEPT_FIELDS) {
    const input = form.elements[field];
    if (!input.value && document.activeElement !== input) input.value = kept?.[field] ?? "";
  }
  const mail = form.elements.wants_mail;
  if (mail && kept?.wants_mail) mail.checked = true;
  box.addEventListener("change", () => { if (!box.checked) localStorage.removeItem(REMEMBERED); });
  form.addEventListener("submit", () => { if (box.checked) keep(form); });
}

/* null: nothing kept; undefined: this browser keeps nothing. */
function readKept() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED));
  } catch {
    return undefined;
  }
}

function keep(form) {
  const values = Object.fromEntries(KEPT_FIELDS.map((field) => [field, form.elements[field].value]));
  values.wants_mail = form.elements.wants_mail?.checked ?? false;
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(values));
  } catch {
    /* Full or forbidden: the comment matters more. */
  }
}

/* The form goes under the comment that is answered, and back. */
function replyInPlace(form) {
  const home = form.closest("[data-comment-home]");
  if (!home) return;
  const line = form.querySelector("[data-reply-line]");
  const title = form.querySelector("[data-form-title]").dataset.replyTitle;

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".comment > a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const comment = link.parentElement;
    const name = comment.querySelector(".p-author").textContent;
    call(form, {
      put: () => comment.append(form),
      said: line.dataset.text.replace("%s", () => name),
      title,
      link,
      parent: comment.id.replace("comment-", ""),
    });
  });

  line.querySelector("[data-reply-cancel]").addEventListener("click", () => sendHome(form, home));
}
