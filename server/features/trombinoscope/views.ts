import type { Actor } from "../../core/actor.ts";
import type { Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { fullName, titledName } from "../../people/names.ts";
import { tellApart } from "../../people/tell-apart.ts";
import type { Audience, Contact, Field, listRooms, ownContact, parentsOf, pupilsOf, staffOf, teamOf } from "./store.ts";

type Person = ReturnType<typeof staffOf>[number]["person"];

export interface Shown {
  readonly actor: Actor;
  readonly rooms: ReturnType<typeof listRooms>;
  /** undefined: the team. */
  readonly room: { readonly id: string; readonly label: string } | undefined;
  readonly staff: ReturnType<typeof staffOf>;
  readonly team: ReturnType<typeof teamOf>;
  readonly parents: ReturnType<typeof parentsOf>;
  readonly pupils: ReturnType<typeof pupilsOf>;
  readonly contacts: ReadonlyMap<string, Contact>;
}

const noContact: Contact = { email: "", phone: "", address: "" };

const cardOf = ({ contacts }: Shown, person: Person, detail: string) => ({
  name: person.title === null ? fullName(person) : `${person.title} ${fullName(person)}`,
  initials: `${person.firstName.charAt(0)}${titledName(person).split(" ").at(-1)?.charAt(0) ?? ""}`.toUpperCase(),
  detail,
  contact: contacts.get(person.id) ?? noContact,
});

const posts: Readonly<Record<string, string>> = { teacher: "Enseignement", staff: "Personnel" };

const adultsOf = (shown: Shown) => [
  ...shown.staff.map(({ person, as }) => cardOf(shown, person, posts[as] ?? "")),
  ...shown.team.map(({ person, isHead, post, rooms }) =>
    cardOf(shown, person, [isHead ? "Direction" : posts[post], rooms].filter(Boolean).join(" · ")),
  ),
];

/** Only those who have opened something to this reader are listed at all. */
const openedParents = (shown: Shown) =>
  shown.parents
    .filter(({ person }) => shown.actor.isStaff || (person.id !== shown.actor.id && shown.contacts.has(person.id)))
    .map(({ person, children }) => cardOf(shown, person, `pour ${children.join(" et ")}`));

const pupilTiles = ({ actor, pupils }: Shown) => {
  const labels = tellApart(pupils.map(({ person }) => person));
  return pupils.map(({ person, avatar }, index) => ({
    avatar,
    name: actor.isStaff ? fullName(person) : (labels[index] ?? person.firstName),
  }));
};

export const trombinoscopeView = (shown: Shown, isPaper: boolean): View => {
  const { actor, room, rooms } = shown;
  const chosen = room?.id ?? "equipe";
  return {
    view: isPaper ? "trombinoscope/print" : "trombinoscope/index",
    title: "Trombinoscope",
    layout: isPaper ? "print" : actor.role === "pupil" ? "pupil" : "main",
    data: {
      heading: room?.label ?? "L’équipe",
      picks: [
        ...(actor.isStaff ? [{ id: "equipe", label: "L’équipe" }] : []),
        ...rooms.map(({ id, label }) => ({ id, label })),
      ].map((pick) => ({ ...pick, isChosen: pick.id === chosen })),
      printHref: `/annuaire/imprimer?classe=${chosen}`,
      isAdult: actor.role !== "pupil",
      isFamily: !actor.isStaff && actor.role !== "pupil",
      adults: adultsOf(shown),
      pupils: pupilTiles(shown),
      parents: actor.role === "pupil" ? [] : openedParents(shown),
    },
  };
};

const labels: Readonly<Record<Field, string>> = { email: "Courriel", phone: "Téléphone", address: "Adresse" };
const audiences: readonly { id: Audience; words: string }[] = [
  { id: "staff", words: "L’équipe de l’école" },
  { id: "parents", words: "L’équipe et les parents de la classe" },
  { id: "nobody", words: "Personne" },
];

/** `isParent`: what is opened to parents goes with a child's first name. */
export const mineView = (own: ReturnType<typeof ownContact>, isParent: boolean, errors: Errors = {}): View => ({
  view: "trombinoscope/mine",
  title: "Mes informations",
  data: {
    isParent,
    fields: own.map(({ field, value, audience }) => ({
      field,
      label: labels[field],
      value: value || "L’école ne l’a pas",
      audiences: audiences.map((one) => ({ ...one, isChosen: one.id === audience })),
    })),
    errors,
  },
});
