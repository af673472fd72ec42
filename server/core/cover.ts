import type { Handler, Result } from "./http.ts";
import type { Looks, Standing } from "./projection.ts";

/** An answer on its way to a projected screen. */
export interface Covering {
  readonly looks: Looks;
  readonly sessionId: string;
  readonly path: string;
  readonly handler: Handler;
  readonly isChange: boolean;
  readonly standing: Standing;
}

const isEmpty = (result: Result): boolean => "json" in result && result.json === null;

/** What an uncovered page shows within itself; a download or a document elsewhere is as good as another page. */
const isPartOfPage = (result: Result, standing: Standing): boolean =>
  isEmpty(result) || ("bytes" in result && (standing === "below" || /^(image|audio|video)\//.test(result.type)));

const staysCovered = (result: Result): boolean => "staysCovered" in result && result.staysCovered === true;

/**
 * What of an answer may be shown while the screen is projected; null: the cover in its place. A page that is closed is not
 * even computed. A form that was begun on an uncovered page is always received, so that nothing written is lost.
 */
export const underCover = async (covering: Covering, run: () => Result | Promise<Result>): Promise<Result | null> => {
  const { looks, sessionId, path, handler, isChange } = covering;
  let { standing } = covering;
  if (standing === "free") return run();
  const isProjectable = handler.isProjectable === true;
  const isTooLate = standing === "closed" || (standing === "lapsed" && !isChange);
  if (isTooLate && !isProjectable) return null;
  const result = await run();
  if ("redirect" in result) {
    if (isChange && standing === "open") looks.begin(sessionId, pathOf(result.redirect));
    return result;
  }
  // A file that a form fetches is as good as a link to it: only the uncovered page's own
  if (isChange && standing === "open" && "bytes" in result)
    standing = looks.standing(sessionId, { path, isOfThePage: false, isPoll: false });
  const isElsewhere = standing === "elsewhere" || standing === "below";
  const isPart = isElsewhere && isPartOfPage(result, standing);
  if (isElsewhere && !isPart) looks.end(sessionId);
  const mayShow = standing === "open" || (isProjectable && !staysCovered(result)) || isEmpty(result);
  return mayShow || isPart ? result : null;
};

/** Where her own form leads, the look goes on. */
const pathOf = (url: string): string => new URL(url, "http://box.invalid").pathname;
