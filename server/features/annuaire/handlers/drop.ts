import { readFile } from "node:fs/promises";
import * as z from "zod";
import { Invalid } from "../../../core/errors.ts";
import { type Ctx, type Errors, page, redirect, type Upload, upload } from "../../../core/http.ts";
import { pastImports, readingContext, stageImport } from "../../../people/import/imports.ts";
import { keepDrop } from "../../../people/import/mapping/drops.ts";
import { listMappings } from "../../../people/import/mapping/store.ts";
import type { Dropped } from "../../../people/import/read.ts";
import { readApart } from "../../../people/import/read-apart.ts";
import { maxBytes, Refused, refuseSize, UnknownColumns } from "../../../people/import/refuse.ts";
import { countWaiting } from "../store.ts";
import { dropView } from "../views.ts";
import { columnsPath } from "./columns.ts";

const field = "fichiers";

const show = ({ db, clock }: Ctx, errors: Errors) =>
  dropView({
    imports: pastImports(db, 10),
    learned: listMappings(db),
    waiting: countWaiting(db),
    errors,
    timeZone: clock.timeZone,
  });

export const importPage = page((ctx) => show(ctx, {}));

const load = async ({ path, name, size }: Upload): Promise<Dropped> => {
  refuseSize(size, name);
  return { name, bytes: await readFile(path) };
};

const refusedAs = (error: unknown): unknown =>
  error instanceof Refused ? new Invalid(field, [error.file, error.message].filter(Boolean).join("\u00a0: ")) : error;

const read = async (ctx: Ctx, dropped: readonly Dropped[]): Promise<string> => {
  try {
    return `/direction/annuaire/import/${stageImport(ctx, await readApart(dropped, readingContext(ctx.db)))}`;
  } catch (error) {
    if (error instanceof UnknownColumns) return columnsPath(keepDrop(ctx, dropped, error.sheet));
    throw error;
  }
};

/**
 * Files are read at once and kept as what they say; nothing of the directory changes before the preview is agreed to. A
 * table that is nobody's export leads to the screen that asks about its columns.
 */
export const dropFiles = upload(
  { field, maxFiles: 12, maxBytes: 4 * maxBytes },
  z.object({}),
  async (ctx, _input, uploads) => {
    try {
      return redirect(await read(ctx, await Promise.all(uploads.map(load))));
    } catch (error) {
      throw refusedAs(error);
    }
  },
  (ctx, _values, errors) => show(ctx, errors),
);
