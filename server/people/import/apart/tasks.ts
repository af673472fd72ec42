import type { Db } from "../../../core/db.ts";
import { type Moment, type Prepared, planNow, prepare } from "../apply.ts";
import { getImport, recordsOf } from "../imports.ts";
import { type Preview, previewOf } from "../look/preview.ts";
import { Moved } from "../run-steps.ts";
import { looksLikeNextYear, yearsOf } from "../which-year.ts";

const loaded = (db: Db, id: string) => {
  const records = recordsOf(db, id);
  if (records === null) throw new Moved();
  return { id, records, yearLabel: getImport(db, id).yearLabel };
};

/** What is worked out of an import, here or in a thread of its own: all of it reads, none of it writes. */
export const tasks = {
  preview: (db: Db, clock: Moment, id: string): Preview => {
    const { records, yearLabel } = loaded(db, id);
    const plan = planNow(db, clock, records, yearLabel);
    const isSilent = yearLabel === null && plan.opens === null;
    return previewOf(plan, { years: yearsOf(db), asksYear: isSilent && looksLikeNextYear(db, records) });
  },
  prepare: (db: Db, clock: Moment, id: string, fingerprint: string | undefined): Prepared => {
    const { counts, slices, seq } = prepare(db, clock, loaded(db, id), { fingerprint });
    return { counts, slices, seq };
  },
};

export type TaskName = keyof typeof tasks;
export type Outcome<T extends TaskName> = ReturnType<(typeof tasks)[T]>;
