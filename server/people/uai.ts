const letters = "ABCDEFGHJKLMNPRSTUVWXYZ";

/** A school's number (unité administrative immatriculée): seven digits, then a letter that checks them (0690078K). */
export const isUai = (text: string): boolean => {
  if (!/^[0-9]{7}[A-Z]$/.test(text)) return false;
  return text[7] === letters[Number(text.slice(0, 7)) % 23];
};

/** What somebody typed, as it is written officially: no spaces, capitals. */
export const tidyUai = (text: string): string => text.replace(/\s/g, "").toUpperCase();
