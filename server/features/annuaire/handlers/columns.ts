import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import { type Body, type Ctx, type Errors, form, page, type Result, redirect } from "../../../core/http.ts";
import { readingContext, stageImport } from "../../../people/import/imports.ts";
import type { Kind } from "../../../people/import/layouts.ts";
import { askAbout, discardDrop, filesOfDrop, getDrop } from "../../../people/import/mapping/drops.ts";
import { fieldNamed, kinds } from "../../../people/import/mapping/fields.ts";
import { type Columns, guess, guessColumns, type Sheet } from "../../../people/import/mapping/guess.ts";
import { wrongIn } from "../../../people/import/mapping/learned.ts";
import { forgetMapping, getMapping, learnMapping } from "../../../people/import/mapping/store.ts";
import { readApart } from "../../../people/import/read-apart.ts";
import { Refused, UnknownColumns } from "../../../people/import/refuse.ts";
import { columnsView } from "../views-columns.ts";

const importPath = "/direction/annuaire/import";
export const columnsPath = (dropId: string): string => `${importPath}/colonnes/${dropId}`;

const dropOf = ({ db, params }: Ctx) => getDrop(db, params.id ?? "");

const kindIn = (text: unknown): Kind | undefined => kinds.find((kind) => kind === text);

/** « À quoi correspondent ces colonnes ? »: proposed by name and by content; another kind of table proposes others. */
export const columnsPage = page((ctx) => {
  const { id, sheet } = dropOf(ctx);
  const asked = kindIn(ctx.query.sorte);
  const proposed = asked === undefined ? guess(sheet) : { kind: asked, columns: guessColumns(asked, sheet) };
  return columnsView({ id, sheet, ...proposed, errors: {} });
});

/** What the form says of each column. Throws Invalid for what was not offered. */
const chosenColumns = (kind: Kind, { headers }: Sheet, body: Body): Columns =>
  headers.map((_, at) => {
    const value = body[`colonne-${at}`] ?? "";
    if (value === "") return null;
    if (typeof value !== "string" || !fieldNamed(kind, value)) throw new Invalid(`colonne-${at}`, "Choix inconnu.");
    return value;
  });

/** Reads the files again, now that one more table is explained. */
const readOn = async (ctx: Ctx, id: string): Promise<Result> => {
  try {
    const reading = await readApart(filesOfDrop(ctx.db, id), readingContext(ctx.db));
    const importId = stageImport(ctx, reading);
    discardDrop(ctx, id);
    return redirect(`${importPath}/${importId}`);
  } catch (error) {
    if (error instanceof UnknownColumns) {
      askAbout(ctx, id, error.sheet);
      return redirect(columnsPath(id), `Colonnes retenues. Voici l’autre fichier\u00a0: ${error.sheet.file}.`);
    }
    if (error instanceof Refused) throw new Invalid("colonnes", [error.file, error.message].join("\u00a0: "));
    throw error;
  }
};

const Said = z.looseObject({ sorte: z.enum(kinds) });

const again = (ctx: Ctx, body: Body, errors: Errors): Result => {
  const { id, sheet } = dropOf(ctx);
  const kind = kindIn(body.sorte) ?? guess(sheet).kind;
  const columns = sheet.headers.map((_, at) => {
    const value = body[`colonne-${at}`];
    return typeof value === "string" && fieldNamed(kind, value) ? value : null;
  });
  return { ...columnsView({ id, sheet, kind, columns, errors }), status: 422 };
};

export const explainColumns = form(
  Said,
  (ctx, { sorte, ...body }) => {
    const { id, sheet } = dropOf(ctx);
    const columns = chosenColumns(sorte, sheet, body);
    const errors = wrongIn(sorte, columns);
    if (Object.keys(errors).length > 0) return again(ctx, { ...body, sorte }, errors);
    learnMapping(ctx, sorte, sheet.headers, columns);
    return readOn(ctx, id);
  },
  again,
);

const keep = (forget: boolean) =>
  form(z.object({}), (ctx) => {
    const mapping = getMapping(ctx.db, ctx.params.id ?? "");
    forgetMapping(ctx, mapping, forget);
    if (!forget) return redirect(importPath, "Les colonnes sont à nouveau retenues.");
    const undo = { action: `/direction/annuaire/colonnes/${mapping.key}/retablissement`, label: "Annuler" };
    return redirect(importPath, { text: "Colonnes oubliées\u00a0: Préau les redemandera.", undo });
  });

export const forgetColumns = keep(true);
export const keepColumns = keep(false);
