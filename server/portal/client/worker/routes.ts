import type { Place } from "../messages.ts";
import { htmlResponse } from "./assets.ts";
import type { Desks } from "./desks.ts";
import { answerMedia } from "./media.ts";
import type { Reader } from "./reader.ts";
import type { Render } from "./render.ts";
import { roomAt } from "./rooms.ts";
import { Screens } from "./screens.ts";
import type { Windows } from "./windows.ts";

interface Tools {
  readonly render: Render;
  readonly desks: Desks;
  readonly windows: Windows;
}

/** /e/<UAI>/vue/page, /vue/changements, /media/<object>. Never passed on to the server. */
export async function answerView(event: FetchEvent, tools: Tools): Promise<Response> {
  const [, , , kind, name = ""] = new URL(event.request.url).pathname.split("/");
  const place = await tools.windows.placeOf(event.clientId);
  if (place === null) return new Response(null, { status: 503 });
  const reader = await tools.desks.readerFor(place);
  const keyring = (await reader?.keyring()) ?? null;
  if (kind === "media") {
    return reader === null || keyring === null
      ? new Response(null, { status: 404 })
      : answerMedia(reader, keyring, name, () => tools.windows.tell(reader));
  }
  if (place.route === "phrase") return htmlResponse(tools.render("app/room", { room: "phrase" }));
  if (place.route === "code" || place.route === "choix" || reader === null)
    return htmlResponse(await door(place, tools));
  if (keyring === null) return htmlResponse(tools.render("app/waiting", { isOnline: place.isOnline }));
  const room = name === "changements" ? "" : roomAt(keyring, place);
  if (room !== "") return htmlResponse(tools.render("app/room", { room }));
  const screens = new Screens(tools.render, reader, keyring, place);
  return htmlResponse(name === "changements" ? await screens.changes() : await screens.page());
}

/** No account chosen: the code to type, or the choice among those that are here. */
async function door(place: Place, { render, desks }: Tools): Promise<string> {
  const readers = await desks.readers(place);
  if (readers.length === 0 || place.route === "code")
    return render("app/code", { uai: place.uai ?? "", hasOthers: readers.length > 0, isDesktop: place.isDesktop });
  return render("app/choice", { accounts: await Promise.all(readers.map(label)), uai: place.uai ?? "" });
}

async function label(
  reader: Reader,
): Promise<{ id: string; uai: string; names: string; school: string; initials: string }> {
  const keyring = await reader.keyring();
  const { id, uai } = reader.desk.account;
  const names = keyring?.children.map(({ firstName }) => firstName) ?? [];
  const who = keyring?.holder.displayName ?? "Accès en attente de réseau";
  return {
    id,
    uai,
    names: names.length > 0 ? `${names.join(" et ")} · ${who}` : who,
    school: keyring?.school.name ?? `École ${uai}`,
    initials: (names[0] ?? who).slice(0, 1),
  };
}
