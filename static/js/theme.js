// The reader's choice of light or dark, kept on this device only.
const KEY = "theme";

function remembered() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function apply(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

// At once, when loaded from the head: before the first paint wherever the browser allows it.
apply(remembered());

/** Turns the hidden radio buttons in `group` on. */
export function start(group) {
  for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === remembered();
  group.addEventListener("change", ({ target }) => {
    apply(target.value);
    try {
      if (target.value) localStorage.setItem(KEY, target.value);
      else localStorage.removeItem(KEY);
    } catch {
      // Storage may be closed to us; the choice then lasts for this page.
    }
  });
  group.dataset.ready = "";
}
