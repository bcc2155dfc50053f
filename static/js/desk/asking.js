/* Requests of the editor. Signing in changes the token that a form needs: a refused one is renewed. */

const PATIENCE = 20_000; // milliseconds
const JSON_ONLY = { Accept: "application/json" };

/** Renews the token in all forms of the page. The answer: false if nobody is signed in. */
export async function renewToken(form) {
  const answer = await fetch(form.dataset.token, { headers: JSON_ONLY, signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) return false;
  const { token } = await answer.json();
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  return true;
}

/** Posts `fields`; a Response, or the error of `fetch` where no answer came. */
export async function post(form, address, fields, { signal, keepalive = false } = {}) {
  const send = () => fetch(address, {
    method: "POST",
    headers: JSON_ONLY,
    body: bodyOf(form, fields),
    keepalive,
    signal: AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])]),
  });
  const answer = await send();
  if (answer.status !== 403) return answer;
  return (await renewToken(form)) ? send() : new Response("{}", { status: 401 });
}

/* In parts, as a form with files: an address would take nine bytes for a Hangul letter, and a request
   that outlives its page may have 64 KiB. */
function bodyOf(form, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return body;
}

/** The JSON of an answer, or nothing: what stands in front of us may have answered in its own way. */
export async function jsonOf(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}
