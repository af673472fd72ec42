import { readFile } from "node:fs/promises";
import { dayOf } from "../../core/clock.ts";
import { hourOf, longDay } from "../../core/dates.ts";
import { Invalid } from "../../core/errors.ts";
import type { Deps, Doing } from "../../core/feature.ts";
import {
  allow,
  type Ctx,
  type Errors,
  form,
  page,
  type Result,
  redirect,
  type Upload,
  upload,
} from "../../core/http.ts";
import { reencodePicture } from "../../core/media.ts";
import type { View } from "../../core/view.ts";
import { startOf } from "./correction.ts";
import {
  freshValues,
  inputOf,
  mostPhotos,
  type NoticeFields,
  NoticeForm,
  type Values,
  valuesEntered,
  valuesOf,
} from "./notice-form.ts";
import { getNotice, type Notice } from "./notices.ts";
import { canCorrect, canWrite } from "./policy.ts";
import { photosOf } from "./rendered.ts";
import { rosterOn } from "./roster.ts";
import { correctNotice, missingIn, type NoticeInput, type PhotoInput, saveDraft } from "./store.ts";
import { choicesFor, permittedTargets, type Target } from "./targets.ts";
import * as views from "./write-views.ts";

const photoLimits = { field: "photos", maxFiles: mostPhotos, maxBytes: 25 * 1024 * 1024 };
const changedMeanwhile =
  "Quelqu’un a corrigé ce mot pendant que vous écriviez. Vérifiez, puis enregistrez à nouveau pour le remplacer.";
const onlyTeachers = "Seuls les enseignants et la direction écrivent dans le cahier de liaison.";

const formFor = (
  ctx: Ctx,
  notice: Notice | null,
  values: Values,
  errors: Errors,
  begun: { version?: string; begunAt?: string } = {},
): View =>
  views.noticeForm({
    ...begun,
    notice,
    values,
    errors,
    choices: choicesFor(ctx.db, ctx.actor, ctx.clock.today()),
    photos: notice === null ? [] : photosOf(notice),
    today: ctx.clock.today(),
  });

export const create = page((ctx) => {
  allow(canWrite(ctx.actor), onlyTeachers);
  const { classrooms } = choicesFor(ctx.db, ctx.actor, ctx.clock.today());
  const only = !ctx.actor.isHead && classrooms.length === 1 ? classrooms.map(({ id }) => id) : [];
  return formFor(ctx, null, freshValues(only), {});
});

export const edit = page((ctx) => {
  const notice = getNotice(ctx, ctx.params.id ?? "");
  allow(canCorrect(ctx.actor, notice));
  const { values, version, keptAt } = startOf(ctx, notice);
  const { timeZone } = ctx.clock;
  const begunAt = keptAt === "" ? "" : `${longDay(dayOf(new Date(keptAt), timeZone))} à ${hourOf(keptAt, timeZone)}`;
  return formFor(ctx, notice, values, {}, { version, begunAt });
});

/** Photos re-encoded and stored, before any transaction begins. */
const storePhotos = async ({ files }: Pick<Deps, "files">, uploads: readonly Upload[]): Promise<PhotoInput[]> => {
  const photos: PhotoInput[] = [];
  for (const { path } of uploads.filter(({ size }) => size > 0)) {
    const { full, thumb } = await reencodePicture(await readFile(path));
    const [kept, small] = [await files.put(full.bytes), await files.put(thumb.bytes)];
    photos.push({ sha256: kept.sha256, thumbSha256: small.sha256, size: kept.size, alt: "" });
  }
  return photos;
};

/** The recipients that were ticked and may be; what somebody else had chosen beyond this person's reach stays. */
const targetsOf = ({ db, clock, actor }: Doing, asked: readonly string[], notice: Notice | null): Target[] => {
  const choices = choicesFor(db, actor, clock.today());
  const permitted = permittedTargets(choices, asked, rosterOn(db, clock.today()));
  const reach = new Set([
    choices.schoolId,
    ...[...choices.classrooms, ...choices.groups].map(({ id }) => id),
    ...choices.pupilsByClassroom.flatMap(({ pupils }) => pupils.map(({ id }) => id)),
  ]);
  return [...permitted, ...(notice?.targets ?? []).filter(({ targetId }) => !reach.has(targetId))];
};

const readInput = (
  ctx: Doing,
  fields: NoticeFields,
  notice: Notice | null,
  added: readonly PhotoInput[],
): NoticeInput => inputOf(fields, notice, targetsOf(ctx, fields.targets, notice), added);

/** The draft that the page began, when it kept one while somebody was writing. */
const draftIn = (ctx: Ctx, id: unknown): Notice | null => {
  if (typeof id !== "string" || id === "") return null;
  const draft = getNotice(ctx, id);
  return draft.state === "draft" && canCorrect(ctx.actor, draft) ? draft : null;
};

/** Kept first, so that no photo is lost; then on to the preview, or back to what is missing. */
const keepDraft = (ctx: Ctx, fields: NoticeFields, draft: Notice | null, input: NoticeInput): Result => {
  const id = saveDraft(ctx, draft, input);
  if (fields.next !== "apercu") return redirect("/liaison?etat=brouillons", "Le brouillon est enregistré.");
  const missing = missingIn(input, ctx.clock.today());
  if (Object.keys(missing).length === 0) return redirect(`/liaison/${id}/apercu`);
  const saved = getNotice(ctx, id);
  return { ...formFor(ctx, saved, valuesOf(saved), missing), status: 422 };
};

export const save = upload(
  photoLimits,
  NoticeForm,
  async (ctx, fields, uploads) => {
    allow(canWrite(ctx.actor), onlyTeachers);
    const draft = draftIn(ctx, fields.draft);
    return keepDraft(ctx, fields, draft, readInput(ctx, fields, draft, await storePhotos(ctx, uploads)));
  },
  (ctx, body, errors) => {
    allow(canWrite(ctx.actor), onlyTeachers);
    return formFor(ctx, draftIn(ctx, body.draft), valuesEntered(body), errors);
  },
);

export const update = upload(
  photoLimits,
  NoticeForm,
  async (ctx, fields, uploads) => {
    const notice = getNotice(ctx, ctx.params.id ?? "");
    allow(canCorrect(ctx.actor, notice));
    const input = readInput(ctx, fields, notice, await storePhotos(ctx, uploads));
    if (notice.state === "draft") return keepDraft(ctx, fields, notice, input);
    if (fields.version !== undefined && fields.version !== notice.version) throw new Invalid("", changedMeanwhile);
    const asksAgain = correctNotice(ctx, notice, input) && input.signature !== "none";
    const again = " Les familles sont invitées à le relire et à signer de nouveau.";
    return redirect(`/liaison/${notice.id}`, `Le mot est corrigé.${asksAgain ? again : ""}`);
  },
  (ctx, body, errors) => {
    const notice = getNotice(ctx, ctx.params.id ?? "");
    allow(canCorrect(ctx.actor, notice));
    return formFor(ctx, notice, valuesEntered(body), errors);
  },
);

/** While somebody writes, the page sends what there is and shows where it is kept. Nothing is kept of an empty page. */
export const autosave = form(NoticeForm, (ctx, fields) => {
  allow(canWrite(ctx.actor), onlyTeachers);
  const draft = draftIn(ctx, fields.draft);
  const input = readInput(ctx, fields, draft, []);
  if (draft === null && input.title === "" && input.body === "")
    return views.draftState({ action: views.draftRoad, draft: "", hour: "" });
  const id = saveDraft(ctx, draft, { ...input, photos: draft?.photos ?? [] });
  const hour = hourOf(ctx.clock.iso(), ctx.clock.timeZone);
  return views.draftState({ action: views.draftRoad, draft: id, hour }, `/liaison/${id}/modifier`);
});
