import { type Db, generationOf } from "./db.ts";

interface Kept<T> {
  generation: number;
  byKey: Map<string, T>;
}

/**
 * A small memory that is true until the next write: what was computed from the same rows is not computed again. At most
 * `limit` things are kept.
 */
export const keptUntilWrite = <T>(limit: number) => {
  const memories = new WeakMap<object, Kept<T>>();
  return (db: Db, key: string, compute: () => T): T => {
    const generation = generationOf(db);
    let memory = memories.get(db.$client);
    if (memory === undefined || memory.generation !== generation) {
      memory = { generation, byKey: new Map() };
      memories.set(db.$client, memory);
    }
    const known = memory.byKey.get(key);
    if (known !== undefined) return known;
    const value = compute();
    if (memory.byKey.size >= limit) memory.byKey.clear();
    memory.byKey.set(key, value);
    return value;
  };
};
