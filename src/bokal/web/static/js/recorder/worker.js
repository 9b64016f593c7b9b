// Keeps the page of the recorder, so that it opens without network. BOKAL is written above by the site:
// shell (what is kept), language, and version (it changes with anything that is kept).

const FAMILY = `bokal-recorder-${BOKAL.language}-`;
const KEPT = FAMILY + BOKAL.version;
const SHELL = new Set(BOKAL.shell);

async function fill() {
  const cache = await caches.open(KEPT);
  for (const address of SHELL) {
    const answer = await fetch(address, { cache: "reload", credentials: "same-origin" });
    // A page that leads to the sign-in must not take the place of the recorder.
    if (!answer.ok || answer.redirected) throw new Error(address);
    await cache.put(address, answer);
  }
  await self.skipWaiting();
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(FAMILY) && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request, address) {
  const cache = await caches.open(KEPT);
  return (await cache.match(address, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const here = address.origin === self.location.origin && SHELL.has(address.pathname);
  if (event.request.method !== "GET" || !here) return;
  // Whoever comes back from signing in, or asks for it, wants the site and not the kept page.
  if (event.request.mode === "navigate" && address.search) return;
  event.respondWith(answer(event.request, address.pathname));
});
