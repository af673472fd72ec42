import { eq } from "drizzle-orm";
import * as z from "zod";
import { Conflict, NotFound } from "../../core/errors.ts";
import { type Ctx, form, redirect } from "../../core/http.ts";
import { Pauses } from "../../people/pauses.ts";
import { theSchool } from "../../people/school.ts";
import { people } from "../../people/tables.ts";

const pauses = new Pauses({ free: 5, firstMs: 30_000, longestMs: 600_000 });

/** The address on the head's own page of the directory; "" for none. */
export const ownAddress = ({ db, actor }: Pick<Ctx, "db" | "actor">): string =>
  db.select({ email: people.email }).from(people).where(eq(people.id, actor.id)).get()?.email?.trim() ?? "";

/** A letter to herself: that it arrives is the only proof. */
export const trial = form(z.object({}), (ctx) => {
  if (!ctx.mail.isConfigured) throw new NotFound();
  const to = ownAddress(ctx);
  if (to === "") throw new Conflict("Votre fiche n’a pas d’adresse de courriel.");
  const now = ctx.clock.now().getTime();
  pauses.check(ctx.actor.id, now);
  pauses.failed(ctx.actor.id, now);
  const { name } = theSchool(ctx.db);
  const text = `Bonjour,\n\nLa boîte de l’école envoie bien le courriel : vous lisez ce message d’essai.\n\n${name}\n`;
  ctx.mail.post(() => [{ to, subject: `Message d’essai : ${name}`, text }]);
  return redirect("/direction/courriel", "Le message d’essai part.");
});
