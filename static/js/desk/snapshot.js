/* The words of the form at one moment: an object of strings by field name. */

const NO_WORDS = new Set(["csrfmiddlewaretoken", "state", "act"]);
const TEXTS = ["title", "body", "excerpt"];

export function wordsIn(form) {
  const entries = [...new FormData(form)].filter(([name, value]) => !NO_WORDS.has(name) && typeof value === "string");
  return Object.fromEntries(entries);
}

/** What the server had put into the form, whatever stands in it now. */
export function wordsServed(form) {
  const words = {};
  for (const field of form.elements) {
    if (!field.name || NO_WORDS.has(field.name) || field.matches("button, fieldset")) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.defaultChecked) words[field.name] = field.value;
    } else if (field.matches("select")) {
      words[field.name] = chosen(field);
    } else if (field.type !== "file") {
      words[field.name] = field.defaultValue;
    }
  }
  return words;
}

function chosen(select) {
  const option = [...select.options].find((one) => one.defaultSelected) ?? select.options[0];
  return option?.value ?? "";
}

/** Puts words into the form. Only while nobody types: before the first letter, or when asked to. */
export function fillIn(form, words) {
  for (const field of form.elements) {
    if (!field.name || NO_WORDS.has(field.name) || field.matches("button, fieldset, [type=file]")) continue;
    const word = words[field.name] ?? "";
    if (field.type === "checkbox" || field.type === "radio") field.checked = word === field.value;
    else if (field.value !== word) field.value = word;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/* As the server stores them: composed Hangul, one kind of line end. */
const plain = (text) => (text ?? "").normalize("NFC").replace(/\r\n?/g, "\n");

export function same(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => plain(one[name]) === plain(other[name]));
}

/** The same text, whatever the details: a stored note has got a number and lost blanks at its ends. */
export function sameText(one, other) {
  return TEXTS.every((name) => plain(one[name]).trim() === plain(other[name]).trim());
}

export const isEmpty = (words) => !(words.title ?? "").trim() && !(words.body ?? "").trim();

/** A short name for these words: equal for equal words, whichever order they come in. */
export function nameOf(words) {
  const text = JSON.stringify(Object.keys(words).filter((name) => words[name]).sort()
    .map((name) => [name, plain(words[name])]));
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return `${(high >>> 0).toString(36)}-${(low >>> 0).toString(36)}-${text.length}`;
}
