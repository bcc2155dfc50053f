/* Pictures: pasted, dropped or chosen, several at once. One line tells of each and can stop it.

   The text is not touched while a file is on its way: its place is remembered, moves with what is
   written meanwhile, and gets the picture once no syllable is open. */

import { renewToken } from "./asking.js";
import { insertAside } from "./typing.js";
import { watchPlaces } from "./places.js";
import { say } from "./words.js";

const LETTER = /[\p{L}\p{N}\p{M}]/u;

export function startUploads({ form, body, composing }) {
  const list = form.querySelector("[data-uploads]");
  const chooser = form.querySelector("[data-files]");
  const places = watchPlaces(body);
  const waiting = [];
  let isBusy = false;

  function add(files) {
    const at = body.selectionEnd;
    const pictures = [...files].filter((file) => file.type.startsWith("image/"));
    for (const file of pictures) {
      const upload = { file, place: places.mark(at), row: newRow(form, list, file.name) };
      upload.row.onStop = () => stop(upload);
      upload.row.onAgain = () => { upload.row.say("waiting"); waiting.push(upload); next(); };
      waiting.push(upload);
    }
    next();
  }

  /* One after the other: so they come in the order in which they were given. */
  async function next() {
    if (isBusy || !waiting.length) return;
    isBusy = true;
    const upload = waiting.shift();
    const answer = await sendFile(form, body.dataset.markdownxUploadUrlsPath, upload);
    if (answer.code) {
      composing.whenQuiet(() => put(upload, answer.code));
    } else if (!upload.isStopped) upload.row.fail(answer.message);
    isBusy = false;
    next();
  }

  function put({ place, row, isStopped }, code) {
    if (isStopped) return;
    const at = wordEnd(body.value, place.at);
    places.step(place.at, at - place.at);
    const text = asParagraph(body.value, at, code);
    places.forget(place);
    insertAside(body, at, text);
    places.step(at, text.length);
    row.remove();
  }

  function stop(upload) {
    upload.isStopped = true;
    upload.request?.abort();
    const at = waiting.indexOf(upload);
    if (at >= 0) waiting.splice(at, 1);
    places.forget(upload.place);
    upload.row.remove();
    body.focus({ preventScroll: true });
  }

  body.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return; // words come with a picture of them
    event.preventDefault();
    add(files);
  });
  body.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  body.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  form.querySelector("[data-choose]").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    add(chooser.files);
    chooser.value = "";
    body.focus({ preventScroll: true });
  });
}

/* fetch() does not tell how far a file has got. */
async function sendFile(form, address, upload, isSecond = false) {
  const { status, said } = await new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fields = new FormData();
    fields.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fields.append("image", upload.file, upload.file.name);
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => upload.row.progress(event.loaded / event.total));
    request.addEventListener("loadend", () => resolve({ status: request.status, said: request.response ?? {} }));
    upload.request = request;
    upload.row.say("sending");
    if (upload.isStopped) resolve({ status: 0, said: {} });
    else request.send(fields);
  });
  if (status === 403 && !isSecond && await renewToken(form).catch(() => false)) {
    return sendFile(form, address, upload, true);
  }
  return { code: status < 300 && said.image_code, message: said.message ?? say("not_sent") };
}

/* A picture never cuts a word: it comes after it. */
function wordEnd(text, at) {
  if (!LETTER.test(text[at - 1] ?? "")) return at;
  while (LETTER.test(text[at] ?? "")) at += 1;
  return at;
}

/** A picture is a paragraph of its own. */
export function asParagraph(text, at, code) {
  const before = text.slice(0, at);
  const after = text.slice(at);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  return lead + code + tail;
}

function newRow(form, list, name) {
  const item = form.querySelector("[data-upload-row]").content.cloneNode(true).firstElementChild;
  const part = (which) => item.querySelector(`[data-part="${which}"]`);
  part("name").textContent = name;
  for (const button of item.querySelectorAll("button")) {
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${name}`);
  }
  part("bar").setAttribute("aria-label", name);
  list.append(item);
  list.hidden = false;
  const row = {
    say(which) {
      part("bar").hidden = false;
      part("again").hidden = true;
      part("text").textContent = say(which);
    },
    progress(share) {
      part("bar").value = share;
      if (share >= 1) part("text").textContent = say("working");
    },
    fail(message) {
      part("bar").hidden = true;
      part("again").hidden = false;
      part("text").textContent = message;
    },
    remove() {
      item.remove();
      list.hidden = !list.children.length;
    },
  };
  part("stop").addEventListener("click", () => row.onStop());
  part("again").addEventListener("click", () => row.onAgain());
  row.say("waiting");
  return row;
}
