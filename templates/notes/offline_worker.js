{% load i18n %}// Keeps series that a reader chose to save (static/js/offline.js puts them into the caches named
// "series:…"). While there is a network everything comes from it; what is kept answers only without.
const SHELL = {{ shell|safe }};
const FILES = {{ files|safe }};
const NOTICE = '<p class="notice" role="status">{% translate "연결이 없어 저장해 둔 것을 보여 드립니다." %}</p>';
const EXACTLY = { ignoreVary: true };
const ANY = { ignoreSearch: true, ignoreVary: true };

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)));
  skipWaiting();
});

addEventListener("activate", (event) => {
  event.waitUntil(forgetOldShells().then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  const answer = fetch(request);
  event.respondWith(answer.catch(() => kept(request)));
  if (request.mode === "navigate") {
    event.waitUntil(answer.then(() => renew(request.url)).catch(() => {}));
  }
});

async function forgetOldShells() {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  }
}

async function kept(request) {
  const found = (await caches.match(request, EXACTLY)) ?? (await caches.match(request, ANY));
  if (request.mode === "navigate") return found ? marked(found) : caches.match(FILES.at(-1));
  return found ?? (await otherSize(request)) ?? Response.error();
}

async function marked(page) {
  const html = await page.text();
  const headers = new Headers(page.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(html.replace(/<main[^>]*>/, (main) => main + NOTICE), { headers });
}

// One size of a picture is kept; whichever the page asks for, it is the same picture.
async function otherSize(request) {
  if (request.destination !== "image") return undefined;
  const stem = request.url.replace(/-[^-/]*$/, "-");
  for (const cache of await series()) {
    const key = (await cache.keys()).find(({ url }) => url.startsWith(stem));
    if (key) return cache.match(key, ANY);
  }
  return undefined;
}

// A saved page that was just seen online is saved as it is now, without anything personal in it.
async function renew(url) {
  const name = saved(url);
  for (const cache of await series()) {
    if (!(await cache.match(name, EXACTLY))) continue;
    const page = await fetch(name, { credentials: "omit", cache: "no-cache" });
    if (page.ok && !page.redirected) await cache.put(name, page);
    else if (page.status === 404 || page.status === 410) await cache.delete(name, EXACTLY);
  }
}

// What a page is saved as: of a query only the part that makes another page of a long series.
function saved(url) {
  const { pathname, searchParams } = new URL(url);
  const from = searchParams.get("from");
  return from ? `${pathname}?from=${from}` : pathname;
}

async function series() {
  const names = (await caches.keys()).filter((name) => name.startsWith("series:"));
  return Promise.all(names.map((name) => caches.open(name)));
}
