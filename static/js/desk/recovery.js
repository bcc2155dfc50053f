/* On load: what this browser still holds of the note, beside what the server shows.

   Words that were written on top of what the server shows go back into the form, with a way back.
   Where somebody else has written since, the author chooses; nothing is put in or thrown away before. */

import { fillIn, isEmpty, nameOf, same, sameText, wordsIn, wordsServed } from "./snapshot.js";
import { moment } from "./words.js";

const EXCERPT = 40; // letters of a text that has no title

export async function recover({ form, backup, notices }) {
  const served = wordsServed(form);
  const offers = [];
  let isRestored = false;
  for (const { key, record, isOwn } of await backup.found()) {
    if (isSaved(record, served, form.elements.state.value)) backup.drop(key);
    else if (!isRestored && continues(form, record, served, isOwn)) {
      if (!isOwn) backup.drop(key);
      isRestored = true;
      restore(form, notices, record);
    } else offers.push({ key: isOwn ? backup.setAside(record) : key, record });
  }
  if (offers.length) offer({ form, backup, notices, offers });
  return isRestored;
}

/* `over`: sent, by a page that showed two texts, on top of that state. Another one means that it came. */
function isSaved({ words, submitted, over }, served, state) {
  if (over !== undefined && over !== state) return true;
  return isEmpty(words) || same(words, served) || (submitted && sameText(words, served));
}

/* A new note of this very tab goes on; those of other tabs are other notes. Words typed before this
   script was there are not overwritten. */
function continues(form, record, served, isOwn) {
  if (!same(wordsIn(form), served)) return false;
  if (form.dataset.note === "new") return isOwn && !record.submitted;
  return record.state === form.elements.state.value || record.sent === nameOf(served);
}

function restore(form, notices, record) {
  if (record.key) form.dataset.key = record.key;
  fillIn(form, record.words);
  notices.show("restored", { when: moment(record.at) });
  const block = notices.block("restored");
  const [note, address] = [form.dataset.note, form.action];
  block.querySelector("[data-do=undo]").addEventListener("click", () => {
    if (note !== form.dataset.note) return location.assign(address); // it is a note already, and stays one
    notices.hide("restored");
    fillIn(form, wordsServed(form));
    return form.elements.body.focus();
  }, { once: true });
  block.querySelector("[data-do=close]").addEventListener("click", () => {
    notices.hide("restored");
    form.elements.body.focus();
  }, { once: true });
}

function offer({ form, backup, notices, offers }) {
  const block = notices.block("offer");
  const shown = block.querySelector("[data-part=shown]");
  const showNext = () => {
    shown.hidden = true;
    if (!offers.length) return notices.hide("offer");
    const { words, at } = offers[0].record;
    const name = words.title?.trim() || `${[...(words.body ?? "").trim()].slice(0, EXCERPT).join("")}…`;
    return notices.show("offer", { name, when: moment(at), shown: [words.title, words.body].filter(Boolean).join("\n\n") });
  };
  const setAsideWhatIsThere = () => {
    const record = { words: wordsIn(form), state: form.elements.state.value, at: Date.now() };
    if (isEmpty(record.words) || same(record.words, wordsServed(form))) return;
    offers.push({ key: backup.setAside(record), record });
  };
  const done = () => {
    backup.drop(offers.shift().key);
    showNext();
  };
  const acts = {
    show: () => {
      shown.hidden = !shown.hidden;
      block.querySelector("[data-do=show]").setAttribute("aria-expanded", String(!shown.hidden));
    },
    use: () => {
      const [mine] = offers.splice(0, 1);
      setAsideWhatIsThere();
      fillIn(form, mine.record.words);
      backup.drop(mine.key);
      showNext();
      form.elements.body.focus();
    },
    // The server shows both: these words know nothing of what it has now.
    compare: () => {
      acts.use();
      form.elements.state.value = "";
      form.requestSubmit(form.querySelector("[name=act][value=save]"));
    },
    drop: done,
  };
  block.addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  showNext();
}
