import * as z from "zod";
import { Invalid } from "../../core/errors.ts";
import { type Body, checkbox, line, list, optionalLine } from "../../core/http.ts";
import { cleanHtml, forEditor, fromPlainText, toPlainText } from "./body.ts";
import { kindIds } from "./kinds.ts";
import type { Notice } from "./notices.ts";
import type { NoticeInput, PhotoInput } from "./store.ts";
import type { Target } from "./targets.ts";

const Day = z
  .union([z.literal("").transform(() => null), z.iso.date("Écrivez la date ainsi\u00a0: 2026-11-27.")])
  .default(null);
const Hour = z
  .union([
    z.literal("").transform(() => null),
    z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Écrivez l’heure ainsi\u00a0: 08:30."),
  ])
  .default(null);

/** "4,50" or "4.5 €" → 450; "" → null. */
const Amount = z
  .string()
  .trim()
  .default("")
  .transform((text, ctx) => {
    const plain = text.replace(/\s|€/g, "").replace(",", ".");
    if (plain === "") return null;
    if (/^\d{1,4}(\.\d{1,2})?$/.test(plain)) return Math.round(Number(plain) * 100);
    ctx.addIssue({ code: "custom", message: "Écrivez un prix en euros, par exemple 4,50." });
    return z.NEVER;
  });

/** Everything may be missing, since a draft is kept as it is; publishing asks for more (store.ts). */
export const NoticeForm = z.looseObject({
  kind: z.enum(kindIds).default("information"),
  title: optionalLine(120),
  body: z.string().max(50_000, "Ce texte est trop long.").default(""),
  bodyFormat: z.literal("html").optional(),
  eventOn: Day,
  startsAt: Hour,
  endsAt: Hour,
  place: optionalLine(120),
  amount: Amount,
  bring: optionalLine(200),
  signature: z.enum(["none", "one", "both"]).default("none"),
  deadline: Day,
  targets: list(z.string().max(40)),
  draft: z.string().max(40).default(""),
  /** The version that the form was made from. */
  version: z.coerce.number().int().optional(),
  next: z.enum(["apercu", "brouillon", "corriger"]).default("brouillon"),
});
export type NoticeFields = z.infer<typeof NoticeForm>;

export const Signing = z.object({ child: line(40), contentHash: line(64) });
export const Ticking = z.object({ child: line(40), guardian: line(40), signed: checkbox });
export const Descriptions = z.looseObject({});

const field = (fields: Body, name: string): string => {
  const value = fields[name];
  return typeof value === "string" ? value.trim().slice(0, 300) : "";
};

/** A photo's description stands in the field "alt-<sha256>", its removal in "drop-<sha256>"; a photo without field is left out. */
export const descriptionsIn = (fields: Body, notice: Pick<Notice, "photos">): Record<string, string> =>
  Object.fromEntries(
    notice.photos
      .filter(({ sha256 }) => fields[`alt-${sha256}`] !== undefined)
      .map(({ sha256 }) => [sha256, field(fields, `alt-${sha256}`)]),
  );

const keptPhotos = (fields: Body, notice: Notice | null): PhotoInput[] =>
  (notice?.photos ?? [])
    .filter(({ sha256 }) => field(fields, `drop-${sha256}`) === "")
    .map(({ sha256, thumbSha256, size, alt }) => {
      const said = fields[`alt-${sha256}`] === undefined ? alt : field(fields, `alt-${sha256}`);
      return { sha256, thumbSha256, size, alt: said };
    });

export const mostPhotos = 12;

/** What was written, ready for the store: the text cleaned, the photos kept and added. */
export const inputOf = (
  fields: NoticeFields,
  notice: Notice | null,
  targets: readonly Target[],
  added: readonly PhotoInput[],
): NoticeInput => {
  const { kind, title, eventOn, startsAt, endsAt, place, bring, signature } = fields;
  const photos = new Map([...keptPhotos(fields, notice), ...added].map((photo) => [photo.sha256, photo]));
  if (photos.size > mostPhotos) throw new Invalid("photos", `Au plus ${mostPhotos} photos dans un mot.`);
  return {
    kind,
    title,
    eventOn,
    startsAt,
    endsAt,
    place,
    bring,
    signature,
    body: fields.bodyFormat === "html" ? cleanHtml(fields.body) : fromPlainText(fields.body),
    amountCents: fields.amount,
    deadline: signature === "none" ? null : fields.deadline,
    targets,
    photos: [...photos.values()],
  };
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");

/** The fields as they stand in the form: entered a moment ago, or the notice's. */
export interface Values {
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly plain: string;
  readonly eventOn: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly place: string;
  readonly amount: string;
  readonly bring: string;
  readonly signature: string;
  readonly deadline: string;
  readonly targets: readonly string[];
}

export const valuesEntered = (body: Body): Values => {
  const html = body.bodyFormat === "html" ? cleanHtml(text(body.body)) : fromPlainText(text(body.body));
  return {
    kind: text(body.kind) || "information",
    title: text(body.title),
    body: forEditor(html),
    plain: toPlainText(html),
    eventOn: text(body.eventOn),
    startsAt: text(body.startsAt),
    endsAt: text(body.endsAt),
    place: text(body.place),
    amount: text(body.amount),
    bring: text(body.bring),
    signature: text(body.signature) || "none",
    deadline: text(body.deadline),
    targets: texts(body.targets),
  };
};

export const valuesOf = (notice: Notice): Values => ({
  kind: notice.kind,
  title: notice.title,
  body: forEditor(notice.body),
  plain: toPlainText(notice.body),
  eventOn: notice.eventOn ?? "",
  startsAt: notice.startsAt ?? "",
  endsAt: notice.endsAt ?? "",
  place: notice.place,
  amount: notice.amountCents === null ? "" : (notice.amountCents / 100).toFixed(2).replace(".", ","),
  bring: notice.bring,
  signature: notice.signature,
  deadline: notice.deadline ?? "",
  targets: notice.targets.map(({ targetId }) => targetId),
});

/** A new notice: for the one class of a teacher who has only one. */
export const freshValues = (targets: readonly string[]): Values => ({
  ...valuesEntered({}),
  targets,
});
