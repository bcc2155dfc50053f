// The table of contents of a series: which notes were read on this device, and where to go on.
import { readings } from "./reading.js";

/** `list` holds a line for every note, in order; `data-read` is the word that marks one. */
export function start(list) {
  const known = readings();
  const lines = [...list.querySelectorAll(":scope > .h-entry")]; // a planned number is none
  const entries = lines.map((line) => known[decodeURI(line.querySelector("a").pathname)]);
  lines.forEach((line, k) => entries[k]?.read && mark(line, list.dataset.read));

  const latest = Object.values(known).findLast((entry) => entries.includes(entry));
  const here = entries.indexOf(latest);
  if (!latest) return;
  offer(latest.at ? lines[here] : lines.find((line, k) => k > here && !entries[k]?.read));
}

function mark(line, word) {
  const item = document.createElement("li");
  item.className = "line__read";
  item.textContent = word;
  line.querySelector(".meta").append(item);
}

function offer(line) {
  const link = document.querySelector("[data-continue]");
  if (!line || !link) return;
  const { href, textContent: title } = line.querySelector("a");
  const number = line.querySelector(".line__number").textContent;
  link.href = href;
  link.append(` ${number}. ${title}`);
  link.hidden = false;
}
