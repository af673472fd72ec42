import { type ChainState, checkChain } from "../../core/event-chain.ts";
import type { Deps } from "../../core/feature.ts";

const known = new WeakMap<object, ChainState>();

/** How the chain stands. What was found sound since the start, or since the last night, is not recomputed at each visit. */
export const chainState = async ({ db }: Pick<Deps, "db">): Promise<ChainState> => {
  const before = known.get(db.$client);
  const state = await checkChain(db, before?.brokenAt === null ? before : undefined);
  known.set(db.$client, state);
  return state;
};

/** Every night from its beginning. */
export const recheck = async (deps: Pick<Deps, "db">): Promise<void> => {
  known.delete(deps.db.$client);
  await chainState(deps);
};
