// Hands the note to whatever the reader's device shares with, or copies its address.
const SHOWN = 2000; // ms

/** `button` is seen from now on; `data-copied` is said beside it after copying. */
export function start(button) {
  if (!navigator.share && !navigator.clipboard) return;
  const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  const status = document.createElement("output"); // read aloud when it changes
  button.after(status);
  button.dataset.ready = "";
  button.addEventListener("click", async () => {
    if (navigator.share && (await shared({ title: document.title, url }))) return;
    await navigator.clipboard?.writeText(url);
    status.textContent = button.dataset.copied;
    setTimeout(() => (status.textContent = ""), SHOWN);
  });
}

async function shared(what) {
  try {
    await navigator.share(what);
    return true;
  } catch (error) {
    return error.name === "AbortError"; // the reader thought better of it
  }
}
