// Keeps the site for when there is no net: what a page asks for at once when it is asked for, the rest in the background.
const CACHE = "downhill-$version";
const FILES = $files;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const stale = (name) => name.startsWith("downhill-") && name !== CACHE;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(stale).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== self.location.origin) return;
  event.respondWith(caches.match(event.request, {cacheName: CACHE, ignoreSearch: true})
    .then((kept) => kept ?? fetch(event.request)));
});
