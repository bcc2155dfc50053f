// Puts a button beside a field that holds words to copy. Without it they are selected by hand.
const SHOWN = 2000; // ms

/** `field` gets a button with the words of `data-copy`; `data-copied` is said after copying. */
export function start(field) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  const status = document.createElement("output"); // read aloud when it changes
  button.type = "button";
  button.className = "quiet-button";
  button.textContent = field.dataset.copy;
  button.setAttribute("aria-describedby", field.id);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    status.textContent = field.dataset.copied;
    setTimeout(() => (status.textContent = ""), SHOWN);
  });
  const line = document.createElement("p");
  line.append(button, " ", status);
  field.after(line);
}
