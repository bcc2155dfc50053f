// What changed in a note since this reader was here, known on this device only:
// {"/series/소셜전략/3/": {told: 2, before: 1, at: 1764…}}. Of the changes that the note tells of,
// `told` were there at the last visit, and `before` at the one before it. The note that was opened
// last stands at the end.
import { readings } from "./reading.js";

const KEY = "revisits";
const MOST = 1000; // notes
const ONE_VISIT = 60 * 60 * 1000; // milliseconds: a page that is loaded again, a way there and back

function visits() {
  try {
    return Object(JSON.parse(localStorage.getItem(KEY)));
  } catch {
    return {};
  }
}

function remember(name, visit) {
  const { [name]: _old, ...others } = visits();
  const kept = [...Object.entries(others), [name, visit]].slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // Storage may be closed or full; then nobody is told of anything.
  }
}

/** `link` is there once a note tells of changes, `data-revisits` of them; it leads to the new ones. */
export function start(link) {
  const name = decodeURI(location.pathname);
  const told = Number(link.dataset.revisits);
  const last = visits()[name];
  // Read, but never with this link: nothing had been told by then.
  const known = last?.told ?? (readings()[name] ? 0 : told);
  const isSameVisit = Date.now() - last?.at < ONE_VISIT;
  const since = known === told && isSameVisit ? last.before : known;
  remember(name, { told, before: since, at: Date.now() });
  if (!(since < told)) return;
  link.search = `?since=${since}`;
  link.hidden = false;
}
