/* Searches while somebody types: after a pause, never in the middle of a syllable, and only for what
   was typed last. The arrow keys go through what was found. */
const PAUSE = 300; // ms

/** `seat` holds the form; `#results` is where the page has its results, `[data-search-status]` is read aloud. */
export function start(seat) {
  const form = seat.querySelector("form");
  const field = form.elements.q;
  const results = document.querySelector("#results");
  const status = document.querySelector("[data-search-status]");
  let timer, asked, shown = field.value.trim(), isComposing = false;

  const later = () => {
    clearTimeout(timer);
    if (!isComposing) timer = setTimeout(search, PAUSE);
  };
  field.addEventListener("compositionstart", () => {
    isComposing = true;
    clearTimeout(timer);
  });
  field.addEventListener("compositionend", () => {
    isComposing = false;
    later();
  });
  field.addEventListener("input", (event) => event.isComposing || later());
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("keydown", move);

  async function search() {
    const typed = field.value.trim();
    if (typed === shown) return;
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.action);
    if (typed) address.searchParams.set("q", typed);
    try {
      const part = new URL(address);
      part.searchParams.set("part", "1");
      const answer = await fetch(part, { signal: asked.signal });
      if (!answer.ok) return; // what stands there stays; the button still works
      show(await answer.text());
      shown = typed;
      history.replaceState(history.state, "", address);
    } catch (error) {
      if (error.name !== "AbortError") asked = undefined;
    }
  }

  function show(html) {
    const found = new DOMParser().parseFromString(html, "text/html").body;
    const none = found.querySelector(".results__none, .empty p");
    status.textContent = (none ?? found.querySelector("h2"))?.textContent.trim() ?? "";
    results.replaceChildren(...found.childNodes);
  }

  function move(event) {
    if (event.isComposing || event.keyCode === 229) {
      // The Enter that ends a syllable sends nothing: Safari tells of it after the composition.
      if (event.key === "Enter" && event.target === field) event.preventDefault();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    const stops = [field, ...results.querySelectorAll(".hit__title a")];
    const next = step && stops[stops.indexOf(document.activeElement) + step];
    if (!next || !stops.includes(document.activeElement)) return;
    event.preventDefault();
    next.focus();
  }
}
