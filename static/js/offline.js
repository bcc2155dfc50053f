// Saves a series on this device, so that it can be read without a network. The pages are asked for
// without cookies: what is kept is what everybody sees.
const PICTURE_WIDTH = / ?(\S+) 800w/;

/**
 * `box` stands on a series' page, of which a long one has several: `data-page` is the query of this
 * one, and each is saved by itself. Its texts are `data-save`, `-remove`, `-saving`,
 * `-done`, `-failed`.
 */
export async function start(box) {
  if (!navigator.serviceWorker || !window.caches) return; // an address without https has neither
  const [button, status] = box.children;
  const here = location.pathname + box.dataset.page;
  const name = `series:${here}`;
  const show = (isSaved) => (button.textContent = box.dataset[isSaved ? "remove" : "save"]);
  const keep = async () => {
    await navigator.serviceWorker.register(box.dataset.worker, { scope: "/" });
    await save(await caches.open(name), here, (done, all) => {
      status.textContent = `${box.dataset.saving} ${done} / ${all}`;
    });
  };
  const press = async () => {
    button.disabled = true;
    try {
      const isSaved = await caches.has(name);
      await (isSaved ? remove(name) : keep());
      status.textContent = isSaved ? "" : box.dataset.done;
    } catch {
      await remove(name);
      status.textContent = box.dataset.failed;
    }
    button.disabled = false;
    show(await caches.has(name));
  };
  show(await caches.has(name));
  box.hidden = false;
  button.addEventListener("click", press);
  // New numbers join a saved series when its reader comes by.
  if (await caches.has(name)) save(await caches.open(name), here, () => {}).catch(() => {});
}

async function save(cache, here, progress) {
  const parts = document.querySelectorAll("[data-parts] a[href]");
  const pages = [here, ...[...parts].map((part) => part.pathname)];
  const have = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  for (const [done, page] of pages.entries()) {
    progress(done, pages.length);
    if (page === here || !have.has(page)) await savePage(cache, page);
  }
}

async function savePage(cache, page) {
  const answer = await fetch(page, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.status);
  await savePictures(cache, await answer.clone().text());
  await cache.put(page, answer);
}

async function savePictures(cache, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const picture of page.querySelectorAll(".prose img")) {
    const address = PICTURE_WIDTH.exec(picture.srcset)?.[1] ?? picture.getAttribute("src");
    if (address?.startsWith("/")) await cache.add(address).catch(() => {}); // text matters more
  }
}

async function remove(name) {
  await caches.delete(name);
  const names = await caches.keys();
  if (names.some((other) => other.startsWith("series:"))) return;
  // Nobody needs the worker any more.
  await Promise.all(names.map((other) => other.startsWith("shell-") && caches.delete(other)));
  await (await navigator.serviceWorker.getRegistration("/"))?.unregister();
}
