/** Made by scripts/build-app.ts: the fragments of views/, compiled. */
declare module "preau:views" {
  import type { Compiled } from "./worker/render.ts";
  export const views: Readonly<Record<string, Compiled>>;
}

/** Made by scripts/build-app.ts: what the service worker keeps from its first minute. */
declare module "preau:assets" {
  /** Changes with any of the files. */
  export const version: string;
  export const shell: string;
  /** Addresses whose names change with their content, so that a cached one never goes stale. */
  export const assets: readonly string[];
  /** The same for what staff and pupils need besides: kept by devices that have once used it. */
  export const rooms: readonly string[];
}

/** Made by scripts/build-app.ts from the features' manifests. */
declare module "preau:kinds" {
  import type { Kind } from "./worker/kinds.ts";
  /** For the worker: all of them. */
  export const kinds: Readonly<Record<string, Kind>>;
  /** For a room's program: those that it shows, with its own fragments. */
  export const shown: Readonly<Record<string, { as: string; view: string; title?: string; icon?: string }>>;
}
