/** Identifiant national élève: nine digits and two letters, or the older ten digits and one letter. */
export const isIne = (text: string): boolean => /^(?:[0-9]{9}[A-Z]{2}|[0-9]{10}[A-Z])$/.test(text);

/** As it is compared and stored: no spaces, capitals. */
export const tidyIne = (text: string): string => text.replace(/\s/g, "").toUpperCase();
