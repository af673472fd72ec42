import * as z from "zod";
import { isName, levels, readEmail, readPhone, tidy } from "../import/values.ts";
import { isIne, tidyIne } from "../ine.ts";
import type { PersonFields } from "./corrections.ts";

/** What a form about a person may say; texts are tidied as those of files are, so that both can be compared. */

const text = (max: number) => z.string().max(max, `Au plus ${max} caractères.`).default("").transform(tidy);
const optional = (max: number) => text(max).transform((value) => value || null);

const name = (message: string) => text(80).refine(isName, message);

const email = optional(200).refine(
  (value) => value === null || readEmail(value) !== null,
  "Cette adresse n’est pas complète\u00a0: il faut un @ et un point.",
);

const phone = optional(30)
  .transform((value) => (value === null ? null : readPhone(value)))
  .refine(
    (value) => value === null || /^\+?\d{6,15}$/.test(value),
    "Écrivez un numéro de téléphone, par exemple 06 12 34 56 78.",
  );

export const Title = z
  .enum(["", "Mme", "M."])
  .default("")
  .transform((value) => value || null);

/** A day that exists, YYYY-MM-DD; null when nothing was written. */
export const OptionalDay = z
  .union([z.literal("").transform(() => null), z.iso.date("Écrivez la date ainsi\u00a0: 2026-11-27.")])
  .default(null);
export const Day = z.iso.date("Écrivez la date ainsi\u00a0: 2026-11-27.");

export const OptionalLevel = z
  .enum(["", ...levels])
  .default("")
  .transform((value) => value || null);

export const names = {
  title: Title,
  lastName: name("Écrivez le nom de naissance."),
  usageName: optional(80),
  firstName: name("Écrivez le prénom."),
} as const;

export const contacts = {
  email,
  homePhone: phone,
  workPhone: phone,
  mobilePhone: phone,
  address: optional(200),
  postcode: optional(12),
  city: optional(80),
  country: optional(60),
} as const;

export const pupilShape = {
  birthDate: OptionalDay,
  sex: z
    .enum(["", "F", "M"])
    .default("")
    .transform((value) => value || null),
  ine: optional(20)
    .transform((value) => (value === null ? null : tidyIne(value)))
    .refine(
      (value) => value === null || isIne(value),
      "Un INE a neuf chiffres et deux lettres, ou dix chiffres et une lettre.",
    ),
} as const;

/** Nothing known beside the name. */
export const withoutContacts: Omit<PersonFields, "title" | "lastName" | "usageName" | "firstName"> = {
  email: null,
  homePhone: null,
  workPhone: null,
  mobilePhone: null,
  address: null,
  postcode: null,
  city: null,
  country: null,
};
