import { page } from "../../../core/http.ts";
import { readMachine } from "../../../people/machine.ts";
import { readOffice } from "../office.ts";
import { officeView } from "../views.ts";

export const office = page(async (ctx) => {
  const machine = await readMachine(ctx);
  return officeView(ctx, readOffice(ctx), machine);
});
