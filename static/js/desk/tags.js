/* Completion of the last tag in a field of several: each suggestion carries the tags before it.
   The field itself is never written to, so a Hangul keyboard is not disturbed. */
export function start(input) {
  const list = input.list;
  if (!list) return;
  const names = [...list.options].map((option) => option.value);
  input.addEventListener("input", (event) => {
    if (!event.isComposing) suggest(input.value);
  });
  input.addEventListener("compositionend", () => suggest(input.value));

  function suggest(text) {
    const kept = text.slice(0, text.lastIndexOf(",") + 1);
    const used = new Set(kept.split(",").map((name) => name.trim()));
    const before = kept ? `${kept} ` : "";
    list.replaceChildren(
      ...names.filter((name) => !used.has(name)).map((name) => new Option("", before + name)),
    );
  }
}
