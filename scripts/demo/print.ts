import type { DemoSheet } from "./fill.ts";

/** The demo's addresses and sign-ins, for a person at the terminal. */
export const printSheet = async (box: string, portal: string, { signIns, family, team }: DemoSheet): Promise<void> => {
  const { default: QRCode } = await import("qrcode");
  const lines = signIns.map((one) =>
    "identifiant" in one
      ? `  ${one.role.padEnd(12)} ${one.name.padEnd(24)} ${one.identifiant}   ${one.motDePasse}`
      : `  ${one.role.padEnd(12)} ${one.name.padEnd(24)} ${one.classe} : ${one.images.join(", ")}`,
  );
  const home =
    team === undefined
      ? ""
      : `De la maison, l’équipe : la feuille de ${team.teacher}, phrase secrète « ${team.phrase} »\n  ${team.url}\n\n`;
  process.stdout.write(`
La boîte de l’école :  ${box}
Le portail :           ${portal}

Pour se connecter sur ${box}/connexion
${lines.join("\n")}

La maison : la feuille de ${family.guardian} (enfant : ${family.child})
  ${family.url}
${await QRCode.toString(family.url, { type: "utf8", errorCorrectionLevel: "L" })}
${home}Ouvrez ces liens sur cet ordinateur : hors de « localhost », les navigateurs demandent https
pour lire hors ligne. Ctrl+C arrête la démonstration ; la relancer garde tout.
`);
};
