import { utf8 } from "./bytes.ts";
import { paddedLength } from "./padding.ts";
import type { Entry, EntryRef, Page } from "./schemas.ts";

const lengthOf = (value: unknown): number => utf8(JSON.stringify(value)).length;
const NAMED = ',"here":'.length;

/**
 * The page with as many of these entries (by id) inside as fit where padding would stand: it grows by no byte, and who reads it
 * fetches as many objects less. Only entries under the page's own key number: whoever lacks an older number may not read them here.
 */
export function filledPage(
  channel: string,
  refs: readonly EntryRef[],
  key: number,
  entries: ReadonlyMap<string, Entry>,
): Page {
  const page: Page = { v: 1, channel, entries: [...refs] };
  let length = lengthOf(page);
  const most = paddedLength(length);
  page.entries = refs.map((ref) => {
    const here = ref.key === key ? entries.get(ref.id) : undefined;
    const more = here === undefined ? 0 : NAMED + lengthOf(here);
    if (here === undefined || length + more > most) return ref;
    length += more;
    return { ...ref, here };
  });
  return page;
}
