import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder: the nearest one above this file that holds package.json (the same for sources and bundle). */
const findRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("package.json not found above the program");
    folder = parent;
  }
  return folder;
};

const root = findRoot();

export const paths = Object.freeze({
  root,
  views: join(root, "views"),
  static: join(root, "static"),
  migrations: join(root, "migrations"),
  dist: join(root, "dist"),
  /** True when the program runs as the bundle in dist/. */
  isBundle: dirname(fileURLToPath(import.meta.url)) === join(root, "dist"),
});
