/* The queue without reloading it: a decided comment becomes one line, and the next one has the focus.
   All of it works without this, too. */

import { startKeys } from "./keys.js";
import { makeRows } from "./rows.js";
import { makeSender } from "./sending.js";

/** `room` says in its data attributes what is told where the server says nothing. */
export function start(room) {
  const list = room.querySelector("[data-queue]");
  const bulk = room.querySelector("#bulk");
  if (!list || !bulk) return; // nothing to decide
  const status = room.querySelector("[data-said]"); // read aloud when it changes
  const rows = makeRows(room, list);
  const sender = makeSender({ token: bulk.elements.csrfmiddlewaretoken.value, lost: room.dataset.lost });
  const made = []; // what can be taken back, the latest last: { undo, rows }

  const say = (words) => { status.textContent = words; };
  const boxOf = (row) => row.querySelector("[form=bulk]");
  const chosen = () => rows.all().filter((row) => rows.isOpen(row) && boxOf(row)?.checked);

  // Deciding --------------------------------------------------------------------------------------

  function decide(act) {
    const many = chosen();
    if (many.length) decideMany(many, act);
    else if (rows.here()) decideOne(rows.here(), act);
  }

  function decideOne(row, act) {
    const form = row.querySelector(".queue__acts");
    if (!rows.isOpen(row) || !form?.querySelector(`[value=${act}]`)) return;
    const values = [["act", act], ["seen", form.elements.seen.value]];
    send([row], act, form.action, values);
  }

  function decideMany(many, act) {
    if (!bulk.querySelector(`[value=${act}]`)) return;
    const values = [["act", act], ...many.map((row) => ["comment", boxOf(row).value])];
    for (const row of many) boxOf(row).checked = false;
    bulk.elements.all.checked = false;
    send(many, act, bulk.action, values);
    count();
  }

  function send(many, act, address, values) {
    for (const row of many) rows.close(row, room.dataset[act]);
    rows.goOn(many.at(-1));
    sender.inTurn(async () => settle(many, await sender.post(address, values)));
  }

  /* Nothing has changed where the server says nothing of a comment. */
  function settle(many, answer) {
    for (const row of many) {
      const item = find(answer.items, row);
      const late = find(answer.late, row);
      if (item) rows.close(row, item.said, () => takeBack({ undo: item.undo, rows: [row] }));
      else if (late && !late.is_changed) rows.close(row, late.said);
      else rows.open(row, late?.said ?? answer.said);
    }
    if (answer.undo) made.push({ undo: answer.undo, rows: many });
    tell(answer);
  }

  function tell({ said, counts }) {
    say(said);
    for (const [name, number] of Object.entries(counts ?? {})) {
      const shown = document.querySelector(`[data-count="${name}"]`);
      if (shown) shown.textContent = number;
    }
  }

  // The way back ----------------------------------------------------------------------------------

  const undoLast = () => sender.inTurn(() => (made.length ? undo(made.pop()) : say(room.dataset.nothing)));

  function takeBack(one) {
    return sender.inTurn(() => {
      const place = made.findIndex((each) => each.undo === one.undo);
      if (place >= 0) made.splice(place, 1);
      return undo(one);
    });
  }

  async function undo(one) {
    const answer = await sender.post(one.undo + room.dataset.query, []);
    const back = one.rows.filter((row) => find(answer.items, row));
    for (const row of back) rows.open(row);
    if (!back.length && !answer.late.length) made.push(one); // it never got there
    rows.go(back[0]);
    tell(answer);
  }

  // Choosing --------------------------------------------------------------------------------------

  function choose(row) {
    const box = row && boxOf(row);
    if (!box) return;
    box.checked = !box.checked;
    count();
  }

  function count() {
    const number = chosen().length;
    bulk.querySelector("[data-chosen]").textContent = number ? ` ${number}` : "";
  }

  room.addEventListener("change", ({ target }) => {
    if (target === bulk.elements.all) {
      for (const row of rows.all().filter(rows.isOpen)) if (boxOf(row)) boxOf(row).checked = target.checked;
    }
    count();
  });
  room.addEventListener("submit", (event) => {
    event.preventDefault();
    const row = event.target.closest("[data-item]");
    if (row) decideOne(row, event.submitter.value);
    else decideMany(chosen(), event.submitter.value);
  });

  startKeys({
    help: room.querySelector("[data-help]"),
    list,
    acts: {
      KeyJ: () => rows.goOn(),
      KeyK: rows.goBack,
      KeyA: () => decide("approve"),
      KeyS: () => decide("spam"),
      KeyD: () => decide("remove"),
      KeyU: undoLast,
      KeyX: () => choose(rows.here()),
    },
  });
  room.dataset.ready = "";
}

const find = (found, row) => found.find(({ comment }) => String(comment) === row.dataset.item);
