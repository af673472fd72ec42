import type { JournalWords } from "../../core/feature.ts";

/** Who was named, never what a judge decided. */
export const journal: JournalWords = {
  "guardianship.decided": ({ guardianId, pupilId }, nameOf) =>
    `a noté ou levé une décision de justice (${nameOf(guardianId)}, pour ${nameOf(pupilId)})`,
  "guardianship.ended": ({ guardianId, pupilId }, nameOf) =>
    `a mis fin au lien entre ${nameOf(guardianId)} et ${nameOf(pupilId)}`,
  "guardianship.resumed": ({ guardianId, pupilId }, nameOf) =>
    `a repris le lien entre ${nameOf(guardianId)} et ${nameOf(pupilId)}`,
  "pickup.allowed": ({ pupilId }, nameOf) => `a mis quelqu’un sur la liste de sortie de ${nameOf(pupilId)}`,
  "pickup.removed": ({ pupilId }, nameOf) => `a retiré quelqu’un de la liste de sortie de ${nameOf(pupilId)}`,
};
