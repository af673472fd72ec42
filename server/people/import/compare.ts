import { nameKey } from "../names.ts";
import type { Compared } from "./plan-types.ts";

/** In the order in which somebody looks at them. */
const order = [
  "title",
  "lastName",
  "usageName",
  "firstName",
  "birthDate",
  "ine",
  "classroom",
  "level",
  "email",
  "mobilePhone",
  "homePhone",
  "address",
  "city",
] as const;

/** What one description says of somebody; other fields are nobody's evidence. */
export type Side = { readonly [F in (typeof order)[number]]?: string | null | undefined };

/** « Même personne ? »: what two descriptions say, field by field; what neither knows is left out. */
export const compare = (row: Side, known: Side): Compared[] =>
  order.flatMap((field) => {
    const [here, there] = [row[field] || null, known[field] || null];
    if (here === null && there === null) return [];
    const agrees = here === null || there === null ? null : nameKey(here) === nameKey(there);
    return [{ field, row: here, known: there, agrees }];
  });
