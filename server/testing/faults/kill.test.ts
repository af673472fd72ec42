import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import sharp from "sharp";
import { FileStore } from "../../core/files.ts";
import type { Answer, Browser } from "../browser.ts";
import { demoSchool, seeded } from "./demo-school.ts";

/** scripts/soak asks for more. */
const ROUNDS = Number(process.env.ROUNDS ?? 200);
const random = seeded(Number(process.env.SEED ?? 42));
const upTo = (count: number): number => Math.floor(random() * count);

const school = await demoSchool({ env: { LOG_LEVEL: "warn" } });
const files = new FileStore(`${school.dataDir}/files`);
const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
const headBrowser = school.signIn(head?.id ?? assert.fail("no head"));
const [year] = school.rows<{ id: string }>("select id from school_years where is_current = 1");

/** What the box said that it had done. */
const kept = {
  drafts: new Map<string, string>(),
  published: new Set<string>(),
  signatures: new Set<string>(),
  readings: new Set<string>(),
  photos: new Map<string, string>(),
};
const acknowledged = (): number => Object.values(kept).reduce((sum, { size }) => sum + size, 0);

interface Pair {
  readonly guardian: string;
  readonly child: string;
}
const browsers = new Map<string, Browser>();
const as = (id: string): Browser => {
  const known = browsers.get(id) ?? school.signIn(id);
  browsers.set(id, known);
  return known;
};
const pairs = school.rows<Pair>("select guardian_id guardian, pupil_id child from guardianships where may_read = 1");

interface Notice {
  readonly id: string;
  readonly hash: string;
}
const [firstNotice] = school.rows<Notice>(
  "select n.id, content_hash hash from notices n join notice_targets t on t.notice_id = n.id where n.state = 'published' and t.type = 'school' limit 1",
);
let notice: Notice = firstNotice ?? assert.fail("the demo school has no notice to everybody");
let waiting: Pair[] = [...pairs];
let titles = 0;

/** A 5xx, or anything else that the writer did not ask for, ends the test. */
const is = (status: number, answer: Answer): void => {
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text.slice(0, 600)}`);
};
const words = (extra: Record<string, string | string[]> = {}) => {
  titles += 1;
  const title = `Mot numéro ${titles}`;
  return { kind: "sortie", title, body: `Texte ${titles}`, signature: "both", targets: [year?.id ?? ""], ...extra };
};

/** A draft kept while the head writes; now and then it is published, and everybody may sign it. */
const write = async (): Promise<void> => {
  const fields = words();
  const answer = await headBrowser.post("/liaison/brouillon", fields);
  is(200, answer);
  const id = /value="([0-9a-f-]{36})"/.exec(answer.text)?.[1] ?? assert.fail(answer.text);
  kept.drafts.set(id, fields.title);
  if (random() < 0.5) return;
  is(303, await headBrowser.post(`/liaison/${id}/publication`));
  kept.published.add(id);
};

const sign = async (): Promise<void> => {
  const pair = waiting.pop() ?? pairs[upTo(pairs.length)] ?? assert.fail("no family");
  const { id, hash } = notice;
  const answer = await as(pair.guardian).post(`/liaison/${id}/signature`, { child: pair.child, contentHash: hash });
  is(303, answer);
  kept.signatures.add([id, pair.guardian, pair.child].join(" "));
};

const read = async (): Promise<void> => {
  const { guardian } = pairs[upTo(pairs.length)] ?? assert.fail("no family");
  const { id } = notice;
  is(204, await as(guardian).post(`/liaison/${id}/lecture`));
  kept.readings.add([id, guardian].join(" "));
};

const photograph = async (): Promise<void> => {
  const fields = words();
  const background = { r: upTo(256), g: upTo(256), b: upTo(256) };
  const bytes = await sharp({ create: { width: 32, height: 24, channels: 3, background } })
    .jpeg()
    .toBuffer();
  is(303, await headBrowser.postFiles("/liaison", fields, "photos", [{ name: "cour.jpg", bytes }]));
  kept.photos.set(fields.title, "");
};

const acts = [write, sign, sign, sign, read, photograph];

/** Writers at work until so many writes were acknowledged; at that very moment the power goes. */
const round = async (target: number, count: () => number): Promise<number> => {
  const { process } = school.box;
  const goal = count() + target;
  let cut = 0;
  let isDown = false;
  const work = async (act: () => Promise<void>): Promise<void> => {
    while (!isDown) {
      try {
        await act();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // fetch: the connection broke
        if (isDown) cut += 1;
      }
      if (!isDown && count() >= goal) {
        isDown = true;
        process.kill("SIGKILL");
      }
    }
  };
  await Promise.all(acts.map(work));
  return cut;
};

const lost = {
  drafts: () => {
    const there = new Set(school.rows<{ key: string }>("select id || title key from notices").map(({ key }) => key));
    return [...kept.drafts].filter(([id, title]) => !there.has(id + title));
  },
  published: () => missing(kept.published, "select id key from notices where state = 'published'"),
  signatures: () =>
    missing(kept.signatures, "select notice_id || ' ' || guardian_id || ' ' || pupil_id key from notice_signatures"),
  readings: () => missing(kept.readings, "select notice_id || ' ' || person_id key from notice_readings"),
};
const missing = (wanted: ReadonlySet<string>, sql: string): string[] => {
  const there = new Set(school.rows<{ key: string }>(sql).map(({ key }) => key));
  return [...wanted].filter((key) => !there.has(key));
};

const nothingIsLost = (kills: number): void => {
  assert.equal(school.integrity(), "ok", `after ${kills} cuts`);
  for (const [what, find] of Object.entries(lost)) assert.deepEqual(find(), [], `${what} after ${kills} cuts`);
};

const checkPhotos = async (): Promise<void> => {
  const rows = school.rows<{ title: string; whole: string; thumb: string }>(
    "select title, sha256 as whole, thumb_sha256 as thumb from notices n join notice_photos p on p.notice_id = n.id",
  );
  const there = new Set(rows.map(({ title }) => title));
  assert.deepEqual(
    [...kept.photos.keys()].filter((title) => !there.has(title)),
    [],
  );
  for (const sha256 of new Set(rows.flatMap(({ whole, thumb }) => [whole, thumb]))) await files.read(sha256); // throws when damaged
};

test(`${ROUNDS} power cuts during writes lose nothing that was acknowledged`, async (t) => {
  let kills = 0;
  let cut = 0;
  for (let i = 0; i < ROUNDS; i++) {
    cut += i % 20 === 19 ? await round(1 + upTo(3), () => kept.photos.size) : await round(1 + upTo(14), acknowledged);
    kills += 1;
    await school.start();
    if (kills % 10 === 0 || kills === ROUNDS) nothingIsLost(kills); // what is lost stays lost
    if (waiting.length < 60 || random() < 0.05) {
      const [newest] = school.rows<Notice>(
        "select n.id, content_hash hash from notices n join notice_targets t on t.notice_id = n.id where n.state = 'published' and t.type = 'school' order by n.id desc limit 1",
      );
      if (newest !== undefined && newest.id !== notice.id) {
        notice = newest;
        waiting = [...pairs];
      }
    }
  }
  await checkPhotos();
  const counts = Object.fromEntries(Object.entries(kept).map(([what, { size }]) => [what, size]));
  t.diagnostic(`${kills} kills, ${cut} requests cut off, acknowledged: ${JSON.stringify(counts)}`);
  assert.ok(kills === ROUNDS && cut > ROUNDS / 2 && acknowledged() > ROUNDS * 3);
  for (const [what, size] of Object.entries(counts)) assert.ok(size > 0, what);
});

test("no verb was half done: what is published has its event, and every signature too", async () => {
  const orphans = school.rows(
    `select id from notices n where state = 'published' and not exists (select 1 from events e where e.type = 'notice.published' and json_extract(e.data, '$.noticeId') = n.id)
     union all
     select id from notice_signatures s where not exists (select 1 from events e where e.type = 'notice.signed' and json_extract(e.data, '$.noticeId') = s.notice_id
       and json_extract(e.data, '$.pupilId') = s.pupil_id and json_extract(e.data, '$.guardianId') = s.guardian_id)`,
  );
  assert.deepEqual(orphans, []);
  assert.equal(
    school.rows(
      "select * from notices n where state <> 'draft' and title like 'Mot numéro%' and not exists (select 1 from notice_targets t where t.notice_id = n.id)",
    ).length,
    0,
  );
});

test("the box still answers, and nothing half written is left behind", async () => {
  await school.start();
  is(200, await headBrowser.get("/liaison"));
  assert.equal(/"level":[56]0/.test(school.box.log()), false, school.box.log());
  const leftovers = readdirSync(school.dataDir, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tmp$|^tmp\/./.test(name),
  );
  assert.deepEqual(leftovers, []);
});
