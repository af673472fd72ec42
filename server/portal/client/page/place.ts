import type { FromWorker, Place } from "../messages.ts";

const FIRST = 20;
const LENT = "preau.lent";
const CODE = /^\s*([0-9A-Za-z]{4}[-\s]*){5,6}$/;

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Where this window is. What only it knows is kept in its own session storage, and is gone with it. */
class Window {
  wanted = FIRST;
  /** A member of staff's code, while its phrase is being typed: in this window's memory alone. */
  sheet: string | null = null;
  /** What is being written, by form, for whoever looks at the news meanwhile. */
  readonly drafts = new Map<string, FormData>();
  installing: InstallPrompt | null = null;

  get uai(): string | null {
    return /^\/e\/([0-9]{7}[A-Za-z])(\/|$)/.exec(location.pathname)?.[1]?.toUpperCase() ?? null;
  }

  get route(): string {
    return location.hash.replace(/^#/, "");
  }

  get place(): Place {
    return {
      uai: this.uai,
      route: this.route.slice(0, 200),
      account: sessionStorage.getItem("preau.account"),
      wanted: this.wanted,
      isOnline: navigator.onLine,
      session: sessionStorage.getItem("preau.session"),
      install: this.install,
      isDesktop: isDesktop && localStorage.getItem("preau.mine") === null,
    };
  }

  keep({ account, session }: FromWorker): void {
    if (account !== undefined) sessionStorage.setItem("preau.account", account);
    if (session !== undefined) sessionStorage.setItem("preau.session", session);
  }

  forget(): void {
    sessionStorage.removeItem("preau.account");
    sessionStorage.removeItem("preau.session");
    this.sheet = null;
    this.drafts.clear();
    this.wanted = FIRST;
  }

  /** From now on this window is the child's whose space this is, until an adult takes it back. */
  lend(space: string): void {
    sessionStorage.setItem(LENT, space.split("/")[1] ?? "");
  }

  takeBack(): void {
    sessionStorage.removeItem(LENT);
  }

  /** Whenever the address has changed: neither Back, nor a link, nor an older address leads out of the space of a child. */
  stayLent(): void {
    const child = sessionStorage.getItem(LENT);
    if (child !== null && !this.route.startsWith(`espace/${child}`))
      history.replaceState(null, "", `${location.pathname}#espace/${child}`);
  }

  showOlder(): void {
    this.wanted += FIRST;
  }

  get install(): Place["install"] {
    if (localStorage.getItem("preau.no-install") !== null || isInstalled()) return "";
    if (this.installing !== null) return "prompt";
    return isIos ? "ios" : "";
  }
}

const isIos = /iPhone|iPad|iPod/.test(navigator.userAgent);
const isDesktop = !window.matchMedia("(pointer: coarse)").matches;
const isInstalled = (): boolean => window.matchMedia("(display-mode: standalone)").matches;

export const here = new Window();

/** The code that the letter's address carries, taken out of the address bar at once. */
export function takeCode(): string | null {
  const code = here.route.replaceAll("%20", " ");
  if (!CODE.test(code)) return null;
  history.replaceState(null, "", location.pathname);
  return code;
}

export const isPrompt = (event: Event): event is InstallPrompt => "prompt" in event;

/** By its length: the check is made with the phrase. */
export const isStaffCode = (typed: string): boolean => typed.replace(/[^0-9A-Za-z]/g, "").length === 24;
