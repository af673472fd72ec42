import { cellOf, cellsOf, type Places } from "./layouts.ts";
import type { ChildRef, Contact, GuardianRecord, Name, PupilRecord, Source, StaffRecord } from "./records.ts";
import type { Row } from "./rows.ts";
import {
  isName,
  readDay,
  readEmail,
  readIne,
  readLevel,
  readPhone,
  readSex,
  readTitle,
  readYesNo,
  tidy,
} from "./values.ts";

/** A row as a record, or why it is none; `note` says what was left out of a row that is used. */
export type Read<T> = { record: T; note: string | null } | { rejected: string };

const longest = 120;

const reader =
  (row: Row, mapping: Places) =>
  (field: string): string | null =>
    tidy(cellOf(row, mapping, field)) || null;

const readName = (row: Row, mapping: Places): Name | string => {
  const text = reader(row, mapping);
  const [lastName, usageName, firstName] = [text("lastName"), text("usageName"), text("firstName")];
  if (lastName === null || !isName(lastName)) return "Le nom manque.";
  if (firstName === null || !isName(firstName)) return "Le prénom manque.";
  if (lastName.length > longest || firstName.length > longest) return "Le nom est trop long pour en être un.";
  return { lastName, usageName: usageName !== null && isName(usageName) ? usageName : null, firstName };
};

const notes = (...texts: (string | false)[]): string | null => texts.filter((text) => text !== false).join(" ") || null;

export const readPupil = (row: Row, mapping: Places, source: Source): Read<PupilRecord> => {
  const text = reader(row, mapping);
  const name = readName(row, mapping);
  if (typeof name === "string") return { rejected: name };
  const birth = text("birthDate");
  const birthDate = birth === null ? null : readDay(birth);
  if (birthDate === null) {
    return {
      rejected:
        birth === null ? "La date de naissance manque." : `La date de naissance «\u00a0${birth}\u00a0» ne se lit pas.`,
    };
  }
  const [ineText, levelText, sexText] = [text("ine"), text("level"), text("sex")];
  const ine = ineText === null ? null : readIne(ineText);
  const level = levelText === null ? null : readLevel(levelText);
  const record: PupilRecord = {
    source,
    ...name,
    birthDate,
    sex: sexText === null ? null : readSex(sexText),
    ine,
    level,
    classroom: text("classroom"),
    classroomRef: text("classroomRef"),
    address: text("address"),
    postcode: text("postcode"),
    city: text("city"),
    country: text("country"),
    photoHint: readYesNo(text("photoHint") ?? ""),
  };
  const note = notes(
    ineText !== null && ine === null && `L’INE «\u00a0${ineText}\u00a0» n’en est pas un\u00a0: il est laissé de côté.`,
    levelText !== null &&
      level === null &&
      `Le niveau «\u00a0${levelText}\u00a0» est inconnu\u00a0: il est laissé de côté.`,
  );
  return { record, note };
};

const readContact = (row: Row, mapping: Places): Contact => {
  const text = reader(row, mapping);
  return {
    email: readEmail(text("email") ?? ""),
    homePhone: readPhone(text("homePhone") ?? ""),
    workPhone: readPhone(text("workPhone") ?? ""),
    mobilePhone: readPhone(text("mobilePhone") ?? ""),
    address: text("address"),
    postcode: text("postcode"),
    city: text("city"),
    country: text("country"),
  };
};

const emailNote = (row: Row, mapping: Places, contact: Contact): string | false => {
  const written = cellOf(row, mapping, "email");
  return (
    written !== "" &&
    contact.email === null &&
    `Le courriel «\u00a0${written}\u00a0» n’en est pas un\u00a0: il est laissé de côté.`
  );
};

/** One label, or several that one cell holds (« CP A, Chorale »). Labels themselves may hold commas: both are kept. */
const labels = (text: string): string[] => {
  const parts = text
    .split(/[,/|]/)
    .map(tidy)
    .filter((part) => part !== "");
  return [...new Set([tidy(text), ...parts])].filter((label) => label !== "");
};

const readChild = (row: Row, places: ReadonlyMap<string, number>): ChildRef | null => {
  const text = (field: string): string => tidy(row.cells[places.get(field) ?? -1] ?? "");
  const [lastName, usageName, firstName] = [text("lastName"), text("usageName"), text("firstName")];
  const name = lastName || usageName;
  if (!isName(name) && !isName(firstName)) return null;
  return {
    lastName: name,
    usageName: usageName || null,
    firstName,
    birthDate: readDay(text("birthDate")),
    classrooms: labels(text("classroom")),
  };
};

/** A guardian by themselves: a feed names their children elsewhere. */
export const readAdult = (row: Row, mapping: Places, source: Source): Read<GuardianRecord> => {
  const name = readName(row, mapping);
  if (typeof name === "string") return { rejected: name };
  const contact = readContact(row, mapping);
  const record = { source, ...name, ...contact, title: readTitle(cellOf(row, mapping, "title")), children: [] };
  return { record, note: notes(emailNote(row, mapping, contact)) };
};

export const readGuardian = (row: Row, mapping: Places, source: Source): Read<GuardianRecord> => {
  const adult = readAdult(row, mapping, source);
  if ("rejected" in adult) return adult;
  const children = mapping.children.flatMap((places) => readChild(row, places) ?? []);
  const whole = children.filter((child) => isName(child.lastName) && isName(child.firstName));
  if (whole.length === 0) return { rejected: "Aucun enfant n’est nommé sur cette ligne." };
  const note = notes(
    adult.note ?? false,
    whole.length < children.length && "Un enfant dont le nom ou le prénom manque est laissé de côté.",
  );
  return { record: { ...adult.record, children: whole }, note };
};

export const readStaff = (row: Row, mapping: Places, source: Source): Read<StaffRecord> => {
  const name = readName(row, mapping);
  if (typeof name === "string") return { rejected: name };
  const contact = readContact(row, mapping);
  const record: StaffRecord = {
    source,
    ...name,
    ...contact,
    title: readTitle(cellOf(row, mapping, "title")),
    isDirector: readYesNo(cellOf(row, mapping, "isDirector")) === true,
    classrooms: cellsOf(row, mapping, "classroom").map(tidy),
  };
  return { record, note: notes(emailNote(row, mapping, contact)) };
};
