/** What the families' sheet says, apart from its layout. Written to be understood by everybody who receives it. */

export const title = "L’école, depuis chez vous";

export const intro =
  "Cette feuille est votre clé personnelle. Avec elle, vous lisez les mots de l’école, vous regardez les photos de la classe et vous signez, depuis votre téléphone ou votre ordinateur.";

export const steps: readonly (readonly [heading: string, words: string])[] = [
  [
    "Visez le carré",
    "Ouvrez l’appareil photo de votre téléphone, visez le carré à gauche, puis touchez le lien qui s’affiche.",
  ],
  [
    "Ouvrez avec Safari ou Chrome",
    "Safari sur iPhone et iPad, Chrome sur les autres téléphones. Si la page s’ouvre ailleurs, choisissez « Ouvrir dans le navigateur ».",
  ],
  [
    "C’est prêt",
    "Vérifiez les prénoms, puis acceptez d’ajouter la page à l’écran d’accueil : vous la retrouverez d’un geste.",
  ],
];

export const withoutCamera = "Sans appareil photo : tapez cette adresse dans votre navigateur, puis votre code.";

/** Keeps a telephone number on one line. */
export const unbroken = (phone: string): string => phone.replaceAll(" ", "\u00a0");

export const advice = (phone: string): readonly (readonly [heading: string, words: string])[] => [
  [
    "Gardez cette feuille",
    "Elle resservira : nouveau téléphone, autre ordinateur, ou si la page redemande le code. Elle vaut votre signature : ne la prêtez pas, ne la publiez pas.",
  ],
  [
    "Perdue ou vue par d’autres ?",
    `Prévenez l’école${phone === "" ? "" : ` au ${unbroken(phone)}`} : une nouvelle feuille est imprimée tout de suite, et celle-ci cesse d’ouvrir quoi que ce soit. Rien n’est perdu.`,
  ],
  [
    "Sans téléphone ni ordinateur ?",
    "Demandez les mots sur papier à l’enseignant : votre signature sur papier compte autant. Chaque responsable a sa propre feuille.",
  ],
];

/** RGPD, article 13: who, why, on what ground, how long, which rights, whom to ask. */
export const privacy = (school: string, phone: string): readonly string[] => [
  `Responsable : ${school}, sous l’autorité de l’académie. Raison : informer les familles, recueillir signatures et réponses, au titre du service public de l’éducation.`,
  "Vos données restent dans l’école. Ce qui en sort pour votre téléphone est chiffré : l’hébergeur ne peut pas le lire. Il voit seulement des connexions (adresse internet, heure, taille), gardées un an au plus. Aucune publicité, aucune vente.",
  "Durée : tant que l’enfant est à l’école ; le compte est effacé dans les trois mois qui suivent son départ.",
  `Vos droits : accès, rectification, effacement, limitation, opposition. Adressez-vous à la direction${phone === "" ? "" : ` (${unbroken(phone)})`} ou au délégué à la protection des données de l’académie. Réclamation possible auprès de la CNIL (www.cnil.fr).`,
];

export const charter: readonly string[] = [
  "Ma clé est personnelle : je l’utilise seul et je signe en mon nom.",
  "Les photos et les noms des enfants restent dans la famille : je ne les republie pas, je ne les envoie pas à d’autres.",
  "J’écris avec courtoisie. L’école répond pendant le temps scolaire, pas le soir ni le week-end.",
  "Pour une urgence, j’appelle l’école : un message peut être lu tard.",
  "Sur un ordinateur partagé, je choisis « Ordinateur partagé » et je ferme en partant.",
];
