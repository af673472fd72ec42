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
import type { Grown, Growth, Room, Year } from "./grow.ts";

interface Told extends Pick<Growth, "notices" | "signatures"> {
  /** The classes of each year. */
  readonly rooms: readonly (readonly Room[])[];
  readonly guardians: Grown["guardians"];
  readonly years: readonly Year[];
  readonly today: string;
}

const body =
  "<p>Nous partirons à 8 h 30 de l’école et reviendrons vers 16 h 30. Merci de prévoir un pique-nique sans canette, une bouteille d’eau et de bonnes chaussures.</p><p>Les élèves travailleront sur la géologie des monts du Lyonnais ; ils dessineront ce qu’ils voient et le raconteront dans leur cahier.</p>";

/** The notices of all years in turn to each class, from the first day of the year to its last or to today. */
export const addNotices = (tx: Tx, { rooms, guardians, years, today, notices: total, signatures }: Told): void => {
  const guardianOf = new Map(guardians.map(({ id, childId }) => [childId, id]));
  const perYear = Math.ceil(total / years.length);
  const signers = Math.ceil(signatures / total);
  if (signers > 0)
    for (const pupilId of rooms.at(-1)?.flatMap(({ pupilIds }) => pupilIds) ?? [])
      tx.insert(signatureSheets)
        .values({ pupilId, publicId: randomId(), createdAt: `${today}T07:00:00.000Z` })
        .run();
  for (const [yearIndex, { startsOn, endsOn }] of years.entries()) {
    const classes = rooms[yearIndex] ?? [];
    const first = Date.parse(`${startsOn}T08:00:00Z`);
    const last = Date.parse(`${endsOn < today ? endsOn : today}T00:00:00Z`);
    for (let index = 0; index < Math.min(perYear, total - yearIndex * perYear); index += 1) {
      const room = classes[index % classes.length];
      const at = new Date(first + ((last - first) * index) / perYear).toISOString();
      if (room !== undefined) addNotice(tx, { room, at, number: index + 1, guardianOf, signers });
    }
  }
};

interface One {
  readonly room: Room;
  readonly at: string;
  readonly number: number;
  readonly guardianOf: ReadonlyMap<string, string>;
  /** How many families have signed. */
  readonly signers: number;
}

const addNotice = (tx: Tx, { room, at, number, guardianOf, signers }: One): void => {
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
  };
  const contentHash = agreementHash(notice, []);
  tx.insert(notices)
    .values({ ...notice, contentHash })
    .run();
  tx.insert(noticeTargets).values({ noticeId: id, type: "classroom", targetId: room.id }).run();
  for (const [place, pupilId] of room.pupilIds.entries()) {
    const guardianId = guardianOf.get(pupilId);
    if (guardianId === undefined) continue;
    if (place < signers)
      tx.insert(noticeSignatures)
        .values({
          id: newId(),
          noticeId: id,
          pupilId,
          guardianId,
          contentHash,
          at,
          medium: "box",
          recordedById: guardianId,
        })
        .run();
    if (place < signers || place % 2 === 0)
      tx.insert(noticeReadings).values({ noticeId: id, personId: guardianId, contentHash, firstAt: at }).run();
  }
};
