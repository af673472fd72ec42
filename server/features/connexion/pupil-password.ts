import { randomInt } from "node:crypto";
import { eq } from "drizzle-orm";
import { write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { endSessions, hashSecret } from "../../people/credentials.ts";
import { accounts } from "../../people/tables.ts";

/** Short words that a child of eight can spell, without accents. */
const words = (
  "arbre avion ballon banane barbe bateau bijou biscuit botte bougie boule bouton bras brosse bulle cabane cadeau " +
  "canard carotte carte castor cerise chaise chapeau chemise cheval citron clou cochon colline coq corde coude " +
  "couleur couteau crabe crayon cygne dauphin dent dragon drapeau etoile farine fleur flute forme fourmi fraise " +
  "galet gant gare gateau girafe gomme grain griffe grue guitare herbe hibou jardin jouet journal jupe " +
  "kayak koala lac lampe lapin lettre lionne livre loupe lune lutin mais maison marron matin melon miel mille " +
  "miroir montre moto moulin mouton navire neige noix nuage olive orange ourson panda panier papier parc patate " +
  "peluche pierre pinceau pirate plage plume poire pomme pont porte poule prairie prune puzzle radis raisin rame " +
  "renard requin riviere robot rose ruche sable salade sapin savon singe soleil soupe souris sucre tableau tambour " +
  "tapis tarte tasse tigre tomate toupie tracteur train tulipe vague vache valise vallee vase velo vent verre " +
  "violon voiture volcan zebre"
).split(" ");

const drawn = (): string => words[randomInt(words.length)] ?? "";

/** Three words: about 22 bits, where ten pictures in a row or a hundred guesses a day are all that anybody gets. */
export const newPupilPassword = (): string => [drawn(), drawn(), drawn()].join("-");

/** A password to type, for a pupil who writes: given by the teacher, shown once. Ends the pupil's sessions. */
export const givePupilPassword = async (doing: Doing, pupilId: string): Promise<string> => {
  const password = newPupilPassword();
  const passwordHash = await hashSecret(password);
  write(doing, (tx) => {
    tx.update(accounts).set({ passwordHash }).where(eq(accounts.personId, pupilId)).run();
    endSessions(tx, doing, pupilId);
    record(tx, doing.actor, "password.given", { personId: pupilId });
  });
  return password;
};
