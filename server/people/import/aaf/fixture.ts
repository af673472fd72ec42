import type { Dropped } from "../read.ts";

type Attributes = Readonly<Record<string, string | readonly string[]>>;

const values = (value: string | readonly string[]): string =>
  (typeof value === "string" ? [value] : value)
    .map((one) => (one === "" ? "<value/>" : `<value>${one}</value>`))
    .join("");

const request = (tag: string, category: string, id: string, body: string): string =>
  `<${tag}><operationalAttributes><attr name="categoriePersonne"><value>${category}</value></attr></operationalAttributes><identifier><id>${id}</id></identifier>${body}</${tag}>`;

/** For the tests of this folder: requests of a feed. */
export const add = (category: string, id: string, attributes: Attributes): string => {
  const attrs = Object.entries({ ENTPersonJointure: id, ...attributes });
  const body = attrs.map(([name, value]) => `<attr name="${name}">${values(value)}</attr>`).join("");
  return request("addRequest", category, id, `<attributes>${body}</attributes>`);
};

export const modify = (category: string, id: string, attributes: Attributes): string => {
  const body = Object.entries(attributes)
    .map(([name, value]) => `<modification name="${name}" operation="replace">${values(value)}</modification>`)
    .join("");
  return request("modifyRequest", category, id, `<modifications>${body}</modifications>`);
};

export const remove = (category: string, id: string): string => request("deleteRequest", category, id, "");

/** A school by its key and UAI. */
export const structure = (id: string, uai: string, name = "École Jules-Ferry"): string =>
  `<addRequest><operationalAttributes><attr name="categorieStructure"><value>EtabEducNat</value></attr></operationalAttributes><identifier><id>${id}</id></identifier><attributes><attr name="ENTStructureJointure"><value>${id}</value></attr><attr name="ENTStructureUAI"><value>${uai}</value></attr><attr name="ENTStructureNomCourant"><value>${name}</value></attr></attributes></addRequest>`;

export const xml = (requests: readonly string[], encoding = "UTF-8"): string =>
  `<?xml version="1.0" encoding="${encoding}"?>\n<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">\n<ficAlimMENESR>\n${requests.join("\n")}\n</ficAlimMENESR>\n`;

export const feed = (requests: readonly string[], name = "ENT_Complet_0000.xml"): Dropped => ({
  name,
  bytes: Buffer.from(xml(requests)),
});

export const delta = (...requests: string[]): Dropped => feed(requests, "ENT_Delta_0000.xml");

/** A pupil of the school with the key 9001, in a class. */
export const pupil = (id: string, lastName: string, firstName: string, more: Attributes = {}): string =>
  add("Eleve", id, {
    ENTPersonNom: lastName,
    ENTPersonNomPatro: lastName,
    ENTPersonPrenom: firstName,
    ENTPersonDateNaissance: "02/04/2018",
    ENTPersonStructRattach: "9001",
    ENTPersonClasses: "9001$$CYCLE II$1$CP A",
    ENTEleveNiveau: "CP",
    ...more,
  });

export const guardian = (
  id: string,
  lastName: string,
  firstName: string,
  children: readonly string[],
  more: Attributes = {},
): string =>
  add("PersRelEleve", id, {
    ENTPersonCivilite: "Mme",
    ENTPersonNom: lastName,
    ENTPersonPrenom: firstName,
    ENTPersRelEleveEleve: children,
    ...more,
  });

export const teacher = (id: string, lastName: string, firstName: string, more: Attributes = {}): string =>
  add("PersEducNat", id, {
    ENTPersonCivilite: "Mme",
    ENTPersonNom: lastName,
    ENTPersonPrenom: firstName,
    ENTPersonStructRattach: "9001",
    ...more,
  });
