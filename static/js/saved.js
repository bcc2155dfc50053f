/* The series that are kept on this device, on the page that stands in for one that is not. */
export async function start(section) {
  if (!window.caches) return;
  const list = section.querySelector("ul");
  for (const name of await caches.keys()) {
    if (!name.startsWith("series:")) continue;
    const link = document.createElement("a");
    link.href = name.slice("series:".length);
    link.textContent = await title(name, link.pathname + link.search);
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  section.hidden = !list.children.length;
}

async function title(name, path) {
  const page = await (await caches.open(name)).match(path, { ignoreVary: true });
  const html = page ? await page.text() : "";
  const parts = new DOMParser().parseFromString(html, "text/html");
  const words = ["h1", "[data-numbers]"].map((part) => parts.querySelector(part)?.textContent.trim());
  return words.filter(Boolean).join(" ") || decodeURI(path);
}
