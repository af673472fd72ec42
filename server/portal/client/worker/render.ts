/** What a compiled template calls on `this`: the same names as Eta's own. */
export interface Runtime {
  readonly config: {
    readonly escapeFunction: (text: unknown) => string;
    readonly filterFunction: (value: unknown) => string;
  };
  render(name: string, data: object): string;
}

export type Compiled = (this: Runtime, it: object, options?: unknown) => string;
export type Render = (name: string, data: object) => string;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Eta's escaping, to the letter. */
const escapeText = (text: unknown): string => String(text).replace(/[&<>"']/g, (found) => ESCAPES[found] ?? found);

/** core/view.ts's rule: a template never prints what was not given. */
const given = (value: unknown): string => {
  if (value === undefined || value === null) throw new TypeError("A template printed a value that was not given");
  return String(value);
};

/** Renders fragments of views/ that were compiled when the app was built. */
export function createRender(views: Readonly<Record<string, Compiled>>): Render {
  const runtime: Runtime = {
    config: { escapeFunction: escapeText, filterFunction: given },
    render(name, data) {
      const compiled = views[name.replace(/^\//, "")];
      if (compiled === undefined) throw new Error(`no view ${name}`);
      return compiled.call(runtime, data);
    },
  };
  return runtime.render;
}
