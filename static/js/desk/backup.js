/* The words in this browser, at once: what the server has not acknowledged is kept here.

   One record per account, note and tab, for two tabs must not overwrite each other's. A tab holds a
   lock of its own name while it lives; what a dead tab has left is found by the next one. */

const PREFIX = "desk-words";
const TAB = "desk-tab";
const A_MOMENT = 300; // milliseconds: a page that is loaded again may meet its own lock

const lockOf = (tab) => `${TAB}:${tab}`;
const newName = () => Math.random().toString(36).slice(2, 12);

/** null: nothing there, or not to be read; the words matter more than the reason. */
function read(storage, key) {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, value);
    return true;
  } catch {
    return false; // full or forbidden
  }
}

function hold(tab) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(lockOf(tab), { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined; // until the tab dies
    });
  });
}

/* A copied tab comes with its mother's name, and takes another. */
async function ownName() {
  const known = read(sessionStorage, TAB);
  if (known && await hold(known)) return known;
  if (known) await new Promise((resolve) => { setTimeout(resolve, A_MOMENT); });
  if (known && await hold(known)) return known;
  const name = newName();
  write(sessionStorage, TAB, name);
  await hold(name);
  return name;
}

async function livingTabs() {
  const { held } = navigator.locks ? await navigator.locks.query() : { held: [] };
  return new Set(held.map((lock) => lock.name));
}

export async function openBackup(form) {
  const tab = await ownName();
  const keyOf = (note, owner = tab) => [PREFIX, form.dataset.user, note, owner].join(":");
  let key = keyOf(form.dataset.note);

  return {
    /** Keeps `record` ({words, state, …}); false where this browser keeps nothing. */
    put: (record) => write(localStorage, key, JSON.stringify({ ...record, at: Date.now() })),
    drop: (other = key) => { try { localStorage.removeItem(other); } catch { /* nothing was kept */ } },
    /** The note has got a number of its own. */
    moveTo(note) {
      this.drop();
      key = keyOf(note);
    },
    /** Own words under another name, so that new ones do not overwrite them. The key. */
    setAside(record) {
      const aside = keyOf(form.dataset.note, newName());
      write(localStorage, aside, JSON.stringify(record));
      this.drop();
      return aside;
    },
    /** What was left of this note: [{key, record, isOwn}], the newest first. */
    async found() {
      const [living, mine] = [await livingTabs(), key];
      const start = keyOf(form.dataset.note, "");
      const keys = allKeys().filter((one) => one.startsWith(start));
      return keys
        .filter((one) => one === mine || !living.has(lockOf(one.slice(start.length))))
        .map((one) => ({ key: one, record: parsed(read(localStorage, one)), isOwn: one === mine }))
        .filter(({ record }) => record?.words)
        .sort((one, other) => other.record.at - one.record.at);
    },
  };
}

function allKeys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
