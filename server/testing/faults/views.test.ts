import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import Database from "better-sqlite3";
import type { Browser } from "../browser.ts";
import { demoSchool, until } from "./demo-school.ts";

const school = await demoSchool();
const one = (sql: string): string => school.rows<{ id: string }>(sql)[0]?.id ?? assert.fail(sql);
const head = school.signIn(one("select person_id id from staff where is_head = 1"));
const teacher = school.signIn(one("select m.person_id id from memberships m where m.\"as\" = 'teacher' limit 1"));
const guardian = school.signIn(one("select guardian_id id from guardianships where may_read = 1 limit 1"));
const pupilId = one("select pupil_id id from guardianships where may_read = 1 limit 1");
const pupil = school.signIn(pupilId);
const stranger = {
  get: async (path: string) => ({ status: (await fetch(school.box.url + path, { redirect: "manual" })).status }),
};
const classroom = one(`select classroom_id id from memberships where person_id = '${pupilId}'`);
const notice = one("select notice_id id from notice_targets where type = 'school' limit 1");
const photo = school.rows<{ path: string }>(
  "select '/liaison/' || notice_id || '/photos/' || thumb_sha256 path from notice_photos limit 1",
)[0]?.path;

const kinds: readonly (readonly [Pick<Browser, "get"> | typeof stranger, readonly string[]])[] = [
  [
    head,
    [
      "/accueil",
      "/liaison",
      "/liaison?q=sortie",
      `/liaison/${notice}`,
      `/liaison/${notice}/suivi`,
      `/liaison/${notice}/suivi/imprimer`,
      "/liaison/nouveau",
      "/direction",
      "/direction/annuaire",
      "/direction/annuaire/import",
      "/direction/lettres",
      "/direction/codes",
      "/direction/affiche",
      "/direction/synchronisation",
      "/direction/familles",
      `/direction/familles/${pupilId}`,
      `/direction/familles?classe=${classroom}`,
      `/direction/annuaire/personnes/${pupilId}`,
      `/direction/annuaire/personnes/${pupilId}/reunion`,
      `/direction/annuaire/classes/${classroom}`,
      "/direction/annuaire/responsables",
      "/direction/annuaire/equipe",
      "/direction/annuaire/doubles",
      "/direction/annuaire/attente",
      "/direction/annuaire/rentree",
      "/direction/annuaire/impression/eleves",
      "/direction/correspondances",
      "/direction/pochettes",
      "/direction/journal",
      "/direction/autorite",
      "/annuaire?classe=equipe",
      "/annuaire/imprimer",
      "/rentree",
      "/machine",
      "/mon-compte",
      "/mon-compte/maison",
      "/tableau",
      photo ?? "",
    ],
  ],
  [
    teacher,
    [
      "/accueil",
      "/liaison",
      "/liaison?etat=brouillons",
      "/connexion/eleves",
      "/connexion/eleves/maison",
      "/pochette",
      "/annuaire",
    ],
  ],
  [guardian, ["/accueil", "/liaison", `/liaison/${notice}`, "/annuaire", "/annuaire/mes-informations"]],
  [pupil, ["/accueil", "/liaison", `/liaison/${notice}`, "/annuaire"]],
  [
    stranger,
    [
      "/connexion",
      "/connexion/classe",
      `/connexion/classe/${classroom}`,
      `/connexion/eleve/${pupilId}`,
      "/connexion/activation",
      "/connexion/oubli",
      "/connexion/secours",
      "/connexion/secours/preau-secours.txt",
      "/pochette/code",
      "/installation-https",
      "/static/preau.css",
      "/sante",
    ],
  ],
];

/** Everything under the data folder by name, with its size, the instant of its last change and its content. SQLite's own lock table aside: it is memory. */
const everything = (): Map<string, string> =>
  new Map(
    readdirSync(school.dataDir, { recursive: true, encoding: "utf8" })
      .filter((name) => !name.endsWith("-shm"))
      .map((name) => {
        const file = join(school.dataDir, name);
        const { size, mtimeMs } = statSync(file);
        const content = statSync(file).isFile() && name !== "ballast" ? readFileSync(file).toString("base64") : "";
        return [name, `${size} ${mtimeMs} ${content}`];
      }),
  );

test("a thousand views of every kind of page, by every role, commit nothing and write no byte", async (t) => {
  await until(
    "the ballast is made",
    () => statSync(join(school.dataDir, "ballast"), { throwIfNoEntry: false })?.size === 64 * 1024 * 1024,
  );
  const views = kinds.flatMap(([browser, paths]) => paths.map((path) => ({ browser, path })));
  for (const { browser, path } of views) assert.equal((await browser.get(path)).status, 200, path);
  const watching = ["preau.sqlite", "sessions.sqlite"].map(
    (name) => new Database(join(school.dataDir, name), { readonly: true }),
  );
  after(() => {
    for (const db of watching) db.close();
  });
  const commits = (): unknown[] => watching.map((db) => db.pragma("data_version", { simple: true }));
  const before = { files: everything(), commits: commits() };
  let seen = 0;
  while (seen < 1000) {
    const some = views
      .slice(seen % views.length)
      .concat(views)
      .slice(0, 8);
    for (const { status } of await Promise.all(some.map(({ browser, path }) => browser.get(path)))) {
      assert.equal(status, 200);
      seen += 1;
    }
  }
  assert.deepEqual(commits(), before.commits);
  const now = everything();
  const changed = [...new Set([...now.keys(), ...before.files.keys()])].filter(
    (name) => now.get(name) !== before.files.get(name),
  );
  assert.deepEqual(changed, []);
  t.diagnostic(`${seen} views of ${views.length} pages`);

  const answer = await head.post("/liaison/brouillon", { title: "Ceci s’écrit" });
  assert.equal(answer.status, 200);
  assert.notDeepEqual(commits(), before.commits, "a write is noticed");
  assert.notEqual(everything().get("preau.sqlite-wal"), before.files.get("preau.sqlite-wal"));
});
