import { page } from "../../../core/http.ts";
import { readMachine } from "../machine.ts";
import { readOffice } from "../office.ts";
import { machineView, officeView } from "../views.ts";

export const office = page(async (ctx) => {
  const machine = await readMachine(ctx);
  return ctx.actor.isHead ? officeView(ctx, readOffice(ctx), machine) : machineView(ctx, machine);
});
