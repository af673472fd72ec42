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
}
