import { fullName } from "../../names.ts";
import type { Choice, Doubt, GuardianLine, Plan } from "../plan-types.ts";
import { fieldName, readable } from "./words.ts";

/** One answer; « Même personne ? » shows the row beside the person meant. */
export interface Answer extends Omit<Choice, "compared"> {
  readonly compared: readonly { field: string; row: string; known: string; agrees: boolean | null }[];
}

/** A question to the head, with what tells the answers apart. */
export interface Question extends Omit<Doubt, "choices"> {
  readonly choices: readonly Answer[];
  readonly isSamePerson: boolean;
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

const answer = ({ compared, ...choice }: Choice): Answer => ({
  ...choice,
  compared: (compared ?? []).map(({ field, row, known, agrees }) => ({
    field: fieldName(field),
    row: readable(row),
    known: readable(known),
    agrees,
  })),
});

const question = (record: Described, doubt: Doubt, child = ""): Question => ({
  ...doubt,
  choices: doubt.choices.map(answer),
  isSamePerson: doubt.choices.some(({ compared }) => compared !== undefined),
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
