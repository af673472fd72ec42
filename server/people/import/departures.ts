import { compareNames, familyName, fullName, titledName } from "../names.ts";
import type { Decisions, Departure, Plan, Warning } from "./plan-types.ts";
import { digest } from "./pupil-identity.ts";
import type { KnownGuardian, KnownPupil, Snapshot } from "./snapshot-types.ts";

const keyOf = (id: string, year: string): string => `leaver:${digest(`${id}>${year}`)}`;

/** The answer that keeps somebody whom the new year's files leave out. */
export const keep = "keep";

type Leaving = Pick<Departure, "id" | "kind" | "name" | "detail">;

/** Guardians none of whose children stays; a guardian who works here stays, too. */
const guardiansOf = (
  plan: Pick<Plan, "guardians">,
  { guardians, pupils, staff }: Snapshot,
  leaving: ReadonlySet<string>,
): KnownGuardian[] => {
  const gone = new Set(pupils.filter(({ leftOn }) => leftOn !== null).map(({ id }) => id));
  const named = new Set(
    plan.guardians.flatMap(({ knownId, children }) =>
      knownId !== null && children.some(({ state, isNew }) => state === "doubtful" || isNew) ? [knownId] : [],
    ),
  );
  const working = new Set(staff.map(({ id }) => id));
  return guardians.filter(
    ({ id, leftOn, childIds }) =>
      leftOn === null &&
      !working.has(id) &&
      !named.has(id) &&
      [...childIds].some((child) => leaving.has(child)) &&
      [...childIds].every((child) => leaving.has(child) || gone.has(child)),
  );
};

/** Above this share the files may be one class's only. */
const manyShare = 1 / 2;

const warnOfMany = (leaving: number, enrolled: number): Warning[] =>
  leaving <= enrolled * manyShare
    ? []
    : [
        {
          text: `Plus de la moitié de l’école partirait\u00a0: ${leaving} élèves sur ${enrolled} ne figurent pas dans ces fichiers. Sont-ils complets\u202f?`,
          asks: true,
        },
      ];

const byName = (a: KnownPupil, b: KnownPupil): number =>
  compareNames(familyName(a), familyName(b)) || compareNames(a.firstName, b.firstName);

/** With a new year, whoever its files no longer name leaves the school, unless the head has decided to keep them. */
export const withDepartures = (plan: Plan, snapshot: Snapshot, decisions: Decisions): Plan => {
  const { opens, former } = snapshot;
  if (opens === null) return plan;
  const decided = (leaving: Leaving): Departure => {
    const key = keyOf(leaving.id, opens.label);
    return { ...leaving, key, isKept: decisions.get(key) === keep };
  };
  const classOf = (id: string): string => former.places.get(id)?.label ?? "";
  const pupils = [...plan.leavers]
    .sort((a, b) => compareNames(classOf(a.id), classOf(b.id)) || byName(a, b))
    .map((one) => decided({ id: one.id, kind: "pupils", name: fullName(one), detail: classOf(one.id) }));
  const staff = plan.staffLeavers
    .filter(({ id }) => former.teacherIds.has(id))
    .map((one) => decided({ id: one.id, kind: "staff", name: titledName(one), detail: classOf(one.id) }));
  const leaving = new Map(pupils.flatMap(({ id, name, isKept }) => (isKept ? [] : [[id, name] as const])));
  const guardians = guardiansOf(plan, snapshot, new Set(leaving.keys())).map(
    (one): Departure => ({
      id: one.id,
      kind: "guardians",
      name: titledName(one),
      detail: [...one.childIds].flatMap((id) => leaving.get(id) ?? []).join(" · "),
      key: null,
      isKept: false,
    }),
  );
  const enrolled = snapshot.pupils.filter(({ leftOn }) => leftOn === null).length;
  return {
    ...plan,
    departures: [...pupils, ...guardians, ...staff],
    warnings: [...plan.warnings, ...warnOfMany(leaving.size, enrolled)],
  };
};
