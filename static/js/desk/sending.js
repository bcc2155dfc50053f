/* The buttons send the form as without scripts, but never while a save is under way (the server would
   take its own answer for somebody else's), and never into a dead network or a closed door. */

export function guardSending({ form, keeping, notices }) {
  let isAllowed = false;

  async function send(event) {
    const sent = event.currentTarget;
    if (isAllowed || !mustWait(sent)) return pass();
    event.preventDefault();
    const { submitter } = event;
    await keeping.saveAll();
    if (!isOpen()) await keeping.retry();
    if (!isOpen()) return notices.tell(keeping.trouble());
    isAllowed = true;
    // A form ignores this as long as its submit event is on its way, microtasks included.
    return setTimeout(() => sent.requestSubmit(submitter));
  }

  /* A new note is made by its first save; what other forms do, they do to what is kept. */
  function mustWait(sent) {
    if (keeping.isUnderWay() || !isOpen()) return true;
    return keeping.isDirty() && (sent !== form || form.dataset.note === "new");
  }

  const isOpen = () => !["offline", "login"].includes(keeping.trouble());

  function pass() {
    isAllowed = false;
    keeping.handOver();
    // Still here: the answer never came, or was a file.
    setTimeout(() => { if (!document.hidden) keeping.goOn(); }, 15_000);
  }

  /* What was saved last is what the preview's page shows. */
  async function follow(event) {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!isPlain || !isOpen() || !(keeping.isDirty() || keeping.isUnderWay())) return;
    event.preventDefault();
    const { href } = event.currentTarget;
    await keeping.saveAll();
    if (isOpen()) location.assign(href);
  }

  for (const one of document.querySelectorAll("main form")) one.addEventListener("submit", send);
  for (const link of form.querySelectorAll(".desk__acts a")) link.addEventListener("click", follow);
}
