import * as z from "zod";

/** The kind of a relation, as the forms send it. */
export const Kind = z.enum(["parent", "tutor", "foster", "relative", "service"], "Choisissez le lien avec l’enfant.");
