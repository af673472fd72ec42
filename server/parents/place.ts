import { and, eq } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import { NotFound, Problem } from "../core/errors.ts";
import { record } from "../core/events.ts";
import type { HomeAction } from "../core/feature.ts";
import { actingWith, loadActor } from "../people/actor.ts";
import type { ReplyBody } from "../wire/index.ts";
import type { Written } from "./envelopes.ts";
import type { Sync } from "./sync.ts";
import { inbox } from "./tables.ts";

/** The box cannot say what to do with this reply: the head will. `reason` in French. */
export class Unplaceable extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.name = "Unplaceable";
    this.reason = reason;
  }
}

export type Placed = "received" | "refused" | "known";

/**
 * Runs what the reply asks for, as its holder, with what this kind of sheet leaves of the holder's rights and under the same policy as
 * a form of the school's network, in one transaction with the message id. The same message again changes nothing. What the policy
 * refuses is noted with its reason, for the receipt.
 * Throws Unplaceable.
 */
export const place = (sync: Sync, written: Written): Placed => {
  const { personId, body } = written;
  const action = actionOf(sync, body);
  return write(sync, (tx) => {
    if (isKnown(tx, personId, body.messageId)) return "known";
    const reason = attempt(sync, action, written);
    note(tx, sync, written, reason);
    if (body.replaces !== undefined && !isKnown(tx, personId, body.replaces))
      note(
        tx,
        sync,
        { ...written, body: { ...body, messageId: body.replaces } },
        "Remplacé par une réponse plus récente.",
      );
    return reason === null ? "received" : "refused";
  });
};

const actionOf = ({ features }: Sync, { kind, action }: ReplyBody): HomeAction => {
  const actions = features.find(({ id }) => id === kind.split(".")[0])?.fromHome?.actions ?? {};
  const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (known === undefined) throw new Unplaceable("Cette version de Préau ne connaît pas cette demande.");
  return known;
};

const isKnown = (tx: Tx, personId: string, messageId: string): boolean =>
  tx
    .select({ seq: inbox.seq })
    .from(inbox)
    .where(and(eq(inbox.personId, personId), eq(inbox.messageId, messageId)))
    .get() !== undefined;

/** Null, or why it was refused. What the verb changed before it refused is undone. */
const attempt = ({ db, clock }: Sync, action: HomeAction, { personId, body, sheet }: Written): string | null => {
  const person = loadActor(db, personId, clock.today());
  if (person === undefined) throw new Unplaceable("Cette personne n’est plus dans l’école.");
  const actor = actingWith(person, sheet);
  const { entry = "", contentHash = "", fields, at } = body;
  try {
    write({ db }, () => action.run({ db, clock, actor }, { entry, contentHash, fields, at }));
    return null;
  } catch (error) {
    if (error instanceof NotFound) return "Cela n’existe plus, ou ne vous est plus adressé.";
    if (error instanceof Problem) return error.message;
    throw error;
  }
};

const note = (tx: Tx, { clock }: Sync, { personId, body, sheet }: Written, reason: string | null): void => {
  const { messageId, kind, action } = body;
  const state = reason === null ? "received" : "refused";
  tx.insert(inbox).values({ personId, messageId, state, reason, kind, action, sheet, at: clock.iso() }).run();
  record(tx, { id: personId }, `reply.${state}`, { messageId, kind, action });
};
