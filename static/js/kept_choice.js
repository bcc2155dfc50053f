// A tick box that this browser remembers, where the owner of the hand may want something off for good.

/** `box` is ticked unless it was taken out before; `name` is where that is kept. */
export function keepChoice(box, name) {
  box.checked = !isOff(name);
  box.addEventListener("change", () => turn(name, box.checked));
}

/** Was it turned off in this browser? */
export function isOff(name) {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

function turn(name, isOn) {
  try {
    if (isOn) localStorage.removeItem(name);
    else localStorage.setItem(name, "1");
  } catch { /* for this page, then */ }
}
