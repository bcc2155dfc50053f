/* What each button does to a text. Pure: (text, from, to) → {from, to, text, select: [from, to]} —
   what is replaced by what, and what is selected after it, counted from the replacement's beginning. */

const runBefore = (text, at, mark) => { let n = 0; while (text[at - 1 - n] === mark) n += 1; return n; };
const runAfter = (text, at, mark) => { let n = 0; while (text[at + n] === mark) n += 1; return n; };

/** A pair of marks around the selection, or off if they are there. */
export function wrap(open, close = open) {
  return (text, from, to) => {
    [from, to] = withoutBlanks(text, from, to);
    const inner = text.slice(from, to);
    if (isAround(text, from, to, open, close)) {
      return { from: from - open.length, to: to + close.length, text: inner, select: [0, inner.length] };
    }
    if (inner.length > open.length + close.length
      && isAround(text, from + open.length, to - close.length, open, close)) {
      const bare = inner.slice(open.length, -close.length);
      return { from, to, text: bare, select: [0, bare.length] };
    }
    return { from, to, text: open + inner + close, select: [open.length, open.length + inner.length] };
  };
}

function withoutBlanks(text, from, to) {
  const inner = text.slice(from, to);
  const start = inner.length - inner.trimStart().length;
  return inner.trim() ? [from + start, from + start + inner.trim().length] : [from, to];
}

/* One star is emphasis, two are bold, three are both. */
function isAround(text, from, to, open, close) {
  if (new Set(open).size > 1 || open !== close) {
    return text.slice(from - open.length, from) === open && text.slice(to, to + close.length) === close;
  }
  const run = Math.min(runBefore(text, from, open[0]), runAfter(text, to, open[0]));
  return open.length === 1 && open === "*" ? run % 2 === 1 : run >= open.length;
}

/* A number before a line; `2011. 3. 1. 시작` and `3. 1. 시작` are dates (KOREAN 6). */
const NUMBER = /^\d{1,3}\. (?!\d{1,2}\.)/;
const OTHER_MARKS = new RegExp(`^(?:#{1,6} |[-*+] |${NUMBER.source.slice(1)})`);

/** A mark before each line of the selection, or off if all have it. `mark(n)` names the nth's; it takes
    the place of another one. A quote is none of them: it goes around everything, blank lines too. */
export function lines(mark, pattern, isQuote = false) {
  return (text, from, to) => {
    const start = text.lastIndexOf("\n", from - 1) + 1;
    const end = lineEnd(text, to > from && text[to - 1] === "\n" ? to - 1 : to);
    const all = text.slice(start, end).split("\n");
    const full = all.filter((line) => line.trim());
    const isOn = full.length > 0 && full.every((line) => pattern.test(line));
    let count = 0;
    const changed = all.map((line) => {
      if (isOn) return line.replace(pattern, "");
      if (!line.trim() && all.length > 1) return isQuote ? mark(0).trim() : line;
      count += 1;
      return mark(count) + (isQuote ? line : line.replace(OTHER_MARKS, ""));
    });
    return placed(text, from, to, start, end, changed.join("\n"));
  };
}

function lineEnd(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/* A caret stays at its letter; a selection covers the lines. */
function placed(text, from, to, start, end, changed) {
  const grown = changed.length - (end - start);
  const caret = Math.max(0, from - start + grown);
  return { from: start, to: end, text: changed, select: from === to ? [caret, caret] : [0, changed.length] };
}

/** `[말](주소)`; around an address the words are missing, around words the address. */
export function link(text, from, to) {
  const inner = text.slice(from, to);
  const whole = inner.match(/^\[([^\]]*)\]\([^)]*\)$/);
  if (whole) return { from, to, text: whole[1], select: [0, whole[1].length] };
  if (/^https?:\/\/\S+$/.test(inner)) return { from, to, text: `[](${inner})`, select: [1, 1] };
  const address = "https://";
  const before = inner.length + 3;
  const select = inner ? [before, before + address.length] : [1, 1];
  return { from, to, text: `[${inner}](${address})`, select };
}

/** Backticks within a line, a fence around lines. */
export function code(text, from, to) {
  const inner = text.slice(from, to);
  if (!inner.includes("\n")) return wrap("`")(text, from, to);
  const fenced = inner.match(/^```[^\n]*\n([\s\S]*?)\n```\n?$/);
  if (fenced) return { from, to, text: fenced[1], select: [0, fenced[1].length] };
  const bare = inner.replace(/\n$/, "");
  const block = `\`\`\`\n${bare}\n\`\`\`${inner.endsWith("\n") ? "\n" : ""}`;
  return { from, to, text: block, select: [0, block.length] };
}

/** The mark at the selection's end and the note at the text's end, where the caret goes. */
export function footnote(text, from, to) {
  let number = 1;
  while (text.includes(`[^${number}]`)) number += 1;
  const rest = text.slice(to);
  const gap = /\n\[\^[^\]]+\]:[^\n]*\n?$/.test(text) ? "\n" : "\n\n";
  const changed = `[^${number}]${rest.trimEnd()}${gap}[^${number}]: `;
  return { from: to, to: text.length, text: changed, select: [changed.length, changed.length] };
}

export const EDITS = {
  strong: wrap("**"),
  emphasis: wrap("*"),
  strike: wrap("~~"),
  heading: lines(() => "## ", /^#{1,6} /),
  quote: lines(() => "> ", /^> ?/, true),
  list: lines(() => "- ", /^[-*+] /),
  numbers: lines((count) => `${count}. `, NUMBER),
  link,
  code,
  footnote,
  note: wrap("[[", "]]"),
};
