// A footnote opens below the paragraph that mentions it and closes again by the same mark.
/** `section` holds the footnotes of a text, at its end. */
export function start(section) {
  const prose = section.parentElement;
  const marks = [...prose.querySelectorAll(".footnote-ref a")].filter((mark) => !section.contains(mark));
  for (const mark of marks) {
    const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    if (note) opens(mark, note);
  }
}

function opens(mark, note) {
  let opened = null;
  mark.ariaExpanded = "false";
  mark.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (opened) opened.remove();
    opened = opened ? null : put(mark, note);
    mark.ariaExpanded = String(Boolean(opened));
  });
}

function put(mark, note) {
  const aside = document.createElement("aside");
  aside.className = "footnote-here";
  aside.role = "note";
  aside.ariaLabel = mark.ariaLabel;
  aside.append(...note.cloneNode(true).childNodes);
  for (const back of aside.querySelectorAll(".footnote-backref")) back.remove();
  for (const named of aside.querySelectorAll("[id]")) named.removeAttribute("id");
  const item = mark.closest("li, dd, td");
  if (item) item.append(aside);
  else lastOf(mark.closest(".prose > *")).after(aside);
  return aside;
}

// Two notes of one paragraph stand in the order in which they were opened.
function lastOf(block) {
  while (block.nextElementSibling?.matches(".footnote-here")) block = block.nextElementSibling;
  return block;
}
