import type { Deps } from "../../core/feature.ts";
import { withoutContacts } from "../../people/by-hand/fields.ts";
import { noteDecision } from "../../people/families/decisions.ts";
import { standardRelation } from "../../people/families/kinds.ts";
import { allowPickup } from "../../people/families/pickup.ts";
import { addRelation, around, changeRelation } from "../../people/families/relation.ts";
import { type SeedClass, seedAsHead, seedClass, seedClasses } from "../../people/seeding.ts";

/** Children of this class with two guardians who have no other child here. */
const coupled = (room: SeedClass, rooms: readonly SeedClass[]): SeedClass["pupils"] => {
  const children = new Map<string, number>();
  for (const { pupils } of rooms)
    for (const { guardianIds } of pupils) for (const id of guardianIds) children.set(id, (children.get(id) ?? 0) + 1);
  return room.pupils.filter(
    ({ guardianIds }) => guardianIds.length === 2 && guardianIds.every((id) => children.get(id) === 1),
  );
};

/** Parents in two households, a foster carer, an address hidden by decision, a written list of who may fetch. */
export const seed = (deps: Deps): void => {
  const head = seedAsHead(deps);
  const rooms = seedClasses(deps);
  const room = seedClass(rooms, "CM1");
  if (head === undefined || room === undefined) return;
  const [apart, hidden, entrusted] = coupled(room, rooms);
  const today = deps.clock.today();
  if (apart !== undefined) {
    for (const [at, { guardianship }] of around(head, apart.id).entries())
      changeRelation(head, guardianship, { ...guardianship, household: at + 1 });
    const open = { startsOn: today, endsOn: null };
    allowPickup(head, apart.id, { name: "Jeanne Vasseur", relation: "grand-mère", phone: "06 12 00 00 41", ...open });
    allowPickup(head, apart.id, { name: "Malo Tanguy", relation: "voisin", phone: "06 12 00 00 42", ...open });
  }
  const [kept, other] = hidden === undefined ? [] : around(head, hidden.id);
  if (kept !== undefined && other !== undefined)
    noteDecision(head, other.guardianship, {
      takesAuthority: false,
      hidesChild: false,
      forbidsFetching: true,
      hidesContactsOf: [kept.guardian.id],
      note: "Ordonnance du juge aux affaires familiales, copie au bureau.",
      startsOn: today,
      endsOn: null,
    });
  if (entrusted !== undefined) {
    const carer = {
      ...withoutContacts,
      title: "Mme",
      firstName: "Solène",
      lastName: "KERVELLA",
      usageName: null,
    } as const;
    addRelation(head, entrusted.id, { ...carer, mobilePhone: "06 12 00 00 43" }, standardRelation("foster", today));
  }
};
