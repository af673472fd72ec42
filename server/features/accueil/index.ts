import { longDay, sentence } from "../../core/dates.ts";
import { type FeedItem, feature, isOffered, type TodayLine } from "../../core/feature.ts";
import { type Ctx, page, projectable } from "../../core/http.ts";
import { keptUntilWrite } from "../../core/kept.ts";
import { classLabelOf } from "./classroom.ts";
import * as views from "./views.ts";

const most = 12;

/** The tools that this person may use, with what waits in each. */
const tilesOf = (ctx: Ctx): views.ToolTile[] =>
  ctx.registry.features
    .filter((tool) => tool.id !== "accueil" && isOffered(tool, ctx.actor))
    .map((tool) => ({
      id: tool.id,
      title: tool.title,
      icon: tool.icon,
      href: tool.home ?? "/",
      ...(tool.tile?.(ctx) ?? { count: 0, tone: "sky" }),
    }));

/** What asks something first, then what is new in every tool, newest first. */
const feedOf = (ctx: Ctx): FeedItem[] =>
  ctx.registry.features
    .filter((tool) => tool.visibleTo(ctx.actor))
    .flatMap((tool) => tool.feed?.(ctx, most) ?? [])
    .sort((a, b) => Number(b.isWaiting ?? false) - Number(a.isWaiting ?? false) || b.order - a.order)
    .slice(0, most);

const todayOf = (ctx: Ctx): TodayLine[] =>
  ctx.registry.features
    .filter((tool) => tool.visibleTo(ctx.actor))
    .flatMap((tool) => tool.today?.(ctx) ?? [])
    .sort((a, b) => (a.time < b.time ? -1 : 1));

const shownTo = (ctx: Ctx): views.Shown => ({
  actor: ctx.actor,
  classroom: classLabelOf(ctx.db, ctx.actor),
  day: sentence(longDay(ctx.clock.today())),
  today: todayOf(ctx),
  tiles: tilesOf(ctx),
  feed: views.feedHtml(feedOf(ctx), ctx.session.csrf, ctx.actor.role === "pupil"),
});

const kept = keptUntilWrite<views.Shown>(60);

/** On a projected screen: the tools, and nothing of what is in them. */
const shownToClass = (ctx: Ctx): views.Shown => ({
  ...shownTo(ctx),
  today: [],
  tiles: tilesOf(ctx).map((tile) => ({ ...tile, count: 0 })),
  feed: "",
});

const home = projectable(
  page((ctx) => {
    const { actor, db, clock, session, sync } = ctx;
    if (ctx.isCovered) return views.projectedHome(shownToClass(ctx));
    const shown = kept(db, JSON.stringify([actor.id, session.csrf, clock.today()]), () => shownTo(ctx));
    return actor.role === "pupil" ? views.pupilHome(shown) : views.home(shown, actor.isStaff ? sync.status() : null);
  }),
);

/** The first page after signing in: what is new for me, and the tools that I may use. */
export default feature({
  id: "accueil",
  title: "Accueil",
  icon: "home",
  home: "/accueil",
  visibleTo: () => true,
  routes: (r) => r.get("/", home),
});
