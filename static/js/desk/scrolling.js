/* Text and preview in step: headings stand beside each other, and between two of them the rest is
   shared out. Whoever was moved last by a hand leads; the other one follows and does not answer. */

const HEADING = /^(?:#{1,6} .*|(?!\s*$).+\n(?:=+|-+) *)$/;
const FENCE = /^ {0,3}(?:```|~~~)/;

export function scrollInStep(body, pane) {
  let isOn = false;
  let pairs = null; // [[y in the text, y in the preview], …]
  let leader = null;
  let frame = null;

  const lead = (one) => () => { leader = one; };
  for (const [one, other] of [[body, pane], [pane, body]]) {
    for (const move of ["pointerenter", "pointerdown", "wheel", "touchstart", "focus", "keydown"]) {
      one.addEventListener(move, lead(one), { passive: true });
    }
    one.addEventListener("scroll", () => {
      if (!isOn || (leader && leader !== one)) return;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => step(one, other));
    }, { passive: true });
  }
  body.addEventListener("input", () => { leader = body; pairs = null; });
  new ResizeObserver(() => { pairs = null; }).observe(body);

  function step(one, other) {
    leader = one;
    pairs ??= pairUp(body, pane);
    other.scrollTop = answer(pairs, one === body ? 0 : 1, one.scrollTop);
  }

  return {
    follow(wanted) { isOn = wanted; pairs = null; },
    forget() {
      pairs = null;
      if (isOn && leader !== pane) requestAnimationFrame(() => { if (isOn) step(body, pane); });
    },
  };
}

/** Where the other side has to stand, by the two pairs around `at`. */
export function answer(pairs, side, at) {
  const last = pairs.length - 1;
  let next = pairs.findIndex((pair) => pair[side] > at);
  if (next < 0) next = last;
  if (next === 0) return 0;
  const [low, high] = [pairs[next - 1], pairs[next]];
  const length = high[side] - low[side];
  const part = length > 0 ? Math.min(1, (at - low[side]) / length) : 1;
  return low[1 - side] + part * (high[1 - side] - low[1 - side]);
}

function pairUp(body, pane) {
  const ends = [body.scrollHeight - body.clientHeight, pane.scrollHeight - pane.clientHeight];
  const top = pane.getBoundingClientRect().top - pane.scrollTop;
  const right = [...pane.querySelectorAll(":is(h1, h2, h3, h4, h5, h6)")]
    .map((heading) => heading.getBoundingClientRect().top - top);
  const left = headingHeights(body);
  const pairs = [[0, 0]];
  if (left.length === right.length) left.forEach((height, at) => pairs.push([height, right[at]]));
  const inside = pairs.filter(([one, other]) => one <= ends[0] && other <= ends[1]);
  return [...inside, ends];
}

/** Where the lines begin that are headings, outside of code. */
export function headingsIn(text) {
  const starts = [];
  let at = 0;
  let isCode = false;
  const lines = text.split("\n");
  lines.forEach((line, n) => {
    if (FENCE.test(line)) isCode = !isCode;
    else if (!isCode && (HEADING.test(line) || HEADING.test(`${line}\n${lines[n + 1] ?? ""}`))) starts.push(at);
    at += line.length + 1;
  });
  return starts;
}

/** How far below the text's first line each heading stands, in pixels. A textarea does not say where
    its lines are: a copy with the same type does. */
export function headingHeights(body) {
  const starts = headingsIn(body.value);
  const style = getComputedStyle(body);
  const copy = document.createElement("div");
  for (const name of ["font", "letterSpacing", "lineHeight", "wordBreak", "overflowWrap", "lineBreak", "tabSize", "paddingBlock", "paddingInline"]) {
    copy.style[name] = style[name];
  }
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", boxSizing: "border-box", inlineSize: `${body.clientWidth}px` });
  const text = body.value;
  const marks = starts.map((start, n) => {
    copy.append(text.slice(n ? starts[n - 1] : 0, start));
    const mark = document.createElement("span");
    copy.append(mark);
    return mark;
  });
  copy.append("\u200b"); // the last mark stands on its own line, not at the end of the one before
  body.after(copy);
  const heights = marks.map((mark) => mark.offsetTop);
  copy.remove();
  return heights;
}
