/* What stands beside the form follows what was saved: the checklist, and for a new note all of it. */

const REST = 2500; // milliseconds after the last save

export function startBeside(form) {
  let timer = null;
  form.addEventListener("desk:saved", () => {
    clearTimeout(timer);
    timer = setTimeout(() => refresh(form).catch(() => {}), REST);
  });
}

async function refresh(form) {
  const list = document.querySelector("[data-checklist]");
  const part = list ? "[data-checklist]" : ".desk__beside";
  const answer = await fetch(list ? list.dataset.checklist : form.action);
  if (!answer.ok) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(part);
  const here = document.querySelector(part);
  if (!found || here?.contains(document.activeElement)) return;
  if (here) here.replaceWith(found);
  else form.after(found);
}
