import { assets, rooms, shell, version } from "preau:assets";
import { kinds } from "preau:kinds";
import { views } from "preau:views";
import { isToWorker } from "../messages.ts";
import { answerAsset, dropOtherAssets, keepAssets, shellResponse } from "./assets.ts";
import { Desks } from "./desks.ts";
import { learnKinds } from "./kinds.ts";
import { createRender } from "./render.ts";
import { answerView } from "./routes.ts";
import { Windows } from "./windows.ts";

declare const self: ServiceWorkerGlobalScope;

learnKinds(kinds);
const render = createRender(views);
const desks = new Desks();
const windows = new Windows(self, desks);

self.addEventListener("install", (event) => {
  event.waitUntil(keepAssets(version, assets, rooms).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOtherAssets(version).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || event.request.method !== "GET") return;
  const [, root, , kind] = url.pathname.split("/");
  if (event.request.mode === "navigate" && root === "e") event.respondWith(shellResponse(shell));
  else if (root === "e" && (kind === "vue" || kind === "media"))
    event.respondWith(answerView(event, { render, desks, windows }));
  else if (root === "app" || root === "static") event.respondWith(answerAsset(event.request, version));
});

self.addEventListener("message", (event) => {
  if (isToWorker(event.data)) event.waitUntil(windows.answer(event, event.data));
});

// Background Sync, where it exists: the browser wakes the worker once the line is back, even with the app closed.
self.addEventListener("sync", (event: Event) => {
  if (event instanceof ExtendableEvent) event.waitUntil(windows.deliverAll());
});
