import { feature } from "../../core/feature.ts";
import { forgetOldDrafts } from "../../people/drafts.ts";
import { secured } from "../../people/sensitive.ts";
import { forgetPastGuesses } from "../../people/throttle.ts";
import { keyFileName } from "../../people/usb.ts";
import { changePassword, endDevice, endOtherDevices, myAccount, renewRecovery, signOut } from "./handlers/account.ts";
import { signIn, signInPage } from "./handlers/adults.ts";
import { printBadge, printBadges, returnBadge, withdrawBadge } from "./handlers/badges.ts";
import { activation, codeForm, codePage } from "./handlers/codes.ts";
import { comeBack, passToPupils, returnPage } from "./handlers/handover.ts";
import { homeCards, printHomeCard, printHomeCards, revokeHomeCard } from "./handlers/home-cards.ts";
import { changePhrase, homeSheet, printHomeSheet, withdrawHomeSheet } from "./handlers/home-sheet.ts";
import { eraseImpression, impression, impressionPdf } from "./handlers/impressions.ts";
import { askByMail, lostPassword } from "./handlers/lost-password.ts";
import { presence, signOutAll } from "./handlers/presence.ts";
import {
  askToUncover,
  beginProjection,
  endProjection,
  markComputer,
  projection,
  uncover,
} from "./handlers/projection.ts";
import {
  classes,
  enterByBadge,
  enterByTile,
  pad,
  pupilsOfClass,
  tryPictures,
  tryTyped,
  typed,
} from "./handlers/pupils.ts";
import { keyFile, keyPage, lookForKey, rescueFeed, rescueSeen } from "./handlers/rescue.ts";
import { closeAllScreens, closeScreen, openAllScreens, openScreen, openThisScreen } from "./handlers/screens.ts";
import { givePassword, renewPictures, sheet, tending, unlock } from "./handlers/tending.ts";
import { classWay, pupilWay } from "./handlers/ways.ts";
import { canTendPupils } from "./policy.ts";

/** The doors of the school's network, one's own account, and the pupils' pictures. */
export default feature({
  id: "connexion",
  title: "Ma classe",
  icon: "monitor",
  home: "/connexion/eleves",
  visibleTo: () => true,
  isInNavOf: (actor) => canTendPupils(actor) && actor.classroomIds.length > 0,
  routes: (r) => {
    r.get("/", signInPage);
    r.post("/", signIn);
    r.get("/activation", codePage("activation"));
    r.post("/activation", codeForm("activation"));
    r.post("/activation/mot-de-passe", activation);
    r.get("/oubli", lostPassword);
    r.post("/oubli", askByMail);
    r.get("/secours", keyPage);
    r.get(`/secours/${keyFileName}`, keyFile);
    r.post("/secours", lookForKey);
    r.post("/secours/:id/vu", rescueSeen);
    r.get("/feuille", codePage("feuille"));
    r.post("/feuille", codeForm("feuille"));
    r.get("/classe", classes);
    r.get("/classe/:id", pupilsOfClass);
    r.get("/eleve/:id", pad);
    r.post("/eleve/:id", tryPictures);
    r.post("/eleve/:id/tuile", enterByTile);
    r.post("/badge", enterByBadge);
    r.get("/eleve/:id/mot-de-passe", typed);
    r.post("/eleve/:id/mot-de-passe", tryTyped);
    r.post("/passage", passToPupils);
    r.get("/retour", returnPage);
    r.post("/retour", comeBack);
    r.get("/eleves", tending);
    r.get("/eleves/presence", presence);
    r.post("/eleves/sortie", signOutAll);
    r.post("/eleves/acces", classWay);
    r.post("/eleves/:id/acces", pupilWay);
    r.post("/eleves/ecrans", openThisScreen);
    r.post("/eleves/ecrans/ouverture", openAllScreens);
    r.post("/eleves/ecrans/fermeture", closeAllScreens);
    r.post("/eleves/ecrans/:ecran/ouverture", openScreen);
    r.post("/eleves/ecrans/:ecran/fermeture", closeScreen);
    r.post("/eleves/badges", printBadges);
    r.post("/eleves/:id/badge", printBadge);
    r.post("/eleves/:id/badge/retrait", withdrawBadge);
    r.post("/eleves/:id/badge/retour", returnBadge);
    r.post("/eleves/planche", sheet);
    r.get("/eleves/maison", homeCards);
    r.post("/eleves/maison", secured(printHomeCards));
    r.post("/eleves/:id/carte", secured(printHomeCard));
    r.post("/eleves/:id/carte/retrait", revokeHomeCard);
    r.post("/eleves/:id/deblocage", unlock);
    r.post("/eleves/:id/images", renewPictures);
    r.post("/eleves/:id/mot-de-passe", givePassword);
    r.get("//tableau", projection);
    r.post("//tableau", beginProjection);
    r.post("//tableau/fin", endProjection);
    r.get("//tableau/decouverte", askToUncover);
    r.post("//tableau/decouverte", uncover);
    r.post("//tableau/poste", markComputer);
    r.get("//mon-compte", myAccount);
    r.post("//mon-compte/mot-de-passe", changePassword);
    r.post("//mon-compte/appareils", endOtherDevices);
    r.post("//mon-compte/appareils/:nom", endDevice);
    r.post("//mon-compte/code-de-secours", secured(renewRecovery));
    r.get("//mon-compte/maison", homeSheet);
    r.post("//mon-compte/maison/feuille", secured(printHomeSheet));
    r.post("//mon-compte/maison/phrase", secured(changePhrase));
    r.post("//mon-compte/maison/retrait", withdrawHomeSheet);
    r.get("//impressions/:id", impression);
    r.get("//impressions/:id/feuilles.pdf", impressionPdf);
    r.post("//impressions/:id/fin", eraseImpression);
    r.post("//deconnexion", signOut);
  },
  feed: rescueFeed,
  jobs: [
    { name: "connexion.forget-guesses", cron: "20 3 * * *", run: forgetPastGuesses },
    { name: "connexion.forget-drafts", cron: "25 3 * * *", run: forgetOldDrafts },
  ],
});
