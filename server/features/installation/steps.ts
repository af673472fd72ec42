import * as z from "zod";
import { line, optionalLine } from "../../core/http.ts";
import { isUai, tidyUai } from "../../people/uai.ts";

const Code = z.object({ code: line(40, "Écrivez le code de mise en service.") });

const School = z.object({
  nom: line(120, "Écrivez le nom de l’école."),
  uai: line(12, "Écrivez le code UAI de l’école.").transform(tidyUai).refine(isUai, {
    message: "Ce code UAI n’existe pas\u00a0: sept chiffres, puis la lettre qui leur correspond.",
  }),
  zone: z.enum(["A", "B", "C"], "Choisissez la zone de vacances."),
  telephone: line(30, "Écrivez le téléphone de l’école\u00a0: les familles le verront.").refine(
    (text) => /^\+?[\d\s.()-]{10,}$/.test(text),
    "Ce numéro de téléphone n’est pas complet.",
  ),
});

const Head = z.object({
  civilite: z.enum(["Mme", "M."], "Choisissez Mme ou M."),
  prenom: line(60, "Écrivez votre prénom."),
  nomDeFamille: line(60, "Écrivez votre nom."),
  motDePasse: z.string("Choisissez un mot de passe.").min(1, "Choisissez un mot de passe."),
  encore: z.string("Écrivez-le une seconde fois.").min(1, "Écrivez-le une seconde fois."),
});

export const CodeStep = Code;
/** Each step carries the ones before it: the code is checked every time. */
export const SchoolStep = Code.extend(School.shape);
export const HeadStep = SchoolStep.extend(Head.shape).refine(({ motDePasse, encore }) => motDePasse === encore, {
  path: ["encore"],
  message: "Les deux mots de passe ne sont pas les mêmes.",
});

export const schoolFields = ["nom", "uai", "zone", "telephone"] as const;

const kept = optionalLine(200).catch("");

/** What was entered, to be shown again; passwords never are. */
export const Entered = z.object({
  code: kept,
  nom: kept,
  uai: kept,
  zone: kept,
  telephone: kept,
  civilite: kept,
  prenom: kept,
  nomDeFamille: kept,
});
