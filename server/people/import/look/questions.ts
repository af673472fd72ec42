import { fullName } from "../../names.ts";
import type { Choice, Compared, Doubt, GuardianLine, Plan } from "../plan-types.ts";
import { fieldName, readable } from "./words.ts";

/** One answer; « Même personne ? » shows the row beside the person meant. */
export interface Answer extends Omit<Choice, "compared"> {
  readonly compared: readonly { field: string; row: string; known: string; agrees: boolean | null }[];
}

/** A question to the head, with what tells the answers apart. */
export interface Question extends Omit<Doubt, "choices"> {
  readonly choices: readonly Answer[];
  /** « Même personne ? », « Quel élève ? »; "" where `who` and `reason` say all. */
  readonly ask: string;
  readonly who: string;
  /** What the row says of that person, to compare with the choices. */
  readonly about: string;
  readonly where: string;
}

const where = ({ file, line }: { file: string; line: number }): string => `${file}, ligne ${line}`;

type Described = Plan["pupils"][number]["record"] | GuardianLine["record"] | Plan["staff"][number]["record"];

/** The name in use, and the one at birth where it differs: files are sorted by it. */
const nameOf = (record: Described): string =>
  record.usageName === null ? fullName(record) : `${fullName(record)} (${record.lastName})`;

const aboutOf = (record: Described): string =>
  [
    record.address,
    record.city,
    "mobilePhone" in record ? record.mobilePhone : null,
    "email" in record ? record.email : null,
  ]
    .filter(Boolean)
    .join(", ");

/** Where several may be meant, what the row leaves out and all of them share tells nothing. */
const telling = (choices: readonly Choice[]): ReadonlySet<string> => {
  const all = choices.flatMap(({ compared }) => (compared === undefined ? [] : [compared]));
  const fields = [...Map.groupBy(all.flat(), ({ field }) => field)];
  const tells = (of: readonly Compared[]): boolean =>
    of.some(({ row }) => row !== null) || of.length < all.length || new Set(of.map(({ known }) => known)).size > 1;
  return new Set(fields.filter(([, of]) => all.length < 2 || tells(of)).map(([field]) => field));
};

const answer = ({ compared, ...choice }: Choice, fields: ReadonlySet<string>): Answer => ({
  ...choice,
  compared: (compared ?? [])
    .filter(({ field }) => fields.has(field))
    .map(({ field, row, known, agrees }) => ({
      field: fieldName(field),
      row: readable(row),
      known: readable(known),
      agrees,
    })),
});

const asks = ({ choices }: Doubt, child: string): string => {
  if (!choices.some(({ compared }) => compared !== undefined)) return "";
  return child === "" ? "Même personne\u202f?" : "Quel élève\u202f?";
};

const question = (record: Described, doubt: Doubt, child = ""): Question => ({
  ...doubt,
  choices: doubt.choices.map((choice) => answer(choice, telling(doubt.choices))),
  ask: asks(doubt, child),
  who: child === "" ? nameOf(record) : `${nameOf(record)}, responsable de ${child}`,
  about: aboutOf(record),
  where: where(record.source),
});

const childQuestions = ({ record, children }: GuardianLine): Question[] =>
  children.flatMap(({ doubt, text }) => (doubt === null ? [] : [question(record, doubt, text)]));

/** Everything that waits for the head, pupils first: guardians may follow from them. */
export const questionsOf = (plan: Plan): Question[] => {
  const own = [...plan.pupils, ...plan.guardians, ...plan.staff].flatMap(({ doubt, record }) =>
    doubt === null ? [] : [question(record, doubt)],
  );
  return [...own, ...plan.guardians.flatMap(childQuestions)];
};
