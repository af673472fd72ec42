import type { Sheet } from "./mapping/guess.ts";

/** A file that cannot be imported: nothing was changed. The message is French and says what to do. */
export class Refused extends Error {
  /** Name of the file at fault, when one is. */
  readonly file: string | null;
  constructor(message: string, file: string | null = null) {
    super(message);
    this.file = file;
  }
}

/** A table whose columns nobody has explained yet: the screen asks, and the answer is remembered. */
export class UnknownColumns extends Refused {
  readonly sheet: Sheet;
  constructor(message: string, sheet: Sheet) {
    super(message, sheet.file);
    this.sheet = sheet;
  }
}

/** A school of 3,000 pupils weighs less than 1 MB; this leaves room for everything but noise. */
export const maxBytes = 20 * 1024 * 1024;

const again = "Téléchargez-le à nouveau depuis ONDE, sans l’ouvrir ni le modifier, puis recommencez.";

const signatures: readonly (readonly [hex: string, what: string])[] = [
  ["25504446", "un PDF"],
  ["504b0304", "un classeur Excel, LibreOffice ou une archive ZIP"],
  ["504b0506", "une archive ZIP vide"],
  ["d0cf11e0", "un ancien classeur Excel"],
  ["1f8b", "une archive compressée"],
  ["377abcaf", "une archive 7-Zip"],
  ["52617221", "une archive RAR"],
  ["89504e47", "une image"],
  ["ffd8ff", "une image"],
  ["47494638", "une image"],
  ["7f454c46", "un programme"],
  ["4d5a", "un programme"],
];

const hasControls = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 65_536).some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12);

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** Refuses what is no text export at all, by its size and its first bytes, whatever its name says. */
export const refuseForeign = (bytes: Uint8Array): void => {
  if (bytes.byteLength === 0) throw new Refused(`Ce fichier est vide. ${again}`);
  refuseSize(bytes.byteLength);
  const start = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  const known = signatures.find(([hex]) => start.startsWith(hex));
  if (known) {
    throw new Refused(
      `Ce fichier est ${known[1]}, pas un export CSV. Dans ONDE, demandez l’extraction au format CSV, puis recommencez.`,
    );
  }
  if (!isUtf16(bytes) && hasControls(bytes))
    throw new Refused(`Ce fichier n’est pas du texte\u202f: il est abîmé. ${again}`);
};

export const refuseSize = (size: number, file: string | null = null): void => {
  if (size <= maxBytes) return;
  const megabytes = Math.ceil(size / 1024 / 1024);
  throw new Refused(
    `Ce fichier pèse ${megabytes} Mo. Un export d’ONDE pèse moins de 20 Mo\u202f: ce n’en est pas un.`,
    file,
  );
};

export const refuseCut = (line: number): never => {
  throw new Refused(`Ce fichier est coupé\u202f: sa dernière ligne (${line}) n’est pas entière. ${again}`);
};

export const refuseOpenQuote = (): never => {
  throw new Refused(`Ce fichier est coupé au milieu d’un champ entre guillemets. ${again}`);
};

export const refuseDamaged = (): never => {
  throw new Refused(`Ce fichier est abîmé\u202f: son texte ne peut pas être lu. ${again}`);
};
