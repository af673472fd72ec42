import { setImmediate as letOthersRun } from "node:timers/promises";

const sliceMs = 8;

/** Goes through many things without keeping a page on the network waiting for more than a few milliseconds. */
export async function inSlices<T>(things: Iterable<T>, visit: (thing: T) => void): Promise<void> {
  let began = performance.now();
  for (const thing of things) {
    visit(thing);
    if (performance.now() - began < sliceMs) continue;
    await letOthersRun();
    began = performance.now();
  }
}

/** `work` on each, a few at once. */
export async function fewAtOnce<T, R>(
  things: readonly T[],
  atOnce: number,
  work: (thing: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < things.length; i += atOnce)
    results.push(...(await Promise.all(things.slice(i, i + atOnce).map(work))));
  return results;
}
