// Keeps one whole version of the page, so that it works without a network. A new version is put in place only when all of it is here,
// and is used only when she says so or comes back: words of one version never meet the rules of another.

const VERSION = "__VERSION__";
const FILES = __FILES__;
const FOLDER = "/__FOLDER__/";

/** Files in the version's own folder never change, so what the page has just fetched is not fetched again. */
const fresh = (file) => new Request(file, `/${file}`.startsWith(FOLDER) ? {} : { cache: "reload" });

self.addEventListener("install", (event) => {
  // Where the browser can, what the first screen needs comes straight from what is kept: it need not wake this worker for it.
  const route = (pathname) => ({ condition: { urlPattern: new URLPattern({ pathname, search: "" }) }, source: { cacheName: VERSION } });
  event.addRoutes?.([new URL("./", location.href).pathname, `*${FOLDER}*.css`, `*${FOLDER}*.js`].map(route))?.catch(() => {});
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(FILES.map(fresh))));
});

self.addEventListener("activate", (event) => {
  const old = async () => Promise.all((await caches.keys()).filter((name) => name !== VERSION).map((name) => caches.delete(name)));
  event.waitUntil(old().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "use") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== location.origin) return;
  const answer = async () => {
    const cache = await caches.open(VERSION);
    const asked = event.request;
    const kept = await cache.match(asked, { ignoreSearch: true });
    if (kept) return kept;
    const fresh = await fetch(asked);
    if (fresh.ok && asked.url.includes(FOLDER)) await cache.put(asked, fresh.clone()); // a language that was chosen is kept from then on
    return fresh;
  };
  event.respondWith(answer());
});
