import type { Entry, Keyring } from "../../../wire/schemas.ts";
import type { Place, RoomData, RoomItem } from "../messages.ts";
import { photosOf, readAround } from "./feed.ts";
import { frameOf, lineOf } from "./frame.ts";
import type { Reader } from "./reader.ts";
import { replyWords } from "./words.ts";

const SCREENS = ["photo", "envois", "appareil"];

/** The room whose program shows this place; "" for one of the app's own screens. */
export function roomAt({ holder }: Keyring, { route }: Place): string {
  const [name = ""] = route.split("/");
  if (SCREENS.includes(name)) return "";
  if (holder.kind !== "guardian") return holder.kind;
  return name === "espace" ? "pupil" : "";
}

/** In a guardian's app the space of one child holds what is published for it, and nothing that is addressed to the guardian. */
export async function readRoom(reader: Reader, keyring: Keyring, place: Place): Promise<RoomData> {
  const { uai, holder, children, channels } = keyring;
  const child = children.find(({ id }) => id === place.route.split("/")[1]);
  const isLent = holder.kind === "guardian";
  const open = isLent ? (child?.channels ?? []) : channels.map(({ id }) => id);
  const around = await readAround(reader, keyring, place.isOnline);
  const { shown, isMore } = await reader.entries(keyring, place.wanted, open);
  const item = (entry: Entry): RoomItem => {
    const { id, kind, data } = entry;
    const photos = photosOf(uai, entry, holder.kind !== "staff");
    // a picture alone stands on a screen of the guardian's: in the space it is large enough where it is
    const inSpace = photos.map((photo) => ({ ...photo, full: `#espace/${child?.id ?? ""}/mot/${id}` }));
    return { id, kind, data, photos: isLent ? inSpace : photos };
  };
  return {
    frame: frameOf(keyring, around, "feed"),
    line: await lineOf(reader, around),
    pupil: child?.firstName ?? holder.displayName,
    isLent,
    cards: shown.map(({ entry }) => item(entry)),
    others: isLent ? [] : (await reader.others(keyring)).map(item),
    replies: around.replies
      .filter(({ about, state }) => about.isNew === true && state.state !== "received")
      .map(({ about, state }) => ({ title: about.title, chip: replyWords(state, around.now) })),
    isMore,
    fingerprint: await reader.fingerprint(keyring),
  };
}
