/* The author's form, started by main.js. Everything here is comfort: without it the same form works. */

import { startAlone } from "./alone.js";
import { openBackup } from "./backup.js";
import { startBeside } from "./beside.js";
import { composes, keepCompositionFromSubmitting, watchComposing } from "./composing.js";
import { startCounter } from "./counter.js";
import { keep } from "./keeping.js";
import { openNotices } from "./notices.js";
import { startPreview } from "./preview.js";
import { recover } from "./recovery.js";
import { guardSending } from "./sending.js";
import { startShortcuts } from "./shortcuts.js";
import { startToolbar } from "./toolbar.js";
import { startUploads } from "./uploads.js";

export async function start(form) {
  const { title, body } = form.elements;
  form.autocomplete = "off"; // a browser would put old words back on top of a newer state
  form.dataset.key ??= Math.random().toString(36).slice(2);
  form.classList.add("is-alive");
  keepCompositionFromSubmitting(form);
  const composing = watchComposing(form);
  const notices = openNotices(form);
  const page = { form, title, body, composing, notices };
  const toolbar = startToolbar(page);
  const preview = startPreview(page);
  startUploads(page);
  startCounter(page);
  startBeside(form);
  goOnFromTitle(title, body);

  const backup = await openBackup(form);
  const hasConflict = form.dataset.conflict !== undefined;
  if (!hasConflict) await recover({ ...page, backup });
  const keeping = keep({ ...page, backup });
  if (hasConflict) keeping.waitForChoice();
  if (form.dataset.sent !== undefined) keeping.handOver(); // before all this was here
  guardSending({ ...page, keeping });
  startChoices({ ...page, keeping });
  startShortcuts({ ...page, toolbar, preview, save: () => saveNow(keeping, notices) });
  startAlone(page);
  form.dataset.ready = "";
}

/* Enter after the title goes on to the text; the one that ends a syllable does nothing at all. */
function goOnFromTitle(title, body) {
  title.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || composes(event)) return;
    event.preventDefault();
    body.focus();
  });
}

async function saveNow(keeping, notices) {
  await keeping.saveAll();
  if (!keeping.trouble()) notices.tell("said_saved");
}

function startChoices({ form, notices, keeping }) {
  notices.block("conflict").querySelector("[data-do=load]").addEventListener("click", () => {
    keeping.handOver();
    location.assign(form.action);
  });
  notices.block("offline").querySelector("[data-do=again]").addEventListener("click", keeping.retry);
}
