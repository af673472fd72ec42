import { eq } from "drizzle-orm";
import * as z from "zod";
import { dayOf } from "../../../core/clock.ts";
import { hourOf, longDay } from "../../../core/dates.ts";
import { found, Invalid } from "../../../core/errors.ts";
import type { Doing, FeedItem } from "../../../core/feature.ts";
import { allow, type Errors, form, line, publicForm, publicPage, redirect, type Visit } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { loadActor } from "../../../people/actor.ts";
import { accountOf } from "../../../people/credentials.ts";
import { Pauses } from "../../../people/pauses.ts";
import { noteRescueSeen, openRescue, type Rescue, unseenRescues } from "../../../people/rescue.ts";
import { getSchool } from "../../../people/school.ts";
import { isPrivate } from "../../../people/sensitive.ts";
import { tidyLogin } from "../../../people/sign-in.ts";
import { accounts, rescues } from "../../../people/tables.ts";
import { readKeys } from "../../../people/usb.ts";
import { challengeFor, isCarried, spendChallenge } from "../key-challenge.ts";
import { type Again, entered, patient } from "../patience.ts";
import { keyView } from "../views.ts";
import { choosePassword } from "./codes.ts";

/** Looking at the keys costs little, but nobody needs to do it all the time. */
const pauses = new Pauses({ free: 20, firstMs: 2_000, longestMs: 30_000 });

const door = (visit: Visit, identifiant: string, errors: Errors): View =>
  keyView(identifiant, !isPrivate(visit), errors);

export const keyPage = publicPage((visit) => {
  if (getSchool(visit.db) === undefined) return redirect("/installation");
  return visit.actor === null ? door(visit, "", {}) : redirect("/mon-compte");
});

export const keyFile = publicPage((visit) => ({
  bytes: new TextEncoder().encode(
    `Préau : clé de secours de la direction.\r\nÀ poser à la racine d’une clé USB, puis mettre la clé dans la boîte de l’école.\r\n\r\n${challengeFor(visit.device, visit.clock)}\r\n`,
  ),
  type: "text/plain; charset=utf-8",
  downloadAs: "preau-secours.txt",
}));

const again: Again<Visit> = (visit, values, errors) => door(visit, entered(values, "identifiant"), errors);

const headWith = (visit: Visit, identifiant: string) => {
  const account = visit.db
    .select()
    .from(accounts)
    .where(eq(accounts.login, tidyLogin(identifiant)))
    .get();
  const actor = account && loadActor(visit.db, account.personId, visit.clock.today());
  return actor?.isHead ? account : undefined;
};

/** Whoever put the key in stands at the box: they may choose a password, once, within ten minutes. */
export const lookForKey = publicForm(
  z.object({ identifiant: line(80, "Écrivez votre identifiant.") }),
  patient(async (visit: Visit, { identifiant }) => {
    const now = visit.clock.now().getTime();
    pauses.check(visit.device, now);
    pauses.failed(visit.device, now);
    const texts = await readKeys(visit.config.USB_DIRS.split(":").filter(Boolean));
    const account = headWith(visit, identifiant);
    if (!isCarried(visit.device, visit.clock, texts))
      throw new Invalid(
        "",
        "La boîte ne voit pas cette clé. Attendez dix secondes après l’avoir mise, puis recommencez.",
      );
    if (account === undefined) throw new Invalid("identifiant", "Ce n’est pas l’identifiant de la direction.");
    spendChallenge(visit.device, visit.clock);
    pauses.forget(visit.device);
    const code = openRescue(visit, account.personId, "usb");
    return choosePassword(visit, found(accountOf(visit.db, account.personId)), code, {});
  }, again),
  again,
);

const hands: Readonly<Record<Rescue["by"], string>> = {
  usb: "avec une clé USB mise dans la boîte",
  command: "par une commande tapée sur la boîte",
  code: "avec le code de secours",
  mail: "avec un code envoyé à son adresse de courriel",
};

/** Loud on purpose: whoever works here reads it until they have said so. */
export const rescueFeed = ({ db, clock, actor }: Doing): FeedItem[] => {
  if (!actor.isStaff && actor.role !== "technician") return [];
  return unseenRescues(db, actor.id).map(({ id, by, usedAt, usedSeq }) => {
    const at = usedAt ?? "";
    const when = `${longDay(dayOf(new Date(at), clock.timeZone))} à ${hourOf(at, clock.timeZone)}`;
    const data = { id, when, how: hands[by] };
    return { id: `rescue-${id}`, order: usedSeq ?? 0, view: "connexion/_rescue", data, isWaiting: true };
  });
};

export const rescueSeen = form(z.object({}), (ctx) => {
  allow(ctx.actor.isStaff || ctx.actor.role === "technician");
  const { id } = found(
    ctx.db
      .select()
      .from(rescues)
      .where(eq(rescues.id, ctx.params.id ?? ""))
      .get(),
  );
  noteRescueSeen(ctx, id, ctx.actor.id);
  return redirect("/accueil");
});
