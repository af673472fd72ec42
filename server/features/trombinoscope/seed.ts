import type { Deps } from "../../core/feature.ts";
import { seedAs, seedClasses } from "../../people/seeding.ts";
import { openContact } from "./store.ts";

/** Teachers open their address to families; a few parents of each class open something to the others. */
export const seed = (deps: Deps): void => {
  for (const { teacherIds, pupils } of seedClasses(deps)) {
    for (const teacher of teacherIds.map((id) => seedAs(deps, id)))
      if (teacher !== undefined) openContact(teacher, { email: "parents", phone: "staff", address: "staff" });
    for (const { guardianIds } of pupils.slice(1, 4)) {
      const parent = seedAs(deps, guardianIds[0]);
      if (parent?.actor.role === "guardian")
        openContact(parent, { email: "parents", phone: "parents", address: "staff" });
    }
  }
};
