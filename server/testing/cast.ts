import type { Tx } from "../core/db.ts";
import { newId, randomId } from "../core/ids.ts";
import { relationKinds } from "../people/families/kinds.ts";
import { nameKey } from "../people/names.ts";
import {
  accounts,
  classrooms,
  guardianships,
  memberships,
  people,
  pupils,
  school,
  schoolYears,
  staff,
} from "../people/tables.ts";

/** The people of every test, and what each is there for. */
export const cast = {
  /** Head; teaches no class. */
  gaelle: "head",
  /** Teaches the CE2. */
  anne: "teacher",
  /** Teaches the CP. */
  karim: "teacher",
  /** ATSEM of the CP. */
  sylvie: "staff",
  /** Looks after the machine. */
  theo: "technician",
  /** CE2; Claire's and Marc's child. */
  lea: "pupil",
  /** CP; Claire's and Marc's child, Léa's brother. */
  hugo: "pupil",
  /** CE2; Nadia's child. */
  imran: "pupil",
  /** CP; Paul's child. */
  zoe: "pupil",
  /** Mother of Léa and Hugo. */
  claire: "guardian",
  /** Father of Léa and Hugo. */
  marc: "guardian",
  /** Mother of Imran, who is in Léa's class. */
  nadia: "guardian",
  /** Father of Imran without parental authority: reads, signs nothing. */
  rachid: "guardian",
  /** Father of Zoé: another class, another family. */
  paul: "guardian",
} as const;

export type CastName = keyof typeof cast;
export type CastIds = Record<CastName | "ce2" | "cp" | "year", string>;

const family: Record<CastName, readonly [title: "Mme" | "M.", first: string, last: string]> = {
  gaelle: ["Mme", "Gaëlle", "LŒUILLE"],
  anne: ["Mme", "Anne", "MORIN"],
  karim: ["M.", "Karim", "BENALI"],
  sylvie: ["Mme", "Sylvie", "MERCIER"],
  theo: ["M.", "Théo", "LAMBERT"],
  lea: ["Mme", "Léa", "ROUX"],
  hugo: ["M.", "Hugo", "ROUX"],
  imran: ["M.", "Imran", "DIALLO"],
  zoe: ["Mme", "Zoé", "PÉREZ"],
  claire: ["Mme", "Claire", "EL AMRANI"],
  marc: ["M.", "Marc", "ROUX"],
  nadia: ["Mme", "Nadia", "DIALLO"],
  rachid: ["M.", "Rachid", "DIALLO"],
  paul: ["M.", "Paul", "PÉREZ"],
};

const startsOn = "2026-08-01";

/** A small whole school: two classes, four children, three families. Returns everybody's id. */
export const seedCast = (tx: Tx, now: string): CastIds => {
  const year = newId();
  const [ce2, cp] = [newId(), newId()];
  tx.insert(school)
    .values({
      id: 1,
      name: "École Jules-Ferry",
      uai: "0690078K",
      zone: "A",
      phone: "04 78 00 00 00",
      createdAt: now,
      authorityReviewedAt: now,
    })
    .run();
  tx.insert(schoolYears)
    .values({ id: year, label: "2026-2027", startsOn, endsOn: "2027-07-31", isCurrent: true })
    .run();
  tx.insert(classrooms)
    .values([
      { id: ce2, schoolYearId: year, label: "CE2 de Mme MORIN", levels: ["CE2"] },
      { id: cp, schoolYearId: year, label: "CP de M. BENALI", levels: ["CP"] },
    ])
    .run();
  const ids = Object.fromEntries(Object.keys(cast).map((name) => [name, newId()])) as Record<CastName, string>;
  for (const [name, role] of Object.entries(cast) as [CastName, string][]) {
    const [title, firstName, lastName] = family[name];
    const id = ids[name];
    tx.insert(people)
      .values({
        id,
        publicId: randomId(),
        title: role === "pupil" ? null : title,
        firstName,
        lastName,
        nameKey: nameKey(lastName, firstName),
        createdAt: now,
      })
      .run();
    tx.insert(accounts)
      .values({ personId: id, login: `${nameKey(firstName)}.${nameKey(lastName)}` })
      .run();
    if (role === "pupil")
      tx.insert(pupils)
        .values({ personId: id, birthDate: "2018-03-14", sex: title === "Mme" ? "F" : "M", avatar: "renard" })
        .run();
    else if (role !== "guardian")
      tx.insert(staff)
        .values({
          personId: id,
          post: role === "head" ? "teacher" : (role as "teacher" | "staff" | "technician"),
          isHead: role === "head",
        })
        .run();
  }
  const place = (name: CastName, classroomId: string, as: "pupil" | "teacher" | "staff", level: string | null) =>
    tx.insert(memberships).values({ id: newId(), personId: ids[name], classroomId, as, level, startsOn }).run();
  place("anne", ce2, "teacher", null);
  place("karim", cp, "teacher", null);
  place("sylvie", cp, "staff", null);
  place("lea", ce2, "pupil", "CE2");
  place("imran", ce2, "pupil", "CE2");
  place("hugo", cp, "pupil", "CP");
  place("zoe", cp, "pupil", "CP");
  const guard = (guardian: CastName, pupil: CastName, authority: "presumed" | "none" = "presumed") =>
    tx
      .insert(guardianships)
      .values({
        id: newId(),
        guardianId: ids[guardian],
        pupilId: ids[pupil],
        authority,
        startsOn,
        ...relationKinds.parent.rights,
      })
      .run();
  for (const parent of ["claire", "marc"] as const) for (const child of ["lea", "hugo"] as const) guard(parent, child);
  guard("nadia", "imran");
  guard("rachid", "imran", "none");
  guard("paul", "zoe");
  return { ...ids, ce2, cp, year };
};
