import * as z from "zod";

/** A new password, typed twice; its strength is judged by people/credentials-rules.ts. */
export const Repeated = z
  .object({
    motDePasse: z.string("Choisissez un mot de passe.").min(1, "Choisissez un mot de passe."),
    encore: z.string("Écrivez-le une seconde fois.").min(1, "Écrivez-le une seconde fois."),
  })
  .refine(({ motDePasse, encore }) => motDePasse === encore, {
    path: ["encore"],
    message: "Les deux mots de passe ne sont pas les mêmes.",
  });
