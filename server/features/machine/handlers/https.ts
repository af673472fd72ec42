import * as z from "zod";
import { found } from "../../../core/errors.ts";
import { publicForm, publicPage, redirect, understoodHttp } from "../../../core/http.ts";
import { readAuthority } from "../../../people/https/authority.ts";
import { httpsView } from "../views.ts";

/** How each system learns to trust the box. For everybody: whoever cannot sign in safely needs it most. */
export const httpsPage = publicPage((visit) => httpsView(visit, readAuthority(visit.config)));

/** In DER, so that the file's own SHA-256 is the fingerprint on the poster. */
export const authorityFile = publicPage((visit) => ({
  bytes: found(readAuthority(visit.config)).raw,
  type: "application/x-x509-ca-cert",
  downloadAs: `ecole-${visit.config.LAN_NAME}.crt`,
}));

/** This browser is not told again. */
export const understood = publicForm(z.object({}), (visit) => ({
  ...redirect(visit.cameFrom),
  mark: understoodHttp,
}));
