import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline, type Readable } from "node:stream";
import type { Request, RequestHandler, Response } from "express";
import type { StorageEngine } from "multer";
import { Problem } from "./errors.ts";
import type { Upload, UploadLimits } from "./http.ts";
import { randomId } from "./ids.ts";

/** Once everything has come in, the parser has about this long to say so: it waits for ever for the end of a file that it lost. */
const patienceMs = 3_000;

interface Arriving {
  readonly streams: Set<Readable>;
  readonly paths: string[];
}
const arriving = new WeakMap<object, Arriving>();
const arrivingWith = (req: object): Arriving => {
  const known = arriving.get(req) ?? { streams: new Set(), paths: [] };
  arriving.set(req, known);
  return known;
};

/** Each file under a random name of its own, remembered from its first byte on. */
const storageIn = (folder: string): StorageEngine => ({
  _handleFile: (req, { stream }, done) => {
    const path = join(folder, randomId());
    const { streams, paths } = arrivingWith(req);
    streams.add(stream);
    paths.push(path);
    const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
    pipeline(stream, file, (error) => {
      streams.delete(stream);
      if (error) done(error);
      else done(null, { path, size: file.bytesWritten });
    });
  },
  _removeFile: (_req, { path }, done) => void rm(path, { force: true }).then(() => done(null), done),
});

/** Loaded with the first form that has files: two megabytes that most days never need. */
export const parserOf = async (folder: string, limits: UploadLimits): Promise<RequestHandler> => {
  const { default: multer } = await import("multer");
  return multer({
    storage: storageIn(folder),
    limits: { files: limits.maxFiles, fileSize: limits.maxBytes, fields: 500, fieldSize: 1_000_000 },
    defParamCharset: "utf8",
  }).array(limits.field, limits.maxFiles);
};

const malformed = (): Problem => new Problem(400, "La demande n’a pas été comprise.");

/** Limits that a person may run into have their own pages (app.ts); whatever else the parser refuses was never our form. */
const told = new Set(["LIMIT_FILE_SIZE", "LIMIT_FILE_COUNT", "LIMIT_UNEXPECTED_FILE"]);
const refusalOf = (error: unknown): unknown => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const isOurs = error instanceof Error && error.name === "MulterError" ? told.has(String(code)) : code !== undefined;
  return isOurs ? error : malformed();
};

/** Reads the form into req.body and its files into the folder. */
export const receive = (parser: RequestHandler, req: Request, res: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    let hadAll = false;
    const timer = setInterval(() => {
      if (hadAll) giveUp();
      hadAll = req.complete;
    }, patienceMs);
    const giveUp = (): void => {
      clearInterval(timer);
      for (const stream of arrivingWith(req).streams) stream.destroy(malformed());
      req.unpipe();
      req.resume();
      reject(malformed());
    };
    parser(req, res, (error?: unknown) => {
      clearInterval(timer);
      if (error) reject(refusalOf(error));
      else resolve();
    });
  });

/** What came with the form, whole. */
export const uploadsOf = (req: Request): Upload[] =>
  (Array.isArray(req.files) ? req.files : [])
    .filter(({ path }) => typeof path === "string")
    .map(({ path, originalname, size }) => ({ path, name: originalname, size }));

/** Nothing of what a request brought stays, whatever became of it. */
export const removeUploads = async (req: Request): Promise<void> => {
  for (const path of arriving.get(req)?.paths ?? []) await rm(path, { force: true });
};
