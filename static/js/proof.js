/* The puzzle of the comment form (comments/proofs.py), solved while somebody writes. The browser derives
   the keys beside the page, one after the other, so that no letter waits for them. */
let isSolving = false;
let isWatched = false;

/** `challenge` is what the token's answer or the field in the page says; `renew` gets another token, and
    with it another challenge: each is worth one comment. */
export async function start(form, challenge, renew) {
  const { parameters, signature } = typeof challenge === "string" ? JSON.parse(challenge) : challenge;
  const field = form.elements.proof ?? addField(form);
  watch(form, renew);
  isSolving = true;
  try {
    const solution = await solve(parameters);
    field.value = btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
  } finally {
    isSolving = false; // without a solution it is sent all the same, and looked at first
    form.dispatchEvent(new Event("solved"));
  }
}

function watch(form, renew) {
  if (isWatched) return;
  isWatched = true;
  sendWhenSolved(form);
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    form.elements.proof.value = ""; // the comment that it was for is sent
    renew();
  });
}

function addField(form) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "proof" });
  // Else a browser that goes back fills in what was used.
  form.elements.token.autocomplete = field.autocomplete = "off";
  form.append(field);
  return field;
}

/* Whoever is quicker waits a moment. */
function sendWhenSolved(form) {
  form.addEventListener("submit", (event) => {
    if (!isSolving || event.defaultPrevented) return;
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    form.addEventListener("solved", () => {
      form.removeAttribute("aria-busy");
      form.requestSubmit(event.submitter);
    }, { once: true });
  });
}

async function solve(parameters) {
  const began = performance.now();
  const nonce = bytes(parameters.nonce);
  for (let counter = 0; ; counter += 1) {
    const derivedKey = await derive(parameters, nonce, counter);
    if (!derivedKey.startsWith(parameters.keyPrefix)) continue;
    return { counter, derivedKey, time: Math.round(performance.now() - began) };
  }
}

async function derive({ salt, cost, keyLength }, nonce, counter) {
  const password = new Uint8Array([...nonce, 0, 0, 0, 0]);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const way = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(way, key, 8 * keyLength));
}

function bytes(digits) {
  return Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
