import type { X509Certificate } from "node:crypto";
import type { Visit } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { dnsNameOf, fingerprintGroups } from "../../people/https/authority.ts";

/** What to do on each system; `file` is the downloaded certificate. */
const systems = (file: string) => [
  {
    name: "Windows",
    steps: [
      `Ouvrez le fichier ${file}, puis « Installer un certificat ».`,
      "Choisissez « Ordinateur local » pour tous les comptes du PC (mot de passe d’administration), ou « Utilisateur actuel » pour le vôtre.",
      "« Placer tous les certificats dans le magasin suivant » → Parcourir → « Autorités de certification racines de confiance » → Suivant → Terminer.",
      "Fermez le navigateur et rouvrez-le.",
    ],
    check: `Pour l’empreinte : dans l’Invite de commandes, certutil -hashfile ${file} SHA256`,
  },
  {
    name: "Mac",
    steps: [
      `Ouvrez le fichier ${file}\u00a0: il s’ajoute au Trousseau d’accès, dans « Système » ou « Session ».`,
      "Double-cliquez sur le certificat, dépliez « Se fier », choisissez « Toujours approuver ».",
      "Fermez la fenêtre et saisissez le mot de passe du Mac.",
    ],
    check: "L’empreinte SHA-256 est tout en bas de la fenêtre du certificat.",
  },
  {
    name: "iPad et iPhone",
    steps: [
      "Téléchargez le certificat avec Safari, et touchez « Autoriser ».",
      "Réglages → « Profil téléchargé » → Installer.",
      "Réglages → Général → Informations → « Réglages de confiance des certificats » : activez celui de l’école.",
    ],
    check: "L’empreinte se compare avant d’installer : sur un PC, avec le même fichier.",
  },
  {
    name: "Android",
    steps: [
      "Paramètres → Sécurité → Plus de paramètres → Chiffrement et identifiants → « Installer un certificat » → « Certificat CA ».",
      `Choisissez le fichier ${file} dans Téléchargements.`,
    ],
    check: "L’empreinte : « Identifiants de confiance » → Utilisateur → le certificat de l’école.",
  },
  {
    name: "Chromebook",
    steps: [
      "Dans Chrome, ouvrez chrome://certificate-manager → « Installés par vous » → Certificats de confiance → Importer.",
      `Choisissez le fichier ${file}.`,
    ],
    check: "L’empreinte s’affiche en ouvrant le certificat importé.",
  },
  {
    name: "Firefox, sur n’importe quel ordinateur",
    steps: [
      "Paramètres → Vie privée et sécurité → « Afficher les certificats » → Autorités → Importer.",
      `Choisissez le fichier ${file} et cochez « Confirmer cette AC pour identifier des sites web ».`,
    ],
    check: "Le bouton « Voir » montre l’empreinte SHA-256 avant d’accepter.",
  },
  {
    name: "Linux (Debian, Ubuntu)",
    steps: [
      `openssl x509 -inform der -in ${file} | sudo tee /usr/local/share/ca-certificates/${file}`,
      "sudo update-ca-certificates",
      "Chrome et Chromium : chrome://certificate-manager, comme sur un Chromebook.",
    ],
    check: `Pour l’empreinte : sha256sum ${file}`,
  },
];

export const httpsView = (visit: Visit, authority: X509Certificate | undefined): View => {
  const { config, secureOrigin, isSecure } = visit;
  return {
    view: "machine/https",
    title: "Passer en https",
    layout: "bare",
    data: {
      groups: authority === undefined ? [] : fingerprintGroups(authority),
      name: dnsNameOf(config),
      secure: secureOrigin === null ? null : `${secureOrigin}/accueil`,
      isSecure,
      systems: systems(`ecole-${config.LAN_NAME}.crt`),
    },
  };
};
