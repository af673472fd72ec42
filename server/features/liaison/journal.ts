import type { JournalWords } from "../../core/feature.ts";

export const journal: JournalWords = {
  "notice.published": () => "a publié un mot",
  "notice.corrected": ({ asksAgain }) =>
    asksAgain === true ? "a corrigé un mot et redemandé les signatures" : "a corrigé un mot",
  "notice.withdrawn": () => "a retiré un mot",
  "notice.restored": () => "a remis un mot qui était retiré",
  "notice.signed": ({ pupilId, guardianId, medium }, nameOf) =>
    medium === "paper"
      ? `a coché la signature sur papier de ${nameOf(guardianId)} pour ${nameOf(pupilId)}`
      : `a signé un mot pour ${nameOf(pupilId)}`,
  "notice.unsigned": ({ pupilId, guardianId }, nameOf) =>
    `a décoché la signature de ${nameOf(guardianId)} pour ${nameOf(pupilId)}`,
};
