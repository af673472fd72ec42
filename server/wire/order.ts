/**
 * The place of a publication in the life of a school's box. `seq` grows by one at each commit and never restarts while the
 * portal keeps its store; `lineage` grows by one each time a box is restored. The lineage decides first.
 */
export interface Position {
  readonly lineage: number;
  readonly seq: number;
}

/** Negative when `a` comes before `b`, zero when equal. */
export const comparePositions = (a: Position, b: Position): number => a.lineage - b.lineage || a.seq - b.seq;

export const isOlder = (a: Position, b: Position): boolean => comparePositions(a, b) < 0;
