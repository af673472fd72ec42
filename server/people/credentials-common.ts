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
  "anais andre anne antoine arthur aurelie axel benjamin benoit brigitte bruno catherine cecile chantal charles charlotte clement corinne " +
  "cyril damien daniel denis didier dominique elodie emilie emma enzo eric ethan fabien fabrice florence florian francois francoise gabriel " +
  "georges gilles guillaume guy helene henri hugo ines jacqueline jerome jessica joel jonathan joseph julie karine kevin laetitia laura lea " +
  "leo loic louis louise lucas lucie ludovic manon marc marcel margaux marine martine mathieu mathilde maxime melanie melissa monique morgane " +
  "nathan nicole noah oceane pascal paul pauline philippe quentin raphael raymond rene robert romain sabrina samuel sarah serge simon stephanie " +
  "sylvain sylvie theo therese thierry tom valentin vanessa vincent virginie xavier yann yannick yves zoe " +
  "petit durand leroy roux fournier girard bonnet lambert fontaine rousseau vincent muller lefevre faure mercier blanc guerin boyer garnier " +
  "avignon amiens angers annecy besancon brest caen clermont dijon grenoble limoges metz montpellier mulhouse nancy nice nimes orleans perpignan " +
  "reims rennes rouen strasbourg toulon tours versailles bretagne normandie provence savoie corse europe afrique maroc algerie tunisie portugal " +
  "espagne italie guadeloupe martinique reunion " +
  "rouge bleu vert jaune orange violet rose blanc noir gris cafe fromage chocolat gateau bonbon fraise cerise citron banane orange vanille caramel " +
  "nounours titi bibou doudou loulou poupette minouche kiki filou caramel noisette felix oscar rocky max simba rex medor " +
  "piscine plage montagne jardin maison appartement voiture moto camion velo musique danse guitare piano foot rugby tennis judo natation equipe " +
  "marseille olympique psg parissg lyonnais verts bleus champion zidane ronaldo messi mbappe neymar johnny " +
  "mickey minnie barbie batman spiderman harrypotter potter asterix obelix tintin pikachu mario sonic zelda minecraft fortnite roblox disney " +
  "facebook instagram snapchat tiktok youtube netflix samsung iphone apple android windows microsoft amazon gmail hotmail outlook yahoo " +
  "onde beneylu pronote eduscol academie rectorat inspection magistere affelnet cantine garderie periscolaire sortie reunion conseil tableau " +
  "ardoise stylo crayon gomme trousse dictee lecture ecriture calcul mathematiques geographie histoire sciences anglais sport theatre poesie " +
  "atsem aesh rased mairie commune bonneannee joyeux noel paques toussaint anniversaire mariage dieu jesus ange " +
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
