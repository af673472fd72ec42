import type { Answer, Child } from "../../../wire/schemas.ts";
import type { Signature } from "./kinds.ts";
import type { Reply } from "./outbox.ts";
import { replyWords, signedByYou, type Words } from "./words.ts";

/** As `views/liaison/_signs.eta` takes it. */
export interface SignLine {
  readonly child: string;
  readonly firstName: string;
  readonly chips: readonly Words[];
  readonly button: string;
  readonly note: string;
}

export interface Signing {
  readonly entry: string;
  readonly contentHash: string;
  readonly wanted: "none" | "one" | "both";
  readonly child: Child;
  /** The holder's public id. */
  readonly me: string;
  readonly replies: readonly Reply[];
  readonly answers: readonly Answer[];
  /** Of everybody, for this child and this notice. */
  readonly signatures: readonly Signature[];
  readonly isOnline: boolean;
  /** Neither a revoked sheet nor a notice without a signature offers the button. */
  readonly maySend: boolean;
  readonly now: Date;
}

const WAITS = "La signature partira dès que vous aurez du réseau.";
const SIGNED = "Vous avez signé. L’envoi partira dès que vous aurez du réseau.";
const CORRECTED = "Texte corrigé\u00a0: à signer de nouveau";

/** What one guardian sees below a notice for one child: who has signed, what became of the own signature, the button. */
export function signLine(signing: Signing): SignLine {
  const { child, contentHash, now } = signing;
  const mine = ownReplies(signing);
  const present = mine.find((reply) => reply.about.contentHash === contentHash);
  const known = knownToSchool(signing);
  const others = signing.signatures.filter((one) => one.by !== signing.me && one.contentHash === contentHash);
  const isOpen = known === null && (present === undefined || present.state.state === "refused");
  const maySign = isOpen && signing.maySend && child.maySign && (signing.wanted === "both" || others.length === 0);
  const chips: Words[] = others.map(({ byLabel }) => ({ tone: "leaf", icon: "check", text: `Signé par ${byLabel}` }));
  if (known !== null) chips.push({ tone: "leaf", icon: "check", text: signedByYou(known) });
  if (present !== undefined && (known === null || present.state.state === "received"))
    chips.push(replyWords(present.state, now));
  if (maySign && present === undefined && hasSignedBefore(signing, mine))
    chips.push({ tone: "sun", icon: "pencil", text: CORRECTED });
  return {
    child: child.id,
    firstName: child.firstName,
    chips,
    button: maySign ? `Je signe pour ${child.firstName}` : "",
    note: signing.isOnline ? "" : offlineNote(maySign, present),
  };
}

const offlineNote = (maySign: boolean, present: Reply | undefined): string => {
  if (maySign) return WAITS;
  return present?.state.state === "waiting" ? SIGNED : "";
};

/** Newest first. */
const ownReplies = ({ replies, entry, child }: Signing): Reply[] =>
  replies.filter(({ about }) => about.action === "sign" && about.entry === entry && about.child?.id === child.id);

/** When the school has this person's signature on this very text, whichever road it took: another phone, the box, paper. */
function knownToSchool({ answers, signatures, entry, child, contentHash, me }: Signing): string | null {
  const answer = answers.find((one) => isSignature(one, entry, child.id) && one.contentHash === contentHash);
  return answer?.at ?? signatures.find((one) => one.by === me && one.contentHash === contentHash)?.at ?? null;
}

const isSignature = (answer: Answer, entry: string, child: string): boolean =>
  answer.state === "signed" && answer.entry === entry && answer.child === child;

const hasSignedBefore = ({ answers, signatures, entry, child, me }: Signing, mine: readonly Reply[]): boolean =>
  mine.length > 0 || answers.some((one) => isSignature(one, entry, child.id)) || signatures.some(({ by }) => by === me);
