/* How long a text is: words, letters as people see them, minutes. Counted when the hands rest.

   Words and minutes by the rule of notes/text.py (`word_count`, `reading_minutes`): a test holds the
   two together. */

import { figure, say } from "./words.js";

const REST = 600; // milliseconds
const WORDS_PER_MINUTE = 200;
const LETTERS_PER_UNSPACED_WORD = 4;
const LONGEST_SPACED_WORD = 12;
const HAS_LETTER = /[\p{L}\p{N}]/u;
const UNSPACED = /(?![\u3131-\u318e])[\p{Script=Hangul}\p{Script=Han}\u3041-\u30ff]/gu;
/* One letter each, with nothing that could join its neighbour: no need to look closer. */
const SIMPLE = /^[ -~\u00a0-\u02ff\u2010-\u2027\u2030-\u205e\u3000-\u3029\u3131-\u318e\u4e00-\u9fff\uac00-\ud7a3]*$/;

export function wordCount(text) {
  return text.split(/\s+/).filter((token) => HAS_LETTER.test(token))
    .reduce((sum, token) => sum + wordsOf(token), 0);
}

function wordsOf(token) {
  if ([...token].length <= LONGEST_SPACED_WORD) return 1;
  const letters = token.match(UNSPACED)?.length ?? 0;
  return letters <= LONGEST_SPACED_WORD ? 1 : Math.ceil(letters / LETTERS_PER_UNSPACED_WORD);
}

export const readingMinutes = (words) => Math.max(1, Math.floor((words + WORDS_PER_MINUTE / 2) / WORDS_PER_MINUTE));

/** Letters as people see them, line ends aside: 각 from a Mac is one, a family emoji is one. */
export function letterCount(text) {
  const segmenter = new Intl.Segmenter("ko", { granularity: "grapheme" });
  return text.split("\n").reduce(
    (sum, line) => sum + (SIMPLE.test(line) ? line.length : [...segmenter.segment(line)].length), 0,
  );
}

/** Markdown without its marks, near enough: what a reader will read. */
export function plainText(markdown) {
  return markdown
    .replace(/^(?:```|~~~).*$/gm, "")
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\[([^\]^][^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[\^[^\]]+\]:?/g, "")
    .replace(/\[\[|\]\]/g, "")
    .replace(/<\/?[a-z][^>]*>/gi, "")
    .replace(/^ {0,3}(?:#{1,6} |> ?|[-*+] |\d+\. )/gm, "")
    .replace(/[*`]+|~~/g, "");
}

export function startCounter({ form, body }) {
  const line = form.querySelector("[data-counter]");
  let timer = null;
  const whenIdle = window.requestIdleCallback ?? ((task) => setTimeout(task, 0));

  function count() {
    const text = plainText(body.value);
    const words = wordCount(text);
    line.textContent = say("count", {
      words: figure(words),
      letters: figure(letterCount(text)),
      bare: figure(letterCount(text.replace(/\s+/g, ""))),
      minutes: figure(readingMinutes(words)),
    });
  }

  body.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => whenIdle(count), REST);
  });
  form.addEventListener("input", (event) => { if (event.target === form) count(); }); // filled in
  count();
}
