import { eq, sql } from "drizzle-orm";
import { Forbidden, Invalid } from "../../core/errors.ts";
import type { Doing, HomeAction, HomeEntry, HomeReading } from "../../core/feature.ts";
import { loadActor } from "../../people/actor.ts";
import { people, staff } from "../../people/tables.ts";
import { contentHash, sha256Hex, utf8 } from "../../wire/index.ts";
import { freshValues, inputOf, NoticeForm } from "./notice-form.ts";
import { getNotice } from "./notices.ts";
import { canWrite } from "./policy.ts";
import { rosterOn } from "./roster.ts";
import { publishNotice, saveDraft } from "./store.ts";
import { type Choices, choicesFor, permittedTargets } from "./targets.ts";
import { formFields } from "./write-views.ts";

/** Of what has no public id: as random as the id that it hides, and the same at each synchronisation. */
export const homeName = (what: string, id: string): string => sha256Hex(utf8(`liaison/${what}/${id}`)).slice(0, 32);

/** The recipients under the names that may leave the box. From home the head writes to classes, not to single pupils. */
const choicesAtHome = ({ db, actor, clock }: Doing): Choices => {
  const choices = choicesFor(db, actor, clock.today());
  const named = <T extends { readonly id: string }>(place: T): T => ({ ...place, id: homeName("place", place.id) });
  return {
    schoolId: choices.schoolId === "" ? "" : homeName("place", choices.schoolId),
    classrooms: choices.classrooms.map(named),
    groups: choices.groups.map(named),
    pupilsByClassroom: (actor.isHead ? [] : choices.pupilsByClassroom).map(({ place, pupils }) => ({
      place: named(place),
      pupils: pupils.map((pupil) => ({ ...pupil, id: pupil.publicId })),
    })),
  };
};

/** The form for writing a notice, one in the own channel of each person who may write and has a key: few, unlike families. */
export const composeEntries = function* ({ db, clock, isRead }: HomeReading): Iterable<HomeEntry> {
  const members = db
    .select({ id: people.id, publicId: people.publicId, at: people.createdAt })
    .from(staff)
    .innerJoin(people, eq(people.id, staff.personId))
    .where(sql`${staff.post} <> 'technician' or ${staff.isHead}`)
    .all();
  for (const { id, publicId, at } of members) {
    const channel = { type: "post", id } as const;
    const actor = isRead(channel) ? loadActor(db, id, clock.today()) : undefined;
    if (actor === undefined || !canWrite(actor)) continue;
    const choices = choicesAtHome({ db, clock, actor });
    const [only, ...more] = actor.isHead ? [] : choices.classrooms;
    const values = freshValues(only !== undefined && more.length === 0 ? [only.id] : []);
    const data = { ...formFields({ values, errors: {}, choices }) };
    yield {
      ...{ channel, kind: "liaison.compose", id: homeName("compose", publicId), at, order: null, data },
      ...{ media: [], actions: ["publish"], contentHash: contentHash(data) },
    };
  }
};

/** The ids on the box of what was ticked at home. Throws Forbidden when one is out of this person's reach, or was never there. */
const targetsAsked = (doing: Doing, asked: readonly string[]): string[] => {
  const choices = choicesFor(doing.db, doing.actor, doing.clock.today());
  const places = [choices.schoolId, ...[...choices.classrooms, ...choices.groups].map(({ id }) => id)];
  const pupils = choices.pupilsByClassroom.flatMap((room) => room.pupils);
  const known = new Map([
    ...places.filter((id) => id !== "").map((id) => [homeName("place", id), id] as const),
    ...pupils.map(({ publicId, id }) => [publicId, id] as const),
  ]);
  return asked.map((name) => {
    const id = known.get(name);
    if (id === undefined) throw new Forbidden("Vous n’écrivez plus à l’une des classes ou à l’un des élèves choisis.");
    return id;
  });
};

/** A notice written at home: checked like the form on the box, kept and published by the same verbs. Text only, without photos. */
export const publish: HomeAction = {
  run: (doing, { fields }) => {
    const { db, actor, clock } = doing;
    if (!canWrite(actor))
      throw new Forbidden("Seuls les enseignants et la direction écrivent dans le cahier de liaison.");
    const read = NoticeForm.safeParse({ ...fields, bodyFormat: undefined });
    if (!read.success) throw new Invalid("", read.error.issues[0]?.message ?? "Ce mot est incomplet.");
    const targets = permittedTargets(
      choicesFor(db, actor, clock.today()),
      targetsAsked(doing, read.data.targets),
      rosterOn(db, clock.today()),
    );
    const id = saveDraft(doing, null, inputOf(read.data, null, targets, []));
    publishNotice(doing, getNotice(doing, id));
  },
};
