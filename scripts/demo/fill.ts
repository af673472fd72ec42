import { and, asc, eq, isNull } from "drizzle-orm";
import { type Db, write } from "../../server/core/db.ts";
import type { Deps, Doing, Feature } from "../../server/core/feature.ts";
import { issueKeys } from "../../server/people/access-keys.ts";
import { loadActor } from "../../server/people/actor.ts";
import { createSchool } from "../../server/people/create-school.ts";
import { hashSecret, newPictures, setPictures } from "../../server/people/credentials.ts";
import { applyImport } from "../../server/people/import/apply.ts";
import { stageImport } from "../../server/people/import/imports.ts";
import { readFiles } from "../../server/people/import/read.ts";
import { sampleFiles } from "../../server/people/import/samples.ts";
import { fullName, titledName } from "../../server/people/names.ts";
import { pictureLabel } from "../../server/people/pictures.ts";
import { prepareSheetWithPhrase } from "../../server/people/staff-keys.ts";
import { accounts, classrooms, guardianships, memberships, people, school, staff } from "../../server/people/tables.ts";

export type SignIn =
  | { role: string; name: string; identifiant: string; motDePasse: string }
  | { role: string; name: string; classe: string; images: string[] };

/** What the demo prints: written beside the box's data, so that the next start prints it again. */
export interface DemoSheet {
  signIns: SignIn[];
  family: { url: string; guardian: string; child: string };
  /** The teacher's sheet for home; not of the programs' line, whose form is fixed. */
  team?: { url: string; teacher: string; phrase: string };
}

/** Everybody's in the demo, and nowhere else. */
const password = "sous-le-marronnier";
const phrase = "girafe violon tempête orage";

const demoSchool = {
  name: "École primaire Jules-Ferry",
  uai: "0690078K",
  zone: "A",
  phone: "04 78 00 00 01",
  head: { title: "Mme", firstName: "Gaëlle", lastName: "LŒUILLE" },
  password,
} as const;

/** The whole demo school, by the ways a real one takes: created, imported from ONDE's files, accounts, letters, notices. */
export const fillBox = async (deps: Deps, features: readonly Feature[]): Promise<DemoSheet> => {
  const { db, clock } = deps;
  const { headId } = await createSchool({ db, clock, actor: null }, demoSchool);
  const doing = doingAs(deps, headId);
  const reading = readFiles(sampleFiles("jules-ferry-2026"));
  applyImport(doing, stageImport(doing, reading), reading.records);
  write(doing, (tx) => tx.update(school).set({ authorityReviewedAt: clock.iso() }).run());
  await openAccounts(db);
  for (const feature of features) await feature.seed?.(deps);
  return describe(deps, doing);
};

const doingAs = ({ db, clock }: Deps, personId: string): Doing => {
  const actor = loadActor(db, personId, clock.today());
  if (actor === undefined) throw new Error("the demo's head is missing");
  return { db, clock, actor };
};

/** All staff have the demo's password already, as if each had used their activation code. */
const openAccounts = async (db: Db): Promise<void> => {
  const passwordHash = await hashSecret(password);
  write({ db }, (tx) => {
    for (const { personId } of tx.select({ personId: staff.personId }).from(staff).all())
      tx.update(accounts).set({ passwordHash, activationHash: null }).where(eq(accounts.personId, personId)).run();
  });
};

const loginOf = (db: Db, personId: string): string =>
  db.select({ login: accounts.login }).from(accounts).where(eq(accounts.personId, personId)).get()?.login ?? "";

const classNamed = (db: Db, start: string) =>
  db
    .select()
    .from(classrooms)
    .orderBy(asc(classrooms.label))
    .all()
    .find(({ label }) => label.startsWith(start));

const membersOf = (db: Db, classroomId: string, as: "pupil" | "teacher") =>
  db
    .select({ person: people })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.classroomId, classroomId), eq(memberships.as, as), isNull(memberships.endsOn)))
    .orderBy(asc(people.lastName), asc(people.firstName))
    .all()
    .map(({ person }) => person);

const parentsOf = (db: Db, pupilId: string) =>
  db
    .select({ person: people })
    .from(guardianships)
    .innerJoin(people, eq(people.id, guardianships.guardianId))
    .where(eq(guardianships.pupilId, pupilId))
    .all()
    .map(({ person }) => person);

const describe = async (deps: Deps, doing: Doing): Promise<DemoSheet> => {
  const { db } = deps;
  const older = classNamed(db, "CE2");
  const younger = classNamed(db, "MS");
  if (older === undefined || younger === undefined) throw new Error("the demo's classes are missing");
  const [teacher] = membersOf(db, older.id, "teacher");
  const family = membersOf(db, older.id, "pupil").find(({ id }) => parentsOf(db, id).length === 2);
  const [little] = membersOf(db, younger.id, "pupil");
  const mother =
    family && (parentsOf(db, family.id).find(({ title }) => title === "Mme") ?? parentsOf(db, family.id)[0]);
  if (teacher === undefined || family === undefined || little === undefined || mother === undefined)
    throw new Error("the demo's people are missing");
  const [key] = await issueKeys({ ...doing, config: deps.config }, [mother.id], "guardian");
  await giveGuardianPassword(db, mother.id);
  const sheet = await prepareSheetWithPhrase({ ...doing, config: deps.config }, teacher.id, phrase);
  sheet.store();
  const adult = (role: string, person: typeof teacher): SignIn => ({
    role,
    name: titledName(person),
    identifiant: loginOf(db, person.id),
    motDePasse: password,
  });
  return {
    signIns: [
      {
        role: "direction",
        name: doing.actor.displayName,
        identifiant: loginOf(db, doing.actor.id),
        motDePasse: password,
      },
      adult("enseignant", teacher),
      adult("responsable", mother),
      await pupilSignIn(doing, family, older.label),
      await pupilSignIn(doing, little, younger.label),
    ],
    family: { url: key?.url ?? "", guardian: titledName(mother), child: family.firstName },
    team: { url: sheet.key.url ?? "", teacher: titledName(teacher), phrase },
  };
};

const giveGuardianPassword = async (db: Db, personId: string): Promise<void> => {
  const passwordHash = await hashSecret(password);
  write({ db }, (tx) => {
    const mine = eq(accounts.personId, personId);
    if (tx.select().from(accounts).where(mine).get() === undefined)
      tx.insert(accounts)
        .values({ personId, login: `responsable.${personId.slice(-6)}` })
        .run();
    tx.update(accounts).set({ passwordHash }).where(mine).run();
  });
};

const pupilSignIn = async (
  doing: Doing,
  person: { id: string; firstName: string; lastName: string },
  classe: string,
): Promise<SignIn> => {
  const pictures = newPictures();
  await setPictures(doing, person.id, pictures);
  return { role: "élève", name: fullName(person), classe, images: pictures.map(pictureLabel) };
};
