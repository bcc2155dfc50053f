/* Autosave: what is typed reaches the server two seconds later at most, and this browser at once.

   One request at a time, the newest words win. A request whose answer was lost is sent again as it
   was before anything newer, so that the server knows its own words again and warns of nobody. */

import { jsonOf, post, renewToken } from "./asking.js";
import { isEmpty, nameOf, same, wordsIn, wordsServed } from "./snapshot.js";
import { moment } from "./words.js";

const REST = 1200; // milliseconds without a letter
const LONGEST = 2000; // milliseconds that words may wait while somebody goes on typing
const BACKUP = 250; // milliseconds between two copies in this browser
const FIRST_PAUSE = 2000; // milliseconds before the second attempt; each further one waits twice as long
const LONGEST_PAUSE = 60_000;
const OUTLIVING = 50_000; // bytes of words, with which a request may outlive its page
const GONE = [403, 404, 410];

export function keep({ form, backup, composing, notices }) {
  const isNew = () => form.dataset.note === "new";
  let acknowledged = wordsServed(form);
  let unanswered = null; // words that were sent and not answered
  let unsavedSince = null;
  let request = null;
  let isBackedUp = true;
  let isStopped = false;
  let trouble = ""; // "offline", "login", "refused", "conflict"
  let pause = FIRST_PAUSE;
  let saveTimer = null;
  let backupTimer = null;

  const isDirty = () => !same(wordsIn(form), acknowledged);
  const isNothing = (words) => isNew() && isEmpty(words); // a series alone makes no note

  // In this browser ------------------------------------------------------------------------------

  function backUp(more = {}) {
    clearTimeout(backupTimer);
    backupTimer = null;
    const words = wordsIn(form);
    if (same(words, acknowledged) && !unanswered) {
      backup.drop();
      isBackedUp = true;
      return;
    }
    const state = trouble === "conflict" ? "conflict" : form.elements.state.value;
    const sent = unanswered && nameOf(unanswered);
    isBackedUp = backup.put({ words, state, sent, key: form.dataset.key, ...more });
  }

  // On the server --------------------------------------------------------------------------------

  function plan(delay) {
    clearTimeout(saveTimer);
    if (!isStopped) saveTimer = setTimeout(whenDue, delay);
  }

  function whenDue() {
    const isOverdue = performance.now() - unsavedSince >= LONGEST;
    if (composing.isOpen() && !isOverdue) plan(100);
    else save();
  }

  function typed() {
    if (isStopped) return;
    const now = performance.now();
    unsavedSince ??= now;
    isBackedUp = false;
    backupTimer ??= setTimeout(backUp, BACKUP);
    if (!trouble && !request) plan(Math.max(0, Math.min(REST, unsavedSince + LONGEST - now)));
  }

  /** Sends what is not saved; answers when nothing is under way any more. */
  function save({ keepalive = false } = {}) {
    clearTimeout(saveTimer);
    request ??= attempt(keepalive).finally(() => { request = null; next(); });
    return request;
  }

  /** The same for all that is there now, also what came while something was under way. */
  async function saveAll() {
    await save();
    if (!trouble && isDirty()) await save();
  }

  async function attempt(keepalive) {
    const words = unanswered ?? wordsIn(form);
    if (trouble === "conflict") return;
    if (isNothing(words)) return;
    if (same(words, acknowledged) && !unanswered) return void settle();
    unanswered = words;
    unsavedSince = null;
    backUp();
    try {
      const fields = { ...words, state: form.elements.state.value, key: form.dataset.key };
      const outlives = keepalive && new Blob(Object.values(fields)).size < OUTLIVING;
      await heard(await post(form, form.dataset.keep, fields, { keepalive: outlives }), words);
    } catch {
      fail("offline");
    }
  }

  async function heard(answer, words) {
    if (answer.status >= 500 || answer.status === 429) return fail("offline");
    unanswered = null;
    const said = await jsonOf(answer);
    if (answer.ok && said.state) return taken(said, words);
    if (answer.ok) return fail("offline"); // a hotel's login page, and the like
    if (answer.status === 401) return fail("login", { login: said.login });
    if (answer.status === 409) return conflict(said);
    return fail("refused", { text: said.message, isGone: GONE.includes(answer.status) });
  }

  function settle() {
    trouble = "";
    pause = FIRST_PAUSE;
    notices.hide("offline", "login", "refused");
  }

  function taken(said, words) {
    acknowledged = words;
    settle();
    notices.status(form.dataset.status === "published" ? "kept" : "saved", { at: moment(said.saved_at) });
    for (const field of document.querySelectorAll("input[name=state]")) field.value = said.state;
    if (isNew()) adopt(said);
    backUp();
    form.dispatchEvent(new CustomEvent("desk:saved"));
  }

  /* The first words have made a note: from now on this is its page. */
  function adopt(said) {
    const note = said.keep.match(/\d+/)[0];
    form.dataset.keep = said.keep;
    form.dataset.note = note;
    form.action = said.edit;
    backup.moveTo(note);
    if (!isStopped) history.replaceState(history.state, "", said.edit);
  }

  function fail(kind, { text, login, isGone } = {}) {
    trouble = kind;
    notices.hide(...["offline", "login", "refused"].filter((one) => one !== kind));
    notices.show(kind, kind === "refused" && text ? { text } : {});
    backUp();
    notices.status(isBackedUp ? "backed_up" : "not_saved");
    if (login) notices.block("login").querySelector("a").href = login;
    if (isGone) pause = LONGEST_PAUSE;
    clearTimeout(saveTimer);
    saveTimer = setTimeout(retry, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  function conflict(said) {
    trouble = "conflict";
    notices.hide("offline", "login", "refused");
    notices.status("backed_up");
    notices.show("conflict", {
      text: said.message ?? "",
      who: [said.by, said.saved_at && moment(said.saved_at)].filter(Boolean).join(" · "),
    });
    backUp();
  }

  function next() {
    if (isStopped || trouble || !isDirty() || isNothing(wordsIn(form))) return;
    unsavedSince ??= performance.now();
    plan(REST);
  }

  async function retry() {
    if (isStopped || request || !trouble || trouble === "conflict") return undefined;
    try {
      if (trouble === "login" && !(await renewToken(form))) return fail("login");
    } catch {
      return fail("offline");
    }
    return save();
  }

  // When -----------------------------------------------------------------------------------------

  const inTrouble = () => trouble === "offline" || trouble === "login";
  const retryNow = () => { if (inTrouble()) { pause = FIRST_PAUSE; clearTimeout(saveTimer); retry(); } };

  function leaving() {
    if (isStopped) return;
    if (isDirty()) backUp();
    if (isDirty() && !trouble && !request) save({ keepalive: true });
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  addEventListener("online", retryNow);
  addEventListener("focus", retryNow);
  addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", () => (document.hidden ? leaving() : retryNow()));
  addEventListener("beforeunload", (event) => {
    if (isStopped || !isDirty()) return;
    backUp();
    if (!isBackedUp) event.preventDefault();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && (isStopped || !isDirty())) location.reload();
  });
  if (isDirty()) typed(); // typed before this script was there

  return {
    saveAll,
    retry,
    backUp,
    isDirty,
    isUnderWay: () => Boolean(request),
    trouble: () => trouble,
    /** This page shows two texts: nothing is sent until somebody has chosen. */
    waitForChoice() {
      trouble = "conflict";
      acknowledged = {};
      backUp();
    },
    /** The form itself is on its way. */
    handOver() {
      clearTimeout(saveTimer);
      // What was typed beside the two texts that the page shows is in neither of them.
      const isChoice = form.dataset.conflict !== undefined && same(wordsIn(form), wordsServed(form));
      const over = isChoice ? form.elements.state.value : undefined;
      if (isDirty()) backUp({ submitted: true, over });
      isStopped = true;
    },
    goOn() {
      isStopped = false;
      typed();
    },
  };
}
