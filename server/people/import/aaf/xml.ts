import { SaxesParser } from "saxes";
import { Refused } from "../refuse.ts";
import { decodedChunks, type XmlText, xmlEncoding } from "./encoding.ts";
import type { Entry, Operation } from "./entries.ts";

const operations: Readonly<Record<string, Operation>> = {
  addRequest: "add",
  modifyRequest: "modify",
  deleteRequest: "delete",
};

/** No feed nests deeper than ficAlimMENESR › addRequest › attributes › attr › value. */
const deepest = 8;
const longestValue = 20_000;
/** So much text without one tag is no feed. */
const longestSilence = 1024 * 1024;

const again = "Demandez à nouveau le flux à votre académie, puis recommencez.";
const damaged = (line: number): Refused =>
  new Refused(`Ce fichier XML est coupé ou abîmé (ligne ${line}). Rien n’en a été repris. ${again}`);
const tooLong = (): Refused =>
  new Refused(`Ce fichier XML contient une valeur démesurée\u202f: ce n’est pas un flux de l’annuaire. ${again}`);

type Draft = { -readonly [K in keyof Entry]: Entry[K] } & { values: Record<string, string[]>; unknown: string[] };

/** Follows one file's tags and hands out each request when it is whole. */
class FeedReader {
  private readonly path: string[] = [];
  private readonly parser = new SaxesParser();
  private readonly file: string;
  private readonly found: (entry: Entry) => void;
  private draft: Draft | null = null;
  private attribute: string | null = null;
  private text = "";
  private silence = 0;

  constructor(file: string, found: (entry: Entry) => void) {
    this.file = file;
    this.found = found;
    this.parser.on("doctype", (text) => this.refuseDefinitions(text));
    this.parser.on("opentag", ({ name, attributes }) => this.open(name, attributes));
    this.parser.on("text", (text) => this.add(text));
    this.parser.on("cdata", (text) => this.add(text));
    this.parser.on("closetag", () => this.close());
    this.parser.on("error", () => {
      throw damaged(this.parser.line);
    });
  }

  write(text: string): void {
    this.silence += text.length;
    this.parser.write(text);
    if (this.silence > longestSilence) throw tooLong();
  }

  end(): void {
    this.parser.close();
  }

  /** A document type is never resolved; one that defines anything itself is refused. */
  private refuseDefinitions(text: string): void {
    this.silence = 0;
    if (!text.includes("[")) return;
    throw new Refused(
      "Ce fichier XML définit ses propres entités\u202f: un flux de l’annuaire n’en a pas besoin. Il est refusé par prudence.",
    );
  }

  private open(name: string, attributes: Record<string, string>): void {
    this.silence = 0;
    this.path.push(name);
    this.text = "";
    if (this.path.length > deepest) throw damaged(this.parser.line);
    if (this.path.length === 1 && name !== "ficAlimMENESR") {
      throw new Refused("Ce fichier XML n’est pas un flux de l’annuaire académique (AAF-1D).");
    }
    if (this.path.length === 2) this.begin(name);
    else if (name === "attr" || name === "modification") this.attend(name, attributes);
  }

  private begin(name: string): void {
    const operation = operations[name];
    if (operation === undefined) return;
    const source = { file: this.file, line: this.parser.line };
    this.draft = { operation, category: "", id: "", values: Object.create(null), unknown: [], source };
  }

  /** Only a replacement is understood; an attribute named twice keeps all its values. */
  private attend(tag: string, { name = "", operation = "replace" }: Record<string, string>): void {
    this.attribute = null;
    if (this.draft === null || name === "") return;
    if (tag === "modification" && operation !== "replace") this.draft.unknown.push(name);
    else if (this.path[2] === "operationalAttributes") this.attribute = "category";
    else {
      this.attribute = name;
      this.draft.values[name] ??= [];
    }
  }

  private add(text: string): void {
    this.silence = 0;
    this.text += text;
    if (this.text.length > longestValue) throw tooLong();
  }

  private close(): void {
    this.silence = 0;
    const name = this.path.pop();
    const { draft } = this;
    const text = this.text.trim();
    this.text = "";
    if (draft === null) return;
    if (name === "value" && text !== "" && this.attribute !== null) this.keep(draft, this.attribute, text);
    else if (name === "id") draft.id = text;
    else if (name === "attr" || name === "modification") this.attribute = null;
    if (this.path.length === 1) {
      this.found(draft);
      this.draft = null;
    }
  }

  private keep(draft: Draft, attribute: string, text: string): void {
    if (this.path[2] === "operationalAttributes") draft.category = text;
    else draft.values[attribute]?.push(text);
  }
}

/**
 * Every request of one file of an AAF feed, in order; streamed: neither the text nor a tree of it is held. Throws Refused for XML that is damaged, cut, no feed, or dangerous.
 */
export const readEntries = (file: string, bytes: Uint8Array, found: (entry: Entry) => void): XmlText => {
  const text = xmlEncoding(bytes);
  const reader = new FeedReader(file, found);
  for (const chunk of decodedChunks(bytes, text.encoding)) reader.write(chunk);
  reader.end();
  return text;
};

/** Whether bytes begin as XML does, whatever the file's name says. */
export const isXml = (bytes: Uint8Array): boolean =>
  /^(?:\u00ef\u00bb\u00bf)?\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z])/.test(
    Buffer.from(bytes.subarray(0, 200)).toString("latin1"),
  );
