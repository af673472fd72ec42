const nowhere = "http://box.invalid";

/** The path of such an address, without its query. */
export const pathOf = (suite: string): string => new URL(suite, nowhere).pathname;

/** Where to go after signing in: a path of this site and nothing else; the home page otherwise. */
export const safeSuite = (wanted: string | undefined): string => {
  if (wanted === undefined || !wanted.startsWith("/")) return "/accueil";
  try {
    const url = new URL(wanted, nowhere);
    const isOurs = url.origin === nowhere && !url.pathname.startsWith("//"); // "/.//elsewhere" becomes "//elsewhere"
    return isOurs ? url.pathname + url.search : "/accueil";
  } catch {
    return "/accueil";
  }
};
