/**
 * What people choose first, French and English, as fragments: a password is refused when little is left once these are
 * taken out. Written without accents, in small letters. Drawn from what published leaks have in common, and from a
 * school's own words.
 */
export const commonWords: readonly string[] = (
  "motdepasse mdp password passwort pass passe admin administrateur root login connexion secret securite " +
  "azerty azertyuiop qwerty qwertyuiop qsdfgh qsdfghjklm wxcvbn azer qwer asdf asdfgh zxcvbn " +
  "bonjour bonsoir salut coucou bienvenue welcome hello merci soleil loulou doudou chouchou cheval chocolat " +
  "amour jetaime iloveyou princesse princess prince bisous bebe cherie cheri coeur maman papa famille enfants " +
  "vacances france paris lyon marseille toulouse bordeaux nantes lille strasbourg marie nicolas julien thomas " +
  "camille pierre claire sophie celine isabelle nathalie sandrine valerie caroline alexandre sebastien david " +
  "laurent philippe christophe olivier frederic stephane michel patrick martin bernard dubois durand moreau " +
  "football soccer baseball basket superman batman starwars pokemon naruto dragon monkey shadow master " +
  "sunshine flower letmein trustno summer winter ete hiver automne printemps spring liberte egalite fraternite " +
  "ecole maternelle elementaire primaire classe maitre maitresse directeur directrice direction professeur prof " +
  "enseignant enseignante instit eleve preau cartable cahier recreation rentree education nationale academie " +
  "jules ferry jean jaures victor hugo jacques prevert curie pasteur moulin " +
  "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre " +
  "lundi mardi mercredi jeudi vendredi samedi dimanche ordinateur internet google orange free wifi bureau " +
  "chaton minou minette toutou chien chat lapin tigre lion papillon etoile pomme fleur bateau ballon " +
  "test essai demo exemple default temporaire provisoire changeme changezmoi nouveau user utilisateur compte"
).split(" ");

/** Runs of the keyboard, the alphabet and the digits; every piece of four or more of them is worth one fragment. */
export const runs: readonly string[] = [
  "azertyuiopqsdfghjklmwxcvbn",
  "qwertyuiopasdfghjklzxcvbnm",
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "98765432109876543210",
  "zyxwvutsrqponmlkjihgfedcba",
];
