/* Where the comment form stands: at home, or by the words that it answers. Each time it is called
   somewhere it lets go of what it answered before; what was typed stays. */
let opener = null;

/** `put` moves it there, and may give it words to quote; `said` stands above it; `link` is who called
    it, and gets the focus back. */
export function call(form, { put, said, title, link, parent = "" }) {
  const line = form.querySelector("[data-reply-line]");
  opener = link;
  answer(form, parent);
  line.querySelector("[data-reply-text]").textContent = said;
  line.hidden = false;
  setTitle(form, title);
  form.lang = document.documentElement.lang; // not that of the text around it
  put(form);
  (form.querySelector("[data-quotes] :checked") ?? firstField(form)).focus();
}

export function sendHome(form, home) {
  answer(form, "");
  form.querySelector("[data-reply-line]").hidden = true;
  setTitle(form);
  home.append(form);
  opener?.focus();
}

/** The words that a comment quotes: shown above its text, with a way to drop them. */
export function quote(form, words) {
  const shown = form.querySelector("[data-quote]");
  const field = shown.querySelector("input");
  form.querySelector("[data-quotes]")?.remove();
  field.disabled = false;
  field.value = words;
  shown.querySelector("blockquote").textContent = words;
  shown.hidden = !words;
}

/** The same as a choice: what stands on the form's own page without scripts. */
export function offer(form, choices) {
  const shown = form.querySelector("[data-quote]");
  quote(form, "");
  shown.querySelector("input").disabled = true;
  shown.after(choices);
  // Enter confirms the choice; it must not send a form that is not written yet.
  choices.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    firstField(form).focus();
  });
}

function firstField(form) {
  const { name, body } = form.elements;
  return name.value ? body : name;
}

function answer(form, parent) {
  form.elements.parent.value = parent;
  quote(form, "");
}

function setTitle(form, words) {
  const title = form.querySelector("[data-form-title]");
  title.dataset.usual ??= title.textContent;
  title.textContent = words ?? title.dataset.usual;
}
