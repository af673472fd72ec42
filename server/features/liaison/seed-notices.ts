import type { scenes } from "./seed-scenes.ts";
import type { NoticeRow } from "./tables.ts";

/** A notice of the demo school. Days are counted from the day on which the demo is made. */
export interface SeedNotice
  extends Partial<Pick<NoticeRow, "startsAt" | "endsAt" | "place" | "amountCents" | "bring" | "signature">> {
  readonly kind: NoticeRow["kind"];
  readonly title: string;
  readonly body: string;
  /** Everybody, a whole class (by its place in the list of classes), or the first pupil of a class. */
  readonly to: "school" | "classroom" | "pupil";
  readonly classroom: number;
  readonly daysAgo: number;
  readonly hour: string;
  /** In so many days, or on the first day after when there is class. */
  readonly eventIn?: number;
  /** Of a title that names its day: 5 is Friday. */
  readonly eventWeekday?: 5;
  readonly deadlineIn?: number;
  readonly photo?: keyof typeof scenes;
  readonly alt?: string;
  /** Of ten families, so many have signed, and so many more have read. */
  readonly signed: number;
  readonly seen: number;
  readonly corrected?: { readonly bring: string };
  readonly isDraft?: boolean;
}

export const seedNotices: readonly SeedNotice[] = [
  {
    kind: "sortie",
    title: "Sortie au musée des Confluences",
    body: "<p>Nous irons au musée en car pour l’exposition sur les animaux des profondeurs. Merci de prévoir de bonnes chaussures et un vêtement de pluie.</p><p>Il nous manque <strong>deux accompagnateurs</strong> : faites-nous signe.</p>",
    to: "classroom",
    classroom: 0,
    daysAgo: 0,
    hour: "08:12",
    eventIn: 8,
    startsAt: "08:30",
    endsAt: "16:30",
    place: "Musée des Confluences, Lyon",
    bring: "Pique-nique, bouteille d’eau",
    signature: "both",
    deadlineIn: 4,
    photo: "museum",
    alt: "Dessin d’un car scolaire jaune devant le musée",
    signed: 4,
    seen: 3,
  },
  {
    kind: "materiel",
    title: "La piscine commence",
    body: "<p>La classe ira à la piscine chaque semaine, le même jour. Le short de bain n’est pas accepté.</p><ul><li>Un maillot</li><li>Un bonnet marqué au nom de l’enfant</li><li>Une serviette</li></ul>",
    to: "classroom",
    classroom: 0,
    daysAgo: 9,
    hour: "16:40",
    eventIn: 0,
    startsAt: "10:15",
    place: "Piscine municipale",
    bring: "Maillot, bonnet, serviette",
    signature: "one",
    deadlineIn: -2,
    photo: "pool",
    alt: "Dessin de deux enfants à la piscine",
    signed: 7,
    seen: 2,
  },
  {
    kind: "information",
    title: "Notre élevage d’escargots",
    body: "<p>Turbo et Flash sont arrivés en classe. Les enfants les mesurent chaque jour\u00a0: Turbo fait déjà 6 cm quand il s’étire\u202f!</p>",
    to: "classroom",
    classroom: 0,
    daysAgo: 4,
    hour: "13:50",
    photo: "snails",
    alt: "Dessin de deux escargots sous une règle",
    signed: 0,
    seen: 6,
  },
  {
    kind: "reunion",
    title: "Réunion sur les apprentissages du trimestre",
    body: "<p>Nous vous présenterons le travail du trimestre et répondrons à vos questions. Les enfants peuvent rester à la garderie jusqu’à 18 h 30.</p>",
    to: "classroom",
    classroom: 1,
    daysAgo: 2,
    hour: "10:05",
    eventIn: 7,
    startsAt: "17:30",
    endsAt: "18:30",
    place: "Salle de classe",
    signature: "one",
    deadlineIn: 5,
    signed: 5,
    seen: 2,
  },
  {
    kind: "materiel",
    title: "Notre potager d’hiver",
    body: "<p>Nous plantons des fèves et de l’ail. Si vous avez des petits pots ou du terreau à donner, nous sommes preneurs.</p>",
    to: "classroom",
    classroom: 1,
    daysAgo: 1,
    hour: "11:20",
    bring: "Des bottes dans un sac, pour jeudi",
    signature: "one",
    deadlineIn: 3,
    photo: "garden",
    alt: "Dessin d’un potager devant une palissade blanche",
    signed: 3,
    seen: 4,
    corrected: { bring: "Des bottes dans un sac, pour vendredi" },
  },
  {
    kind: "sante",
    title: "Des poux dans la classe",
    body: "<p>Merci de regarder les cheveux de votre enfant ce soir et de traiter si besoin toute la famille. Rien de grave, mais il faut s’y mettre ensemble.</p>",
    to: "classroom",
    classroom: 2,
    daysAgo: 3,
    hour: "15:30",
    signed: 0,
    seen: 7,
  },
  {
    kind: "absence",
    title: "Pas de classe vendredi après-midi",
    body: "<p>L’équipe est en formation. Un accueil est possible à l’école\u00a0: dites-nous si votre enfant viendra.</p>",
    to: "school",
    classroom: 0,
    daysAgo: 5,
    hour: "09:00",
    eventIn: 4,
    eventWeekday: 5,
    startsAt: "13:30",
    endsAt: "16:30",
    signature: "one",
    deadlineIn: 2,
    signed: 6,
    seen: 1,
  },
  {
    kind: "sortie",
    title: "Spectacle de fin d’année",
    body: "<p>Toutes les classes montent sur scène. Chaque enfant reçoit deux places\u202f; un goûter suivra dans le préau.</p>",
    to: "school",
    classroom: 0,
    daysAgo: 6,
    hour: "08:45",
    eventIn: 18,
    startsAt: "18:00",
    place: "Salle des fêtes",
    amountCents: 250,
    bring: "Un gâteau à partager, si vous pouvez",
    signature: "one",
    deadlineIn: 11,
    photo: "stage",
    alt: "Dessin d’une scène de théâtre avec un sapin et des étoiles",
    signed: 5,
    seen: 3,
  },
  {
    kind: "information",
    title: "Une paire de lunettes retrouvée",
    body: "<p>Elles étaient dans la cour, près du préau. Elles attendent dans le tiroir de la maîtresse.</p>",
    to: "pupil",
    classroom: 0,
    daysAgo: 1,
    hour: "16:35",
    signed: 0,
    seen: 0,
  },
  {
    kind: "reunion",
    title: "Rendez-vous individuels",
    body: "<p>Je vous proposerai des horaires la semaine prochaine.</p>",
    to: "classroom",
    classroom: 0,
    daysAgo: 0,
    hour: "08:20",
    signed: 0,
    seen: 0,
    isDraft: true,
  },
];
