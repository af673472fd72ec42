import { eq, isNotNull, isNull } from "drizzle-orm";
import type { Sheet } from "../people/actor.ts";
import { accessKeys, people } from "../people/tables.ts";
import { fromHex, type ReplyBody, type ReplyKey } from "../wire/index.ts";
import type { Opened } from "./jobs.ts";
import type { Sync } from "./sync.ts";

/** A reply, and whose sheet of which kind wrote it. */
export interface Written {
  readonly body: ReplyBody;
  readonly personId: string;
  readonly sheet: Sheet;
}

export type Read = (Written & { readonly isRevoked: boolean }) | { readonly reason: string };

interface Author extends ReplyKey {
  readonly personId: string;
  readonly sheet: Sheet;
}

const authorsOf = ({ db }: Sync, areRevoked: boolean): Author[] =>
  db
    .select({
      personId: people.id,
      holder: people.publicId,
      name: accessKeys.tokenHash,
      sheet: accessKeys.kind,
      replyKey: accessKeys.replyKey,
    })
    .from(accessKeys)
    .innerJoin(people, eq(people.id, accessKeys.personId))
    .where(areRevoked ? isNotNull(accessKeys.revokedAt) : isNull(accessKeys.revokedAt))
    .all()
    .map(({ replyKey, ...author }) => ({ ...author, key: fromHex(replyKey) }));

/** Who may have written: read once for many envelopes. */
export const authors = (sync: Sync) => ({ inForce: authorsOf(sync, false), revoked: authorsOf(sync, true) });
export type Authors = ReturnType<typeof authors>;

/** Opens one envelope. `holder`: whose keyring the portal names as the depositor's; only a hint of which key to try first. */
export const readEnvelope = async (
  sync: Sync,
  { inForce, revoked }: Authors,
  holder: string,
  envelope: Uint8Array,
): Promise<Read> => {
  const opened = await openAs(sync, likelyFirst(inForce, holder), envelope);
  if ("body" in opened) return authored(inForce, opened, false);
  if (opened.refused !== "bad-mac") return { reason: reasons[opened.refused] };
  const old = await openAs(sync, likelyFirst(revoked, holder), envelope);
  return "body" in old ? authored(revoked, old, true) : { reason: reasons[old.refused] };
};

const likelyFirst = (all: readonly Author[], tokenHash: string): Author[] => [
  ...all.filter((author) => author.name === tokenHash),
  ...all.filter((author) => author.name !== tokenHash),
];

/** A fault of ours in one envelope must not hold up all the others: it is tried once more, then set aside. */
const openAs = (sync: Sync, some: readonly Author[], envelope: Uint8Array): Promise<Opened> => {
  const open = (): Promise<Opened> =>
    sync.apart.run("reply", {
      envelope,
      identity: sync.keys.replyIdentity,
      uai: sync.uai,
      replyKeys: some.map(({ holder, key, name }) => ({ holder, key, name })),
    });
  return open()
    .catch(open)
    .catch((error: unknown) => {
      sync.log.error({ err: error }, "an envelope could not be opened");
      return { refused: "malformed" };
    });
};

const authored = (some: readonly Author[], { body, by }: { body: ReplyBody; by: string }, isRevoked: boolean): Read => {
  const author = some.find(({ name }) => name === by);
  if (author === undefined) return { reason: reasons["bad-mac"] };
  const { personId, sheet } = author;
  return { body, personId, sheet, isRevoked };
};

const unreadable = "Illisible\u00a0: cela n’a pas été écrit pour cette école, ou a été abîmé en route.";

const reasons: Readonly<Record<Extract<Opened, { refused: unknown }>["refused"], string>> = {
  "bad-mac": "Aucun accès connu de cette boîte ne l’a signé.",
  "wrong-school": "Écrit pour une autre école.",
  malformed: unreadable,
  unopenable: unreadable,
  "bad-signature": unreadable,
  "bad-hash": unreadable,
  older: unreadable,
  "wrong-channel": unreadable,
  "no-key": unreadable,
};
