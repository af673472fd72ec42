/**
 * What `views/liaison/_card.eta` shows of one notice: the same for every reader, in words. It is also the data of the
 * entry "liaison.notice" in the view from home, so it holds no id of the box and nothing about a reader.
 *
 * `_card.eta` takes `{ card: NoticeCard, photos: CardPhoto[], href: string }`: photos have another address on each
 * road, in the order of the entry's media; `href` leads to the notice's own page ("" for none).
 */
export interface NoticeCard {
  /** The notice's public id, which is the entry's id. */
  readonly id: string;
  readonly kind: string;
  /** "Sortie" */
  readonly kindLabel: string;
  /** Symbol in static/icons.svg, without "icon-". */
  readonly icon: string;
  readonly tone: "sky" | "leaf" | "sun" | "brick";
  readonly title: string;
  /** "Mme Morin" */
  readonly author: string;
  /** To whom: "CE2", "CE2, CP", "Toute l’école", "Mot individuel": never another child's name. */
  readonly audience: string;
  /** "lundi 23 novembre" */
  readonly publishedOn: string;
  /** "mardi 24 novembre à 8 h 12"; "" when the notice was never corrected. */
  readonly correctedOn: string;
  /** The frame, in order: date, place, price, what to bring. */
  readonly facts: readonly Fact[];
  /** Sanitised HTML. */
  readonly body: string;
  /** Signatures wanted for each child. */
  readonly signature: "none" | "one" | "both";
  /** "Signature des deux responsables avant le vendredi 27 novembre"; "" when none is wanted. */
  readonly answer: string;
  /** Last day to sign, YYYY-MM-DD; "" for none. */
  readonly deadline: string;
}

export interface Fact {
  readonly icon: string;
  /** "Date", for who does not see the icon. */
  readonly label: string;
  readonly text: string;
}

export interface CardPhoto {
  readonly thumb: string;
  readonly full: string;
  readonly alt: string;
}

/**
 * What `views/liaison/_signs.eta` shows below a card to a guardian: one line for each child that the notice concerns.
 * It takes `{ signs: Signs, csrf }` (`csrf` only where there is an action). With an `action` each button is a form posted there (the LAN). Without one (from home)
 * the form has no action: `<form data-reply="sign" data-entry="<card id>"><input type="hidden" name="child" …>`, and
 * the app's own module seals what it holds.
 */
export interface Signs {
  /** The card's id. */
  readonly id: string;
  readonly action: string;
  /** SHA-256 of the text the reader has before the eyes: what is signed. */
  readonly contentHash: string;
  readonly lines: readonly SignLine[];
}

export interface SignLine {
  /** LAN: the child's id; from home: the child's public id. */
  readonly child: string;
  readonly firstName: string;
  /** « Signé par son père », « À signer », or one of the states of a reply. */
  readonly chips: readonly {
    readonly tone: "" | "sky" | "leaf" | "sun" | "brick";
    readonly icon: string;
    readonly text: string;
  }[];
  /** « Je signe pour Léa »; "" when this reader has nothing (more) to sign. */
  readonly button: string;
  /** Grey line under the button: « La signature partira dès que vous aurez du réseau. »; "" for none. */
  readonly note: string;
}

/**
 * Data of the entry "liaison.signatures", one in each child's channel: who has signed what for this child, so that one
 * parent sees the other's signature. Notices of the last 100 days, the newest 100.
 */
export interface NoticeSignatures {
  /** How many guardians sign for this child: « 1 responsable sur 2 ». */
  readonly signers: number;
  readonly notices: Readonly<Record<string, readonly HomeSignature[]>>;
}

export interface HomeSignature {
  /** The guardian's public id. */
  readonly by: string;
  /** "sa mère", "son père", "un autre responsable" */
  readonly byLabel: string;
  /** ISO 8601 */
  readonly at: string;
  /** Of the text that was signed: an older one no longer counts once the notice was corrected. */
  readonly contentHash: string;
}
