import { feature } from "../../core/feature.ts";
import { sensitive } from "../../people/sensitive.ts";
import { authority, closeReview, decide, decision, undoDecide } from "./handlers/authority.ts";
import { codes, printCode, printCodes, printHomeSheet } from "./handlers/codes.ts";
import { classLetters, letters, printLetters, printOne, revokeOne } from "./handlers/letters.ts";
import { office } from "./handlers/office.ts";
import { forHead, mayEnterOffice } from "./policy.ts";

export default feature({
  id: "direction",
  title: "Direction",
  icon: "school",
  home: "/direction",
  visibleTo: mayEnterOffice,
  office: [
    { title: "Lettres aux familles", href: "/direction/lettres", icon: "mail" },
    { title: "Codes de l’équipe", href: "/direction/codes", icon: "key" },
  ],
  routes: (r) => {
    r.get("/", office);
    r.get("/autorite", forHead(authority));
    r.post("/autorite", forHead(sensitive(closeReview)));
    r.get("/autorite/:id", forHead(decision));
    r.post("/autorite/:id", forHead(sensitive(decide)));
    r.post("/autorite/:id/decisions/:decision/annulation", forHead(sensitive(undoDecide)));
    r.get("/lettres", forHead(letters));
    r.post("/lettres", forHead(sensitive(printLetters)));
    r.get("/lettres/classes/:classe", forHead(classLetters));
    r.post("/lettres/responsables/:id/impression", forHead(sensitive(printOne)));
    r.post("/lettres/responsables/:id/revocation", forHead(sensitive(revokeOne)));
    r.get("/codes", forHead(codes));
    r.post("/codes", forHead(sensitive(printCodes)));
    r.post("/codes/:id", forHead(sensitive(printCode)));
    r.post("/codes/:id/maison", forHead(sensitive(printHomeSheet)));
  },
});
