import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Figures } from "./figures.ts";
import { Visitor } from "./http.ts";
import { demoUai, type School } from "./school.ts";
import { isUpToDate, lookInto, openSite, type Site, waitUntil } from "./site.ts";

const patience = 600;

interface Sent {
  /** What was noted as published, with the object that holds it. */
  readonly entries: ReadonlyMap<string, string>;
  /** At the portal and not yet noted by the box. */
  readonly unnoted: number;
}

/**
 * The first synchronisation of the grown school, killed when half is sent and started again: the seconds that both runs took,
 * and how many objects travelled twice. Leaves the box up to date and stopped.
 */
export const measureFirstSync = async (school: School, figures: Figures): Promise<Site> => {
  const site = await openSite(school.folder);
  const expected = entriesToSend(site);
  const began = performance.now();
  const first = await site.startBox();
  await waitUntil("half of the first synchronisation", patience, () => countPublished(site) >= expected / 2);
  const showsProgress = await progressShown(first.url, school);
  await first.kill();
  const before = sentSoFar(site);
  const again = await site.startBox();
  await waitUntil("the first synchronisation", patience, () => isUpToDate(site));
  figures.note("first_sync_s", (performance.now() - began) / 1000);
  await again.stop();
  const after = sentSoFar(site);
  if (!showsProgress) throw new Error("the head's page showed no progress");
  if (after.entries.size < expected) throw new Error(`${after.entries.size} entries sent of ${expected}`);
  const changed = [...before.entries].filter(([entry, object]) => after.entries.get(entry) !== object);
  figures.note("first_sync_resent", before.unnoted + changed.length);
  process.stderr.write(`  coupée à ${before.entries.size} mots sur ${after.entries.size}\n`);
  return site;
};

/** Notices of this year to classes that somebody reads; the demo's few families have no sheet. */
const entriesToSend = (site: Site): number =>
  lookInto(site, (db) =>
    Number(
      db
        .prepare(
          `select count(*) from notices n join notice_targets t on t.notice_id = n.id join classrooms c on c.id = t.target_id
             join school_years y on y.id = c.school_year_id and y.is_current
            where n.state = 'published' and exists (select 1 from memberships m
              join guardianships g on g.pupil_id = m.person_id join access_keys k on k.person_id = g.guardian_id
              where m.classroom_id = c.id and m."as" = 'pupil')`,
        )
        .pluck()
        .get(),
    ),
  );

const countPublished = (site: Site): number =>
  lookInto(site, (db) => Number(db.prepare("select count(*) from published_entries").pluck().get()));

const sentSoFar = (site: Site): Sent =>
  lookInto(site, (db) => {
    const rows = db
      .prepare<[], [string, string]>("select channel_id || ' ' || entry_id, object from published_entries")
      .raw()
      .all();
    const sending = db.prepare<[], string>("select name from objects where state = 'sending'").pluck().all();
    return { entries: new Map(rows), unnoted: sending.filter((name) => isAtPortal(site, name)).length };
  });

const isAtPortal = ({ store }: Site, name: string): boolean =>
  existsSync(join(store, `schools/${demoUai}/objects/${name.slice(0, 2)}/${name}`));

const progressShown = async (url: string, school: School): Promise<boolean> => {
  const head = school.sheet.signIns.find(({ role }) => role === "direction");
  if (head === undefined || !("identifiant" in head)) throw new Error("the demo's head is missing");
  const visitor = new Visitor(url);
  await visitor.signIn(head.identifiant, head.motDePasse);
  return /<progress|class="bar"/.test((await visitor.send("/direction/synchronisation")).text);
};
