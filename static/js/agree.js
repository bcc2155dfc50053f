/* 공감 without leaving the place. The page is the same for everybody and does not know who has agreed:
   the first press agrees, whatever was before, and only a press that follows it here takes it back. */

/** `form` is the one that the buttons of all comments belong to; `data-lost` is said without an answer. */
export function start(form) {
  const underway = new Set();
  const status = document.createElement("output"); // read aloud when it changes

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (underway.has(button)) return;
    underway.add(button);
    status.textContent = "";
    button.after(status);
    const { said, label, agreed } = await send(form, button);
    if (label) {
      button.textContent = label;
      button.ariaPressed = String(agreed);
    }
    if (button.nextSibling === status) status.textContent = said; // else another one was pressed since
    underway.delete(button);
  });
}

async function send(form, button) {
  const wish = button.ariaPressed === "true" ? "withdraw" : "agree";
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ comment: button.value, wish }),
      headers: { Accept: "application/json" },
    });
    return await answer.json();
  } catch {
    return { said: form.dataset.lost }; // the line, or what answered was no page of ours
  }
}
