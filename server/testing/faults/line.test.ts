import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser } from "../browser.ts";
import { type Fault, type FaultyLine, faultyLine } from "../faulty-line.ts";
import { until } from "./demo-school.ts";
import { homeSchool } from "./home-school.ts";
import { percentile } from "./raw-http.ts";

let opened: FaultyLine | undefined;
const home = await homeSchool({
  families:
    "select guardian_id from guardianships where signs_usual = 1 and authority = 'presumed' order by id limit 1",
  through: async (url) => {
    opened = await faultyLine(url);
    return opened.url;
  },
});
const line = opened ?? assert.fail("no line");
const { school } = home;
const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
const [year] = school.rows<{ id: string }>("select id from school_years where is_current = 1");
const mother = home.letters[0]?.personId ?? assert.fail("no family");
const [child] = school.rows<{ id: string }>(
  "select public_id id from people p join guardianships g on g.pupil_id = p.id where g.guardian_id = ?",
  mother,
);
let browser: Browser = school.signIn(head?.id ?? "");
const phone = home.phone(mother, home.portal.url);

const publish = async (title: string): Promise<void> => {
  const fields = { kind: "sortie", title, body: "Rendez-vous à 9 h.", signature: "both", targets: [year?.id ?? ""] };
  assert.equal((await browser.post("/liaison", { ...fields, next: "apercu" })).status, 303);
  const [notice] = school.rows<{ id: string }>("select id from notices where title = ?", title);
  assert.equal((await browser.post(`/liaison/${notice?.id}/publication`)).status, 303);
};
const synchroniseNow = async (): Promise<void> => {
  assert.equal((await browser.post("/direction/synchronisation/envoi")).status, 303);
};
const entryCalled = async (title: string) => (await phone.entries()).filter(({ data }) => data.title === title);
const isReadable = async (title: string): Promise<boolean> => (await entryCalled(title)).length === 1;

/** Pages of the school's network, one after the other, for as long as something takes. */
const pages: number[] = [];
const whilePagesAnswer = async (work: () => Promise<void>): Promise<void> => {
  let isOver = false;
  const reading = (async () => {
    while (!isOver) {
      const start = performance.now();
      const { status } = await browser.get(pages.length % 2 === 0 ? "/liaison" : "/accueil");
      assert.equal(status, 200);
      pages.push(performance.now() - start);
      await pause(10);
    }
  })();
  try {
    await Promise.race([work(), reading]);
  } finally {
    isOver = true;
  }
  await reading;
};

/** The fault on these requests, once or until mended. */
const harm = (
  fault: Fault,
  which: RegExp,
  times = Number.POSITIVE_INFINITY,
  also = async (): Promise<void> => undefined,
) => {
  let done = 0;
  line.watch = (what) => {
    if (done >= times || !which.test(what)) return undefined;
    done += 1;
    void also();
    return fault;
  };
};
const commit = /^PUT .*\/commits\//;
const anything = /./;
const upload = /^PUT .*\/objects\//;
let gone: Promise<void> = Promise.resolve();

const scenes: Record<string, () => void | Promise<void>> = {
  "the line is down while the notice is published": () => harm("refuse", anything),
  "the portal is off": () => {
    harm("refuse", /^$/);
    return home.portal.kill();
  },
  "the portal is killed between the uploads and the commit": () =>
    harm("refuse", commit, 1, () => {
      gone = home.portal.kill();
      return gone;
    }),
  "the commit is taken in and its answer lost": () => harm("lose-answer", commit, 1),
  "the portal answers 500 after the commit": () => harm("fault-after", commit, 1),
  "the answer to the commit breaks off": () => harm("cut-answer", commit, 1),
  "the commit itself breaks off": () => harm("cut-request", commit, 1),
  "uploads break off": () => harm("cut-request", upload, 2),
  "a hotel's page answers everything": () => harm("captive", anything),
  "everything arrives twice": () => harm("twice", anything),
  "everything is swallowed": () => harm("hang", anything),
  "the portal is too busy": () => harm("too-busy", anything),
  "the box is killed between the uploads and the commit": () =>
    harm("refuse", commit, 1, () => {
      gone = school.box.kill();
      return gone;
    }),
};

test("whatever happens to the line: pages answer, everything becomes readable at home once, every signature arrives once", async (t) => {
  // Looked up in the box: a phone that asks before its sheet is known is soon taken for somebody who guesses.
  await until(
    "the first synchronisation is done",
    () => school.rows("select 1 from sync_state where last_success_at is not null").length > 0,
    60_000,
  );
  assert.ok((await phone.entries()).length > 0);
  for (let i = 0; i < 100; i++) assert.equal((await browser.get("/liaison")).status, 200);
  const quiet: number[] = [];
  for (let i = 0; i < 60; i++) {
    const start = performance.now();
    await browser.get(i % 2 === 0 ? "/liaison" : "/accueil");
    quiet.push(performance.now() - start);
  }
  const titles: string[] = [];
  let former: string | undefined;
  for (const [scene, begin] of Object.entries(scenes)) {
    const title = `Mot : ${scene}`;
    const isKilling = scene.startsWith("the box");
    if (former !== undefined) {
      const [entry] = await entryCalled(former);
      const about = {
        kind: entry?.kind ?? "",
        action: "sign",
        entry: entry?.id ?? "",
        contentHash: entry?.contentHash ?? "",
      };
      const { messageId, envelope } = await phone.seal({ ...about, fields: { child: child?.id ?? "" } });
      for (let copy = 0; copy < 2; copy++) assert.ok((await phone.deposit(messageId, envelope)) < 300);
    }
    const before = line.injected.length;
    await begin();
    const harmed = async (): Promise<void> => {
      await publish(title);
      await synchroniseNow();
      const isHarmed = (): boolean => line.injected.length > before || line.seen.length === 0;
      if (scene !== "the portal is off") await until(`the fault of "${scene}"`, isHarmed);
      await gone;
    };
    if (isKilling) await harmed();
    else await whilePagesAnswer(harmed);
    line.watch = () => undefined;
    line.hangUp();
    if (home.portal.process.signalCode !== null) await home.startPortal();
    if (isKilling) await school.start();
    if (isKilling) browser = school.signIn(head?.id ?? "");
    const mended = async (): Promise<void> => {
      await until(`"${title}" is readable at home`, async () => {
        await synchroniseNow();
        return isReadable(title);
      });
    };
    await whilePagesAnswer(mended);
    titles.push(title);
    former = title;
  }
  await until("every signature has arrived", () => signatures().length === titles.length - 1);
  for (const { n } of signatures()) assert.equal(n, 1);
  for (const title of titles) assert.ok(await isReadable(title), title);
  assert.equal(school.rows("select * from quarantine").length, 0);
  assert.equal(school.rows("select * from commits where sent_at is null").length, 0);
  const [p95Quiet, p95] = [percentile(quiet, 0.95), percentile(pages, 0.95)];
  t.diagnostic(
    `${line.injected.length} faults, ${titles.length} publications, ${signatures().length} signatures, ${pages.length} pages: p95 ${p95Quiet.toFixed(1)} ms quiet, ${p95.toFixed(1)} ms meanwhile`,
  );
  assert.ok(line.injected.length >= titles.length - 1 && pages.length > 100);
  assert.ok(p95 < Math.max(150, p95Quiet * 8), `${p95} ms`);
});

const signatures = (): { title: string; n: number }[] =>
  school.rows(
    "select title, count(*) n from notice_signatures s join notices on notices.id = s.notice_id where s.guardian_id = ? and title like 'Mot : %' group by title",
    mother,
  );
