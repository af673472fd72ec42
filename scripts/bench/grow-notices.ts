import type { Tx } from "../../server/core/db.ts";
import { newId, randomId } from "../../server/core/ids.ts";
import { agreementHash } from "../../server/features/liaison/content.ts";
import {
  noticeReadings,
  noticeSignatures,
  notices,
  noticeTargets,
  signatureSheets,
} from "../../server/features/liaison/tables.ts";
import { guardianships } from "../../server/people/tables.ts";
import type { Growth, Room, Year } from "./grow.ts";
import { pick } from "./names.ts";

interface Told extends Pick<Growth, "notices" | "signatures"> {
  /** The classes of each year. */
  readonly rooms: readonly (readonly Room[])[];
  readonly years: readonly Year[];
  readonly today: string;
}

const body =
  "<p>Nous partirons à 8 h 30 de l’école et reviendrons vers 16 h 30. Merci de prévoir un pique-nique sans canette, une bouteille d’eau et de bonnes chaussures.</p><p>Les élèves travailleront sur la géologie des monts du Lyonnais ; ils dessineront ce qu’ils voient et le raconteront dans leur cahier.</p>";

/** The notices of all years in turn to each class, from the first day of the year to its last or to today. */
export const addNotices = (tx: Tx, { rooms, years, today, notices: total, signatures }: Told): void => {
  const guardianOf = new Map(
    tx
      .select()
      .from(guardianships)
      .all()
      .map(({ pupilId, guardianId }) => [pupilId, guardianId]),
  );
  const perYear = Math.ceil(total / years.length);
  let signed = 0;
  for (let count = 0; count < total; count += 1) {
    const [year, index] = [Math.floor(count / perYear), count % perYear];
    const { startsOn, endsOn } = pick(years, year);
    const first = Date.parse(`${startsOn}T08:00:00Z`);
    const last = Date.parse(`${endsOn < today ? endsOn : today}T00:00:00Z`);
    const at = new Date(first + ((last - first) * index) / perYear).toISOString();
    const signers = Math.ceil((signatures - signed) / (total - count));
    const room = pick(pick(rooms, year), index);
    signed += addNotice(tx, { room, at, number: index + 1, seq: count - total, guardianOf, signers });
  }
  if (signed > 0) addSheets(tx, today);
};

/** What tells a child's guardians who has signed what (signatures.ts makes it at the first signature). */
const addSheets = (tx: Tx, today: string): void => {
  for (const { pupilId } of tx.selectDistinct({ pupilId: noticeSignatures.pupilId }).from(noticeSignatures).all())
    tx.insert(signatureSheets)
      .values({ pupilId, publicId: randomId(), createdAt: `${today}T07:00:00.000Z` })
      .onConflictDoNothing()
      .run();
};

interface One {
  readonly room: Room;
  readonly at: string;
  readonly number: number;
  /** Below 1: older than all that the demo has published. */
  readonly seq: number;
  readonly guardianOf: ReadonlyMap<string, string>;
  /** How many families have signed. */
  readonly signers: number;
}

/** Returns how many signed. */
const addNotice = (tx: Tx, { room, at, number, seq, guardianOf, signers }: One): number => {
  const id = newId();
  const notice = {
    id,
    publicId: randomId(),
    authorId: room.teacher.id,
    kind: "sortie" as const,
    title: `Sortie numéro ${number} dans les monts du Lyonnais`,
    body,
    eventOn: at.slice(0, 10),
    startsAt: "08:30",
    endsAt: "16:30",
    place: "Monts du Lyonnais",
    amountCents: 450,
    bring: "Pique-nique, bonnes chaussures",
    signature: "one" as const,
    state: "published" as const,
    version: 1,
    createdAt: at,
    publishedAt: at,
    publishedSeq: seq,
  };
  const contentHash = agreementHash(notice, []);
  tx.insert(notices)
    .values({ ...notice, contentHash })
    .run();
  tx.insert(noticeTargets).values({ noticeId: id, type: "classroom", targetId: room.id }).run();
  const families = room.pupilIds.flatMap((pupilId) => {
    const guardianId = guardianOf.get(pupilId);
    return guardianId === undefined ? [] : [{ pupilId, guardianId }];
  });
  for (const [place, { pupilId, guardianId }] of families.entries()) {
    const signature = { id: newId(), noticeId: id, pupilId, guardianId, contentHash, at, recordedById: guardianId };
    if (place < signers)
      tx.insert(noticeSignatures)
        .values({ ...signature, medium: "box" })
        .run();
    if (place < signers || place % 2 === 0)
      tx.insert(noticeReadings)
        .values({ noticeId: id, personId: guardianId, contentHash, firstAt: at })
        .onConflictDoNothing()
        .run();
  }
  return Math.min(signers, families.length);
};
