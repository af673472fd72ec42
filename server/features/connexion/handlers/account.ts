import * as z from "zod";
import type { Role } from "../../../core/actor.ts";
import { write } from "../../../core/db.ts";
import { found } from "../../../core/errors.ts";
import { record } from "../../../core/events.ts";
import { allow, type Body, type Ctx, type Errors, form, page, projectable, redirect } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { accountOf, issueRecoveryCode, setPassword } from "../../../people/credentials.ts";
import { passwordAdvice } from "../../../people/credentials-rules.ts";
import { mailPasswordChanged } from "../../../people/password-mail.ts";
import { confirmPassword } from "../confirm.ts";
import { deviceLines } from "../devices.ts";
import { Repeated } from "../new-password.ts";
import { patient } from "../patience.ts";
import { canTendPupils, mayChangePassword } from "../policy.ts";
import { classTiles, loginOf } from "../roster.ts";
import { accountView, pupilAccountView, recoveryView } from "../views.ts";

const roleNames: Readonly<Record<Role, string>> = {
  head: "Direction",
  teacher: "Équipe enseignante",
  staff: "Personnel de l’école",
  pupil: "Élève",
  guardian: "Famille",
  technician: "Technicien",
};

const accountPage = (ctx: Ctx, refused: "password" | "recovery" | "", errors: Errors): View => {
  const { actor } = ctx;
  const account = accountOf(ctx.db, actor.id);
  if (actor.role === "pupil") {
    const own = classTiles(ctx).filter(({ id }) => actor.classroomIds.includes(id));
    return pupilAccountView(actor.displayName, own.map(({ label }) => label).join(", "));
  }
  const hasPassword = (account?.passwordHash ?? null) !== null;
  return accountView({
    name: actor.displayName,
    role: roleNames[actor.role],
    login: hasPassword ? (account?.login ?? "") : "",
    mayChange: mayChangePassword(actor, hasPassword),
    mayTend: canTendPupils(actor),
    mayHome: actor.isStaff && hasPassword,
    isHead: actor.isHead,
    hasRecovery: (account?.recoveryHash ?? null) !== null,
    advice: passwordAdvice,
    devices: deviceLines(ctx),
    errors,
    refused,
  });
};

/** This device alone goes on. */
export const endOtherDevices = form(z.object({}), async (ctx) => {
  await ctx.session.endOthersOf(ctx.actor.id);
  write(ctx, (tx) => record(tx, ctx.actor, "sessions.ended", { personId: ctx.actor.id }));
  return redirect("/mon-compte", "Vos autres appareils sont déconnectés.");
});

export const endDevice = form(z.object({}), (ctx) => {
  const wanted = found(ctx.session.devices().find(({ name, isCurrent }) => name === ctx.params.nom && !isCurrent));
  ctx.session.endDevice(wanted.name);
  write(ctx, (tx) => record(tx, ctx.actor, "sessions.ended", { personId: ctx.actor.id }));
  return redirect("/mon-compte", `${wanted.browser || "L’appareil"}\u00a0: déconnecté.`);
});

export const myAccount = page((ctx) => accountPage(ctx, "", {}));

const allowOwnPassword = (ctx: Ctx): void =>
  allow(mayChangePassword(ctx.actor, (accountOf(ctx.db, ctx.actor.id)?.passwordHash ?? null) !== null));

const Actual = z.object({
  actuel: z.string("Écrivez votre mot de passe actuel.").min(1, "Écrivez votre mot de passe actuel.").max(1000),
});

const againPassword = (ctx: Ctx, _values: Body, errors: Errors): View => {
  allowOwnPassword(ctx);
  return accountPage(ctx, "password", errors);
};

/** Every other session of the person ends; this one goes on under a new id. */
export const changePassword = form(
  Repeated.safeExtend(Actual.shape),
  patient(async (ctx: Ctx, { actuel, motDePasse }) => {
    allowOwnPassword(ctx);
    await confirmPassword(ctx, actuel);
    await setPassword(ctx, ctx.actor.id, motDePasse);
    await ctx.session.endOthersOf(ctx.actor.id);
    mailPasswordChanged(ctx, ctx.actor.id);
    return redirect("/mon-compte", "Mot de passe changé. Vos autres appareils sont déconnectés.");
  }, againPassword),
  againPassword,
);

const againRecovery = (ctx: Ctx, _values: Body, errors: Errors): View => {
  allow(ctx.actor.isHead);
  return accountPage(ctx, "recovery", errors);
};

/** A new recovery code for the head, shown once; the former one is void. */
export const renewRecovery = form(
  Actual,
  patient(async (ctx: Ctx, { actuel }) => {
    allow(ctx.actor.isHead);
    await confirmPassword(ctx, actuel);
    return recoveryView(issueRecoveryCode(ctx, ctx.actor.id), ctx.actor.displayName, loginOf(ctx.db, ctx.actor.id));
  }, againRecovery),
  againRecovery,
);

/** A pupil's PC shows the class again for the next child. */
const leave = form(z.object({}), async (ctx) => {
  await ctx.session.signOut();
  const [classroomId] = ctx.actor.classroomIds;
  if (ctx.actor.role === "pupil" && classroomId !== undefined) return redirect(`/connexion/classe/${classroomId}`);
  return redirect("/connexion");
});
export const signOut = { ...projectable(leave), worksWhenFull: true };
