import { setTimeout as pause } from "node:timers/promises";
import {
  api,
  type ChannelHead,
  deriveHolderKeys,
  type Entry,
  openEntry,
  openKeyring,
  openMedia,
  openPage,
  verifyHead,
} from "../../server/wire/index.ts";
import { demoUai } from "./school.ts";

const everyMs = 25;

export interface Reader {
  /** Waits until the class's notice of this title can be read, its photos included; resolves at that moment. */
  untilReadable(title: string): Promise<void>;
}

/** A family's phone that looks at one class again and again and opens what it has not seen, believing nothing unchecked. */
export const openReader = async (portalUrl: string, code: string): Promise<Reader> => {
  const keys = deriveHolderKeys(code, demoUai);
  const paths = api(demoUai);
  const there = async (path: string): Promise<Uint8Array> => {
    const answer = await fetch(portalUrl + path, { headers: { authorization: `Bearer ${keys.token}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const keyring = await openKeyring(await there(paths.keyring), keys, { uai: demoUai });
  const channel = keyring.channels.find(({ type }) => type === "classroom");
  if (channel === undefined) throw new Error("this family has no class");
  const head = async (): Promise<ChannelHead> =>
    verifyHead(await there(paths.head(channel.id)), channel.id, {
      uai: demoUai,
      publicKeys: keyring.school.publicKeys,
    });
  const seen = new Set((await head()).pages.map(({ object }) => object));

  const newEntry = async (title: string): Promise<Entry | undefined> => {
    for (const ref of (await head()).pages.filter(({ object }) => !seen.has(object))) {
      const page = await openPage(await there(paths.object(ref.object)), ref, channel);
      seen.add(ref.object);
      const [newest] = page.entries;
      const entry = newest && (await openEntry(await there(paths.object(newest.object)), newest, channel));
      if (entry?.data.title === title) return entry;
    }
    return undefined;
  };
  const openPhotos = async ({ media }: Entry): Promise<void> => {
    for (const { thumb, ...full } of media)
      for (const file of thumb === undefined ? [full] : [thumb, full])
        await openMedia(await there(paths.object(file.object)), file);
    if (media.length === 0) throw new Error("the photo is missing");
  };
  return {
    untilReadable: async (title) => {
      const deadline = performance.now() + 60_000;
      for (let entry = await newEntry(title); ; entry = await newEntry(title)) {
        if (entry !== undefined) return openPhotos(entry);
        if (performance.now() > deadline) throw new Error("the notice did not reach the portal within a minute");
        await pause(everyMs);
      }
    },
  };
};
