import { Eta } from "eta";
import { paths } from "./paths.ts";

export type Layout = "main" | "pupil" | "bare" | "print";

/** A page or a fragment: which template, with what. Features make these in views.ts, the only place that names templates. */
export interface View {
  /** Path below views/, without ".eta". */
  readonly view: string;
  readonly data: object;
  /** Title of the page; a view without title is a fragment and is never put in a layout. */
  readonly title?: string | undefined;
  readonly layout?: Layout | undefined;
  /** What htmx gets in place of the whole page at the same URL. */
  readonly fragment?: string | undefined;
  readonly status?: number | undefined;
  /** A fragment: the address that its page has from now on. */
  readonly address?: string | undefined;
  /** Scripts of this page alone, below /static. */
  readonly scripts?: readonly string[] | undefined;
  readonly bodyClass?: string | undefined;
  /** The page carries the editor (Trix), which needs a nonce for its styles. */
  readonly hasEditor?: boolean | undefined;
  /** Of a page that may be projected, this answer may not. */
  readonly staysCovered?: boolean | undefined;
}

/** A template must never print what was not given: a missing field is a fault of the view, not an empty place. */
const given = (value: unknown): string => {
  if (value === undefined || value === null) throw new TypeError("A template printed a value that was not given");
  return String(value);
};

export const createEta = (): Eta =>
  new Eta({ views: paths.views, cache: true, autoEscape: true, autoFilter: true, filterFunction: given });

const eta = createEta();

/** Renders a template below views/ to HTML. Throws on a missing template or value. */
export const renderTemplate = (template: string, data: object): string => eta.render(`/${template}`, data);

/** What a layout shows around the page. */
export interface Chrome {
  readonly title: string;
  readonly school: string;
  readonly user: {
    readonly name: string;
    readonly initials: string;
    readonly firstName: string;
    readonly avatar: string | null;
  } | null;
  readonly nav: readonly { href: string; label: string; icon: string; current: boolean }[];
  /** Where « Passer aux élèves » posts: one tap for a teacher at a classroom's PC. */
  readonly toPupils: string | null;
  /** Who sits at this browser, and whether it is projected: changes with either; "" where it does not matter. */
  readonly seat: string;
  /** Mode tableau; null for whoever has none. */
  readonly projection: { readonly isOn: boolean; readonly isCovered: boolean } | null;
  /** This page's address. */
  readonly here: string;
  readonly line: { readonly tone: "leaf" | "sun" | "brick"; readonly icon: string; readonly text: string } | null;
  /** An adult reads this over plain http although the box speaks https: said once for each browser. */
  readonly isInTheClear: boolean;
  readonly csrf: string;
  readonly flash: Flash | null;
  readonly scripts: readonly string[];
  readonly bodyClass: string;
  readonly nonce: string;
}

/** Around a page that stands outside of any visit: a problem, a rescue. */
export const bareChrome = (title: string, school: string): Chrome => ({
  title,
  school,
  user: null,
  nav: [],
  toPupils: null,
  seat: "",
  projection: null,
  here: "/accueil",
  line: null,
  isInTheClear: false,
  csrf: "",
  flash: null,
  scripts: [],
  bodyClass: "",
  nonce: "",
});

/** Said once on the next page; `undo` offers the way back for ten seconds. */
export interface Flash {
  readonly text: string;
  readonly tone?: "leaf" | "sun" | "brick" | undefined;
  readonly undo?: { readonly action: string; readonly label: string } | undefined;
}

/** The whole document: the view's body inside its layout. */
export const renderPage = (view: View, chrome: Chrome, data: object): string =>
  renderTemplate(`layouts/${view.layout ?? "main"}`, {
    page: chrome,
    body: renderTemplate(view.view, { ...view.data, ...data }),
  });
