import { ink, line, mm, type Pdf, sizeThatFits, sky, soft, write } from "./paper.ts";

/** What a member of staff needs to open their account for the first time. */
export interface StaffSheet {
  readonly name: string;
  readonly login: string;
  readonly code: string;
  /** "http://preau.local", then the addresses that work where the name does not. */
  readonly addresses: readonly string[];
  /** "30 novembre 2026"; "" while the box does not know the date. */
  readonly expires: string;
}

const sheetsOnAPage = 4;
const [sheetWidth, sheetHeight] = [mm(105), mm(148.5)];

/** The sheet's place on its page: two by two, with the lines to cut along. */
const placeOf = (doc: Pdf, index: number): { x: number; y: number } => {
  const place = index % sheetsOnAPage;
  if (place === 0) {
    doc.addPage();
    doc
      .moveTo(sheetWidth, 0)
      .lineTo(sheetWidth, 2 * sheetHeight)
      .moveTo(0, sheetHeight)
      .lineTo(2 * sheetWidth, sheetHeight);
    doc.lineWidth(0.5).dash(4, { space: 4 }).stroke(line).undash();
  }
  return { x: (place % 2) * sheetWidth, y: Math.floor(place / 2) * sheetHeight };
};

export const drawStaffSheet = (doc: Pdf, sheet: StaffSheet, index: number, school: string): void => {
  const place = placeOf(doc, index);
  const column = { x: place.x + mm(12), width: sheetWidth - mm(24) };
  let y = write(doc, school, { ...column, y: place.y + mm(12), size: 11, colour: soft });
  const nameSize = fit(doc, sheet.name, { width: column.width, height: mm(16), sizes: [17, 14, 12, 10, 8] });
  y = write(doc, sheet.name, { ...column, y: y + 6, size: nameSize, font: "bold" });
  y = write(doc, "Votre accès à l’espace de l’école", { ...column, y: y + 3, size: 12, colour: sky });
  y = step(doc, column, y + 20, "1. Sur un ordinateur de l’école, ouvrez", sheet.addresses[0] ?? "");
  if (sheet.addresses.length > 1)
    y = write(doc, `ou bien ${sheet.addresses.slice(1).join(" ou ")}`, { ...column, y, size: 10, colour: soft });
  y = step(doc, column, y + 14, "2. Touchez « J’ai un code d’activation » et tapez", sheet.code);
  y = step(doc, column, y + 14, "3. Choisissez votre mot de passe. Votre identifiant est", sheet.login);
  const until = sheet.expires === "" ? "" : `, jusqu’au ${sheet.expires}`;
  const end = `Ce code sert une seule fois${until}. Perdu ? La direction en imprime un autre. Une fois votre mot de passe choisi, jetez cette feuille.`;
  write(doc, end, { ...column, y: y + 20, size: 10, colour: soft, gap: 0.5 });
};

const fit = (doc: Pdf, text: string, room: Parameters<typeof sizeThatFits>[2]): number =>
  sizeThatFits(doc.font("bold"), [text], room);

const step = (doc: Pdf, column: { x: number; width: number }, y: number, words: string, value: string): number => {
  const below = write(doc, words, { ...column, y, size: 11, colour: soft });
  const size = fit(doc, value, { width: column.width, height: mm(9), sizes: [18, 15, 12, 10, 8] });
  return write(doc, value, { ...column, y: below + 2, size, font: "bold", colour: ink });
};
