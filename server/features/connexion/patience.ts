import { TooMany } from "../../core/errors.ts";
import type { Body, Errors, Result } from "../../core/http.ts";
import type { View } from "../../core/view.ts";

/** Shows the form once more, with what was entered and why it was refused. */
export type Again<C> = (ctx: C, values: Body, errors: Errors) => View;

/** A form that is tried too often comes back with the time to wait (429), not as a page of its own. */
export const patient =
  <C, T extends Body>(answer: (ctx: C, input: T) => Promise<Result>, again: Again<C>) =>
  async (ctx: C, input: T): Promise<Result> => {
    try {
      return await answer(ctx, input);
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      return { ...again(ctx, input, { "": error.message }), status: error.status };
    }
  };

/** A value that the form had, to be shown again; "" for anything that is no text. */
export const entered = (values: Body, name: string): string => {
  const value = values[name];
  return typeof value === "string" ? value : "";
};
