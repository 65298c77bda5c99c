// {{ version }} — keeps the shell of 今日上门 and nothing else: no list, no record, no name is ever in this cache.
const VERSION = "visits-{{ version }}";
const SHELL = "{{ shell }}";
const KEPT = {{ kept|safe }};
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll([SHELL, ...KEPT])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((one) => one.startsWith("visits-") && one !== VERSION).map((one) => caches.delete(one))))
    .then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === SHELL) event.respondWith(shell(event.request));
  else if (KEPT.includes(url.pathname)) event.respondWith(caches.match(url.pathname).then((found) => found || fetch(event.request)));
});
// The newest shell where the server answers soon, else the kept one: a corridor with half a bar must not hang.
async function shell(request) {
  const cache = await caches.open(VERSION);
  const kept = await cache.match(SHELL);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok && answer.type === "basic" && !answer.redirected) cache.put(SHELL, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  const soon = new Promise((done) => setTimeout(() => done(kept), 2500));
  return Promise.race([fresh.catch(() => kept), soon]);
}
// Somebody signed out on this telephone: the list goes, and every open page forgets it.
self.addEventListener("message", (event) => {
  if (event.data !== "forget") return;
  event.waitUntil(Promise.all([
    self.clients.matchAll().then((pages) => pages.forEach((page) => page.postMessage("forget"))),
    new Promise((done) => {
      const asked = indexedDB.open("lianfang-visits");
      asked.onerror = done;
      asked.onsuccess = () => {
        if (!asked.result.objectStoreNames.contains("kept")) { done(); return; }
        const act = asked.result.transaction("kept", "readwrite");
        act.objectStore("kept").delete("list");
        act.objectStore("kept").delete("drafts");
        act.oncomplete = act.onerror = done;
      };
    }),
  ]));
});
