import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Page } from "playwright-core";
import { formatCode, holderLink, newName, toBase64 } from "../../wire/index.ts";
import { open as openSealed } from "../../wire/sealed.ts";
import { browserOf } from "../browser.ts";
import { launchChromium, newVisitor, phone as screen, watchErrors } from "../chromium.ts";
import { Canaries, unfold } from "./canaries.ts";
import { uai, until } from "./demo-school.ts";
import { homeSchool } from "./home-school.ts";
import { type Heard, record } from "./recorder.ts";

const heard: Heard[] = [];
const remember = (url: string): Promise<string> => record(url, heard);
const home = await homeSchool({
  // a guardian of two children, and one of other children
  families: `select guardian_id from (select guardian_id, count(*) n, min(id) first from guardianships where signs_usual = 1 and authority = 'presumed' group by guardian_id)
    where n in (1, 2) group by n having first = min(first) order by n desc`,
  env: { LOG_LEVEL: "debug" },
  through: remember,
  phonesThrough: remember,
});
const { school } = home;
const [mother, other] = home.letters;
assert.ok(mother && other && home.letters.length === 2);
const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
const office = school.signIn(head?.id ?? "");
interface Child {
  readonly id: string;
  readonly publicId: string;
  readonly firstName: string;
}
const childrenOf = (guardian: string): Child[] =>
  school.rows(
    "select p.id, public_id publicId, first_name firstName from people p join guardianships g on g.pupil_id = p.id where g.guardian_id = ? order by g.id",
    guardian,
  );
const children = childrenOf(mother.personId);
assert.equal(children.length, 2);
assert.equal(childrenOf(other.personId).filter(({ id }) => children.some((child) => child.id === id)).length, 0);

const browser = await launchChromium();
after(() => browser.close());
const title = "Sortie aux grottes de Zurluberlu";
const watched: string[][] = [];

const openLetter = async (): Promise<Page> => {
  const page = await (await newVisitor(browser, screen)).newPage();
  watched.push(watchErrors(page));
  await page.goto(holderLink(home.publicUrl, uai, mother.code));
  await page.getByText(title).first().waitFor({ timeout: 30_000 });
  const own = page.getByRole("button", { name: "C’est le mien" });
  if (await own.isVisible()) await own.click();
  return page;
};
const signed = (): { pupil: string; n: number }[] =>
  school.rows(
    "select pupil_id pupil, count(*) n from notice_signatures s join notices on notices.id = s.notice_id where guardian_id = ? and title = ? group by pupil_id",
    mother.personId,
    title,
  );
const synchronise = async (): Promise<void> => {
  assert.equal((await office.post("/direction/synchronisation/envoi")).status, 303);
};

test("two phones of one guardian sign two children without a line: both signatures arrive, once, replays included", async () => {
  const [year] = school.rows<{ id: string }>("select id from school_years where is_current = 1");
  const fields = {
    kind: "sortie",
    title,
    body: "Prévoir un casque de Zurluberlu.",
    signature: "both",
    place: "Grotte de Zurluberlu",
  };
  await office.post("/liaison", { ...fields, targets: [year?.id ?? ""], next: "apercu" });
  const [notice] = school.rows<{ id: string }>("select id from notices where title = ?", title);
  assert.equal((await office.post(`/liaison/${notice?.id}/publication`)).status, 303);
  await until("the notice is readable at home", async () => {
    const entries = await home
      .phone(mother.personId)
      .entries()
      .catch(() => []);
    return entries.some(({ data }) => data.title === title);
  });
  const pages = [await openLetter(), await openLetter()];
  for (const page of pages) await page.context().setOffline(true);
  const seen = heard.length;
  for (const [i, page] of pages.entries()) {
    await page
      .getByRole("button", { name: `Je signe pour ${children[i]?.firstName}` })
      .first()
      .click();
    await page
      .getByText(/en attente d’envoi/i)
      .first()
      .waitFor();
  }
  assert.equal(heard.slice(seen).filter(({ url }) => url.includes("/mailbox/")).length, 0);
  for (const page of pages) await page.context().setOffline(false);
  for (const page of pages)
    await page
      .getByText(/déposé/i)
      .first()
      .waitFor({ timeout: 30_000 });
  const deposits = heard.slice(seen).filter(({ method, url }) => method === "PUT" && url.includes("/mailbox/"));
  assert.ok(deposits.length >= 2);
  const replay = async (): Promise<void> => {
    for (const { url, headers, body } of deposits)
      for (const path of [url, url, url.replace(/[0-9a-f]{32}$/, newName())])
        await fetch(home.publicUrl + path, {
          method: "PUT",
          headers: { authorization: String(headers.authorization) },
          body: new Uint8Array(body),
        });
  };
  await replay();
  await synchronise();
  await until("both signatures have arrived", () => signed().length === 2);
  await replay();
  await synchronise();
  await until("the replays were read", async () => {
    await synchronise();
    return readdirSync(join(home.portalFolder, "schools", uai), { recursive: true, encoding: "utf8" }).every(
      (name) => !/^pending\/[0-9a-f]{64}\/[0-9a-f]{32}/.test(name),
    );
  });
  assert.deepEqual(
    signed().map(({ n }) => n),
    [1, 1],
  );
  assert.deepEqual(new Set(signed().map(({ pupil }) => pupil)), new Set(children.map(({ id }) => id)));
  assert.equal(school.rows("select * from quarantine").length, 0);
  for (const page of pages)
    await page
      .getByText(/reçu par l’école/i)
      .first()
      .waitFor({ timeout: 60_000 });
  const followUp = await office.get(`/liaison/${notice?.id}/suivi`);
  for (const { firstName } of children) assert.ok(followUp.text.includes(firstName));
  await pages[1]?.context().close();
  reader = pages[0];
});
let reader: Page | undefined;

test("a hard reload and a service worker that is gone ask the portal for nothing but the shell", async () => {
  const page = reader ?? assert.fail("no phone");
  const session = await page.context().newCDPSession(page);
  await session.send("Page.reload", { ignoreCache: true });
  await page.getByText(title).first().waitFor({ timeout: 20_000 });
  await page.evaluate(
    "navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister())))",
  );
  await page.getByRole("link", { name: "Mes envois" }).click();
  await page.reload();
  await page
    .getByText(/reçu par l’école/i)
    .first()
    .waitFor({ timeout: 20_000 });
  assert.deepEqual(watched.flat(), []);
});

/** Every name, address, text and way in of the whole school, as the box's own database has them. */
const wordsOf = (sql: string): string[] =>
  school
    .rows<Record<string, unknown>>(sql)
    .flatMap((row) => Object.values(row).filter((value) => typeof value === "string"));
const namesAndTexts = (): string[] => [
  ...wordsOf(
    "select first_name, last_name, usage_name, email, home_phone, work_phone, mobile_phone, address, city from people",
  ),
  ...wordsOf("select login from accounts"),
  ...wordsOf("select ine from pupils"),
  ...wordsOf("select title, place, bring from notices"),
  ...wordsOf("select alt from notice_photos"),
  ...wordsOf("select label from classrooms"),
  ...wordsOf("select name, phone from school"),
  ...wordsOf("select body from notices").flatMap((body) =>
    body
      .split(/<[^>]*>|(?<=[.!?])\s/)
      .map((part) => part.trim())
      .filter((part) => part.length > 12),
  ),
];
const ids = (): string[] => [
  ...wordsOf("select id, public_id from people"),
  ...wordsOf("select id, public_id from notices"),
  ...wordsOf("select id from classrooms"),
];
const inTwoWays = (hex: string): string[] => [hex, toBase64(new Uint8Array(Buffer.from(hex, "hex")))];
const secrets = (): string[] => [
  ...wordsOf("select identity from channel_keys"),
  ...wordsOf("select identity from sealed_files"),
  ...wordsOf("select recipient from access_keys"),
  ...wordsOf("select ring_key, reply_key from access_keys").flatMap(inTwoWays),
  ...wordsOf("select box_token from sync_state"),
  ...home.letters.flatMap(({ code, personId }) => [
    code,
    formatCode(code),
    home.phone(personId).keys.token,
    home.phone(personId).keys.ageIdentity,
  ]),
  ...Object.values(JSON.parse(readFileSync(join(school.dataDir, "keys/school.json"), "utf8"))).filter(
    (one) => typeof one === "string",
  ),
  readFileSync(join(school.dataDir, "keys/session-secret")).toString("base64"),
  ...school.sheet.signIns.flatMap((one) => ("motDePasse" in one ? [one.motDePasse] : [])),
];

test("what the portal was sent and what it keeps holds no name, no text and no key of the whole school", (t) => {
  const canaries = new Canaries([...namesAndTexts(), ...ids(), ...secrets()]);
  assert.ok(canaries.size > 3000, `${canaries.size} words`);
  const files = readdirSync(home.portalFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const kept = files.map(({ parentPath, name }) => ({
    where: join(parentPath, name),
    bytes: readFileSync(join(parentPath, name)),
  }));
  const sent = heard.map(({ method, url, headers: { authorization: _, ...headers }, body }) => ({
    where: `${method} ${url}`,
    bytes: Buffer.concat([Buffer.from(`${method} ${url}\n${JSON.stringify(headers)}\n`), body]),
  }));
  const logged = { where: "the portal's log", bytes: Buffer.from(home.portal.log()) };
  const all = [...kept, ...sent, logged];
  const found = all.flatMap(({ where, bytes }) => [
    ...canaries.find(where, Buffer.from(where)),
    ...canaries.find(where, bytes),
    ...canaries.find(where, unfold(bytes)),
  ]);
  assert.deepEqual(found.slice(0, 5), []);
  const size = all.reduce((sum, { bytes }) => sum + bytes.length, 0);
  t.diagnostic(
    `${canaries.size} words in ${kept.length} files, ${sent.length} requests and the log: ${Math.round(size / 1024)} kB`,
  );
  assert.ok(kept.length > 60 && sent.length > 100 && logged.bytes.length > 1000);
  assert.ok(
    new Canaries([uai, "age-encryption.org"]).find("", Buffer.concat(all.map(({ bytes }) => bytes))).length > 50,
    "the search finds what is there",
  );
  const planted = new Canaries(namesAndTexts()).find("", Buffer.from(`{"data":{"child":"${children[0]?.firstName}"}}`));
  assert.ok(planted.length > 0, "a short name alone in a text would be found");
});

test("the box's own log holds no name, password, token or code", async () => {
  const [who] = school.sheet.signIns;
  assert.ok(who && "identifiant" in who);
  const { identifiant, motDePasse } = who;
  const stranger = browserOf(school.box.url, "", "");
  await stranger.post("/connexion", { identifiant, motDePasse: "Zanzibar-au-clair-de-lune" });
  assert.equal((await stranger.post("/connexion", { identifiant, motDePasse })).status, 303);
  for (const path of ["/connexion/feuille", "/connexion/activation"])
    await browserOf(school.box.url, "", "").post(path, { code: formatCode(other.code) });
  const [child] = children;
  for (const path of [
    `/direction/annuaire?q=${child?.firstName}`,
    `/liaison?q=${encodeURIComponent(title)}`,
    `/${child?.firstName}`,
    `/liaison/${child?.firstName}`,
  ])
    await office.get(path);
  await office.postFiles("/direction/annuaire/import", {}, "fichiers", [
    { name: `${child?.firstName}.csv`, bytes: Buffer.from(`Nom;Prénom\n${child?.firstName};x`) },
  ]);
  const log = Buffer.from(school.box.log());
  const found = new Canaries([...namesAndTexts(), ...secrets(), "Zanzibar-au-clair-de-lune"]).find("log", log);
  assert.deepEqual(found.slice(0, 5), []);
  assert.ok(log.includes('"pattern":"/connexion"') && log.length > 2000, `requests are logged: ${log.length} bytes`);
});

test("one family's keys open what is theirs and nothing of another's", async (t) => {
  const folder = join(home.portalFolder, "schools", uai);
  const sealed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /objects|keyrings|mailbox/.test(entry.parentPath))
    .map(({ parentPath, name }) => ({
      name,
      path: join(parentPath, name),
      bytes: readFileSync(join(parentPath, name)),
    }));
  const channelsOf = (personId: string): Set<string> =>
    new Set(wordsOf(`select channel_id from channel_readers where person_id = '${personId}'`));
  const openWith = async (bytes: Uint8Array, identities: readonly string[]): Promise<Uint8Array | null> => {
    for (const identity of identities)
      for (const start of [0, 32]) {
        const content = await openSealed(bytes.subarray(start), identity).catch(() => null);
        if (content !== null) return content;
      }
    return null;
  };
  const openedBy = new Map<string, Set<string>>();
  for (const { personId } of home.letters) {
    const phone = home.phone(personId);
    const ring = await phone.keyring();
    const mine = channelsOf(personId);
    const identities = [
      phone.keys.ageIdentity,
      ...ring.channels.flatMap(({ keys }) => keys.map(({ identity }) => identity)),
    ];
    const opened = new Set<string>();
    for (const { name, path, bytes } of sealed) {
      const content = await openWith(bytes, identities);
      if (content === null) continue;
      opened.add(path);
      assert.ok(!path.includes("/mailbox/"), "replies are for the school alone");
      const said = JSON.parse(Buffer.from(content).toString("utf8")) as { channel?: string; holder?: { id: string } };
      const isOwn = path.includes(phone.keys.tokenHash)
        ? said.holder?.id === ring.holder.id
        : mine.has(said.channel ?? "");
      assert.ok(isOwn, `${name} opens and is of ${said.channel}`);
    }
    openedBy.set(personId, opened);
  }
  const [ours, theirs] = [openedBy.get(mother.personId), openedBy.get(other.personId)];
  assert.ok(ours && theirs);
  const onlyOurs = [...ours].filter((path) => !theirs.has(path));
  const onlyTheirs = [...theirs].filter((path) => !ours.has(path));
  t.diagnostic(
    `${sealed.length} sealed things; the one opens ${ours.size}, the other ${theirs.size}; alone ${onlyOurs.length} and ${onlyTheirs.length}`,
  );
  assert.ok(onlyOurs.length >= 3 && onlyTheirs.length >= 1 && ours.size < sealed.length);
});
