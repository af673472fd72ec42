import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { paths } from "../../core/paths.ts";
import { fromHome } from "../../features/liaison/home.ts";
import { forgetPreviews } from "../../people/import/imports.ts";
import { forgetPastGuesses } from "../../people/throttle.ts";
import { type CastName, cast } from "../cast.ts";
import { published } from "../notices.ts";
import { world } from "../world.ts";
import { demoSchool } from "./demo-school.ts";

const day = 86_400_000;
const at = (text: string): number => Date.parse(text);
const school = await demoSchool(); // before the first test: what comes after would find it ended
const everybody = Object.keys(cast) as CastName[];

test("a clock that somebody sets wrong while people work signs nobody out and hides nothing", async () => {
  const w = await world();
  const now = w.clock.now().getTime();
  w.clock.notBefore(w.clock.iso());
  const people = everybody.map((name) => w.as(name));
  const titles: string[] = [];
  const signedIn = async (): Promise<number> => {
    const answers = await Promise.all(people.map((one) => one.get("/accueil")));
    return answers.filter(({ status }) => status === 200).length;
  };
  assert.equal(await signedIn(), people.length);
  const settings = { "1970": 0, "2040": at("2040-01-01"), "an hour back": now - 3_600_000, "a day ahead": now + day };
  for (const [name, ms] of Object.entries(settings)) {
    w.setClock(ms);
    assert.equal(await signedIn(), people.length, name);
    titles.push(published(w, "anne", { title: `Mot écrit en ${name}` }).title);
    w.setClock(now);
    assert.equal(await signedIn(), people.length, `${name}, then set right`);
    const list = (await w.as("claire").get("/liaison")).text;
    for (const title of titles) assert.ok(list.includes(title), title);
  }
  assert.equal(titles.length, 4);
});

test("a notice written while the clock said 2040 does not stay on top once it is right", async () => {
  const w = await world();
  const now = w.clock.now().getTime();
  w.clock.notBefore(w.clock.iso());
  const settings = {
    "en 2040": at("2040-01-01"),
    "aujourd’hui": now,
    "en 1970": 0,
    "une heure avant": now - 3_600_000,
  };
  const titles = Object.entries(settings).map(([name, ms]) => {
    w.setClock(ms);
    return published(w, "anne", { title: `Mot écrit ${name}` }).title;
  });
  w.setClock(now);
  titles.push(published(w, "gaelle", { title: "Mot du lendemain" }).title);
  for (const [who, path] of [
    ["anne", "/liaison"],
    ["gaelle", "/liaison"],
    ["claire", "/liaison"],
    ["lea", "/liaison"],
    ["anne", "/accueil"],
    ["claire", "/accueil"],
  ] as const) {
    const { text } = await w.as(who).get(path);
    const places = titles.map((title) => text.indexOf(title));
    assert.ok(
      places.every((place) => place >= 0),
      `${who} sees all on ${path}`,
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => b - a),
      `${who} on ${path}: the last one first`,
    );
  }
  const entries = [...fromHome.entries({ ...w, isRead: ({ type }) => type !== "team" })];
  const atHome = entries.filter(({ kind }) => kind === "liaison.notice");
  assert.deepEqual(
    atHome.map(({ data }) => data.title),
    titles.toReversed(),
  );
});

const [one, others] = [100, 12];
const wrong = (ms: number): Record<string, string> => ({
  CLOCK_SET: String(ms),
  NODE_OPTIONS: `--import=${join(paths.root, "server/testing/faults/set-clock.ts")}`,
});
/** How much there is of everything, but for what the box notes about its own jobs. */
const rowCounts = (): Record<string, number> => {
  const names = school
    .rows<{ name: string }>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .map(({ name }) => name)
    .filter((name) => name !== "job_runs");
  return Object.fromEntries(
    names.map((name) => [name, school.rows<{ n: number }>(`select count(*) n from "${name}"`)[0]?.n ?? 0]),
  );
};
test("the box started with a wrong clock: nobody is signed out, nothing is purged, nothing disappears", async () => {
  const persons = school.rows<{ id: string }>(
    // whoever has a last day (a guest, a replacement) is out after it, whatever the clock: closed is the safer mistake
    `with stay as (select id from people where left_on is null)
     select * from (select person_id id from staff join stay on stay.id = person_id limit ${others}) union all
     select * from (select distinct guardian_id from guardianships join stay on stay.id = guardian_id limit ${one})`,
  );
  const browsers = persons.map(({ id }) => school.signIn(id));
  const titlesSeen = async (): Promise<string[]> => {
    const { status, text } = await (browsers[0] ?? assert.fail()).get("/liaison");
    assert.equal(status, 200);
    return [...text.matchAll(/id="card-[^"]+"/g)].map(([id]) => id);
  };
  const before = { rows: rowCounts(), seen: await titlesSeen() };
  assert.ok(before.seen.length > 2 && Object.values(before.rows).reduce((a, b) => a + b, 0) > 1500);
  const now = Date.now();
  let started = 0;
  for (const [name, ms] of Object.entries({
    "1970": 3_600_000,
    "2040": at("2040-01-01"),
    "an hour back": now - 3_600_000,
  })) {
    await school.start(wrong(ms));
    started += 1;
    const statuses = await Promise.all(browsers.map(async (browser) => (await browser.get("/accueil")).status));
    assert.equal(statuses.filter((status) => status !== 200).length, 0, name);
    assert.deepEqual(await titlesSeen(), before.seen, name);
    assert.deepEqual(rowCounts(), before.rows, name);
    const { time: told } = (await (await fetch(`${school.box.url}/sante`)).json()) as { time: string };
    assert.ok(at(told) > now - 10 * day, `${name}: the box never runs behind its newest record, it says ${told}`);
  }
  assert.equal(started, 3);
});

test("off for sixty days: everybody signs in again, and everything is there", async () => {
  const before = rowCounts();
  await school.start(wrong(Date.now() + 60 * day));
  assert.deepEqual(rowCounts(), before);
  const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
  const old = school.signIn(head?.id ?? "");
  assert.equal((await old.get("/accueil")).status, 303, "ten hours are over");
  const [who] = school.sheet.signIns;
  assert.ok(who && "identifiant" in who);
  const { identifiant, motDePasse } = who;
  const answer = await old.post("/connexion", { identifiant, motDePasse });
  assert.equal(answer.status, 303);
  const list = await old.get("/liaison");
  assert.equal(list.status, 200);
  const [newest] = school.rows<{ title: string }>(
    "select title from notices where state = 'published' order by published_at desc",
  );
  assert.ok(list.text.includes(newest?.title ?? "-"));
});

test("what is purged by age waits for a clock that may be believed", async () => {
  const w = await world();
  w.clock.notBefore(w.clock.iso());
  const guess = w.stranger();
  await guess.post("/connexion", { identifiant: "anne.morin", motDePasse: "pas le bon" });
  const guesses = (): number =>
    (w.db.$client.prepare("select count(*) n from sign_in_failures").get() as { n: number }).n;
  assert.equal(guesses(), 1);
  for (const ms of [at("2040-01-01"), 0]) {
    w.setClock(ms);
    await forgetPastGuesses(w);
    await forgetPreviews(w);
    assert.equal(guesses(), 1, new Date(ms).toISOString());
  }
  w.setClock(at("2027-01-20"));
  await forgetPastGuesses(w);
  assert.equal(guesses(), 0, "a believable clock forgets");
});
