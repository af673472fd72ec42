import { createEta } from "../../server/core/view.ts";
import type { Room } from "./kinds.ts";
import { templates } from "./sources.ts";

const SHELL = "app/shell";

/**
 * The fragments as a module of functions: the browser compiles nothing, since its policy forbids eval. They are the very templates
 * of the box; only the address of the icons differs.
 */
export function compiledViews(icons: string, room: Room = "app"): string {
  const eta = createEta();
  const members = [...templates(room)]
    .filter(([name]) => name !== SHELL)
    .map(([name, source]) => {
      const body = withoutLayouts(eta.compileToString(source.replaceAll("/static/icons.svg", icons)));
      return `${JSON.stringify(name)}(it, options) {${body}}`;
    });
  return `export const views = {${members.join(",\n")}};`;
}

/** Eta gives each template helpers for layouts, blocks and promises, which fragments have no use for. */
const withoutLayouts = (body: string): string =>
  body
    .replace(/^let includeAsync = .*$/m, "")
    .replace(/^(?:async )?function (?:output|capture|captureAsync|block|blockAsync)\(.*\}$/gm, "")
    .replace(/^(?:function layout\(|if \(__eta\.layout\) )(?:.*\n)*?\}$/gm, "");
