import { fullName } from "../../names.ts";
import type { Feed, Patch, Records, Remark } from "../records.ts";
import type { Snapshot } from "../snapshot-types.ts";
import { linkChildren } from "./children.ts";
import { guardianAsKnown, identityValues, KnownByKey, pupilAsKnown, staffAsKnown } from "./known.ts";
import { readInto } from "./read-entry.ts";

const kindWords = { pupils: "élève", guardians: "responsable", staff: "équipe" } as const;

/** More unknown people than this come from other schools: one line says so. */
const mostNamed = 20;

const tellUnknown = (unknown: readonly Omit<Patch, "values">[], records: Records): void => {
  const [first] = unknown;
  if (first === undefined) return;
  if (unknown.length > mostNamed) {
    const reason = `${unknown.length} fiches du flux sont inconnues ici\u00a0: elles sont sans doute d’autres écoles. Rien n’en est repris.`;
    records.rejected.push({ ...first.source, kind: first.kind, reason });
    return;
  }
  for (const { kind, joinKey, source } of unknown) {
    const reason = `La fiche ${joinKey} (${kindWords[kind]}) est inconnue ici\u00a0: importez d’abord un flux complet.`;
    records.rejected.push({ ...source, kind, reason });
  }
};

const applyPatches = (records: Records, { patches }: Feed, known: KnownByKey): void => {
  const unknown: Patch[] = [];
  for (const patch of patches) {
    const { kind, joinKey, values, source } = patch;
    const person = known[kind].get(joinKey);
    if (person === undefined) unknown.push(patch);
    else readInto(records, kind, joinKey, { ...identityValues(person), ...values }, source);
  }
  tellUnknown(unknown, records);
};

const stays = (text: string, reason: string, { kind, source }: Omit<Patch, "values">): Remark => ({
  ...source,
  kind,
  reason: `${text} n’est plus dans l’annuaire académique, mais ${reason}`,
});

/** A guardian leaves with the last of the children; staff and pupils leave at once; the head leaves by no file. */
const depart = (
  records: Records,
  departure: Omit<Patch, "values">,
  known: KnownByKey,
  { pupils, today }: Snapshot,
): boolean => {
  const { kind, joinKey, source } = departure;
  if (kind === "pupils") {
    const pupil = known.pupils.get(joinKey);
    if (pupil) records.pupils.push({ ...pupilAsKnown(pupil, source), leavesOn: today });
    return pupil !== undefined;
  }
  if (kind === "staff") {
    const member = known.staff.get(joinKey);
    if (member?.isHead)
      records.notes.push(stays(fullName(member), "dirige l’école ici\u00a0: rien ne change.", departure));
    else if (member) records.staff.push({ ...staffAsKnown(member, source), leavesOn: today });
    return member !== undefined;
  }
  const guardian = known.guardians.get(joinKey);
  if (guardian === undefined) return false;
  const leaving = new Set(records.pupils.filter(({ leavesOn }) => leavesOn).map((record) => record.joinKey ?? null));
  const child = pupils.find(
    ({ id, leftOn, joinKey: key }) => guardian.childIds.has(id) && leftOn === null && !leaving.has(key),
  );
  if (child === undefined) records.guardians.push({ ...guardianAsKnown(guardian, source), leavesOn: today });
  else {
    const reason = `${fullName(child)} est toujours ici\u00a0: retirez le lien à la main si c’est juste.`;
    records.notes.push(stays(fullName(guardian), reason, departure));
  }
  return true;
};

const applyDepartures = (records: Records, { departures }: Feed, known: KnownByKey, snapshot: Snapshot): void => {
  const order = ["pupils", "staff", "guardians"];
  const sorted = [...departures].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  tellUnknown(
    sorted.filter((departure) => !depart(records, departure, known, snapshot)),
    records,
  );
};

/** A day of departure that has not come changes nothing yet; whoever has left is in no class. */
const settleLeavers = (records: Records, today: string): void => {
  records.pupils = records.pupils.map((record) => {
    const { leavesOn, source } = record;
    if (leavesOn === undefined) return record;
    if (leavesOn <= today) return { ...record, classroom: null, classroomRef: null, level: null };
    const day = leavesOn.split("-").reverse().join("/");
    records.notes.push({ ...source, kind: "pupils", reason: `${fullName(record)} quittera l’école le ${day}.` });
    return { ...record, leavesOn: undefined };
  });
};

/**
 * What a feed says, told whole: modifications laid over what the directory knows, departures, and for each guardian the
 * children with the authority over them. Records of tables come back as they are.
 */
export const expandFeed = (said: Records, snapshot: Snapshot): Records => {
  const { feed } = said;
  if (!feed) return said;
  const { pupils, guardians, staff, rejected, notes } = said;
  const records: Records = {
    pupils: [...pupils],
    guardians: [...guardians],
    staff: [...staff],
    rejected: [...rejected],
    notes: [...notes],
    feed,
  };
  const known = new KnownByKey(snapshot);
  applyPatches(records, feed, known);
  settleLeavers(records, snapshot.today);
  applyDepartures(records, feed, known, snapshot);
  linkChildren(records, feed, known);
  return records;
};
