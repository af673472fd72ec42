import type { Visit } from "../../core/http.ts";
import { loadActor } from "../../people/actor.ts";

/** A teacher who left her computer to the pupils: who, where she was, until when she is offered to come back. */
interface Handover {
  readonly personId: string;
  readonly suite: string;
  readonly isProjected: boolean;
  /** Milliseconds of Clock.elapsed(). */
  readonly until: number;
}

const longestMs = 10 * 3_600_000;
const most = 1000;

/** In memory: after a restart she signs in as everybody does. */
const kept = new WeakMap<object, Map<string, Handover>>();
const handovers = ({ db }: Pick<Visit, "db">): Map<string, Handover> => {
  const known = kept.get(db.$client) ?? new Map<string, Handover>();
  kept.set(db.$client, known);
  return known;
};

type Here = Pick<Visit, "db" | "clock" | "device">;

export const noteHandover = (here: Here, handover: Omit<Handover, "until">): void => {
  const all = handovers(here);
  if (all.size >= most) all.clear();
  all.set(here.device, { ...handover, until: here.clock.elapsed() + longestMs });
};

export const forgetHandover = (here: Here): void => {
  handovers(here).delete(here.device);
};

/** Who handed this computer over, with her name; undefined when nobody did. */
export const handoverHere = (here: Here): (Handover & { readonly name: string }) | undefined => {
  const handover = handovers(here).get(here.device);
  if (handover === undefined || handover.until <= here.clock.elapsed()) return undefined;
  const person = loadActor(here.db, handover.personId, here.clock.today());
  return person && { ...handover, name: person.displayName };
};
