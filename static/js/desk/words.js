/* What the editor says. The sentences stand in the page, in its language (desk/_editor_words.html). */

const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

export function say(name, values = {}) {
  const template = document.querySelector("[data-editor-words]");
  const sentence = template.content.querySelector(`[data-word="${name}"]`).textContent.trim();
  return filled(sentence, values);
}

const language = () => document.documentElement.lang || "ko";

/** 오전 11:03, with the day before it unless it is today's. Takes what `Date` takes. */
export function moment(when) {
  const at = new Date(when);
  const day = at.toDateString() === new Date().toDateString() ? {} : { month: "long", day: "numeric" };
  return at.toLocaleString(language(), { ...day, hour: "numeric", minute: "2-digit" });
}

export const figure = (number) => new Intl.NumberFormat(language()).format(number);
