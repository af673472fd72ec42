import { drawAdvice, drawCode, drawSteps, type HowTo, type LetterKey } from "./letter.ts";
import { drawPageHead, type LetterSchool, mm, type Pdf, soft, write } from "./paper.ts";

export interface StaffLetter {
  /** "Mme Anne Morin" */
  readonly name: string;
  /** The phrase was chosen with the sheet; otherwise it opens nothing before. */
  readonly hasPhrase: boolean;
}

const title = "Vos classes, de la maison";
const intro =
  "Avec cette feuille et votre phrase secrète, vous lisez les mots de vos classes, leur suivi, et vous en écrivez. L’une sans l’autre n’ouvre rien.";

const stepsOf = ({ hasPhrase }: StaffLetter): HowTo["steps"] => [
  hasPhrase
    ? ["Votre phrase secrète", "Celle que vous venez de choisir. Elle ne s’écrit pas sur cette feuille."]
    : [
        "D’abord, à l’école",
        "Sur un ordinateur de l’école, ouvrez «\u00a0Mon compte\u00a0», puis «\u00a0De la maison\u00a0», et choisissez votre phrase secrète.",
      ],
  ["Visez le carré", "Avec l’appareil photo du téléphone\u202f; ouvrez le lien avec Safari ou Chrome."],
  ["Tapez la phrase", "Une fois sur chaque appareil. Les majuscules et les accents comptent."],
];

const advice = [
  ["Rangez-la", "Loin du téléphone, et jamais avec la phrase. Elle resservira sur un autre appareil."],
  [
    "Perdue ?",
    "Imprimez-en une autre depuis «\u00a0Mon compte\u00a0»\u00a0: celle-ci meurt à la synchronisation suivante. La direction peut le faire aussi.",
  ],
  [
    "Phrase oubliée\u202f?",
    "À l’école, «\u00a0Mon compte\u00a0» en choisit une autre\u202f; la feuille reste la même.",
  ],
] as const;

/** One member of staff's sheet, on one A4 page. */
export const drawStaffLetter = (doc: Pdf, letter: StaffLetter, school: LetterSchool, key: LetterKey): void => {
  doc.addPage();
  drawPageHead(doc, school);
  const at = { x: mm(20), width: mm(170) };
  const below = write(doc, "Feuille personnelle de", { ...at, y: mm(52), size: 10, colour: soft });
  write(doc, letter.name, { ...at, y: below + 2, size: 20, font: "bold" });
  drawSteps(doc, key, { title, intro, steps: stepsOf(letter) });
  drawCode(doc, key);
  drawAdvice(doc, advice);
};
