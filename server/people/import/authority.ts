import type { AuthorityChange, Change, ChildLine, Decisions, Doubt } from "./plan-types.ts";
import { digest } from "./pupil-identity.ts";
import type { ChildRef } from "./records.ts";
import type { Authority, KnownGuardian } from "./snapshot-types.ts";

type Said = Pick<ChildRef, "authority" | "holders">;

const words: Readonly<Record<Authority, string>> = { presumed: "présumée", held: "détenue", none: "aucune" };

const whoHolds = ({ holders = [] }: Said): string =>
  holders.length === 0 ? "" : ` Il cite ${new Intl.ListFormat("fr").format(holders)}.`;

const question = (child: string, { before, after }: AuthorityChange, said: Said, key: string): Doubt => ({
  key,
  reason:
    after === "none"
      ? `L’annuaire académique ne cite plus cette personne parmi celles qui ont l’autorité parentale sur ${child}.${whoHolds(said)}`
      : `L’annuaire académique dit que cette personne a l’autorité parentale sur ${child}\u00a0; ici, une décision dit le contraire.`,
  choices: [
    {
      value: "keep",
      text: after === "none" ? "Elle garde ses droits" : "La décision reste",
      evidence: `Autorité parentale\u00a0: ${words[before ?? "presumed"]}. Rien ne change.`,
    },
    {
      value: "apply",
      text: after === "none" ? "Elle n’a plus l’autorité parentale" : "Elle a l’autorité parentale",
      evidence: after === "none" ? "Elle lit, et ne signe plus." : "Elle lit et signe.",
    },
  ],
});

/**
 * What a feed changes of a known guardian's authority over a known child. Presumed authority that is confirmed is applied;
 * to lose the right to sign, or to win it back against a decision, is asked of the head, and the answer holds.
 */
export const withAuthority = (
  line: ChildLine,
  said: Said,
  guardian: KnownGuardian | null,
  decisions: Decisions,
): ChildLine => {
  const { authority: after } = said;
  if (after === undefined || line.state !== "certain") return line;
  const pupilId = line.target?.knownId ?? "";
  const before = line.isNew ? null : (guardian?.authority.get(pupilId) ?? null);
  if (before === after) return line;
  const change: AuthorityChange = { before, after };
  if (before === null || (before === "presumed" && after === "held")) return { ...line, authority: change };
  const key = `authority:${digest([guardian?.id, pupilId, after].join(">"))}`;
  const decided = decisions.get(key);
  if (decided === "apply") return { ...line, authority: change };
  return decided === "keep" ? line : { ...line, doubt: question(line.target?.text ?? line.text, change, said, key) };
};

/** As the preview shows it, one line for each child. */
export const authorityChanges = (children: readonly ChildLine[]): Change[] =>
  children.flatMap(({ authority, target, text }) => {
    if (authority === null || authority.before === null) return [];
    const child = target?.text ?? text;
    const tell = (value: Authority): string => `${words[value]} (${child})`;
    return [{ field: "authority", before: tell(authority.before), after: tell(authority.after) }];
  });
