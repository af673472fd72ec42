import { isPrivateAddress } from "../../core/certificates/names.ts";
import type { Config } from "../../core/config.ts";
import { dnsNameOf } from "./authority.ts";

/**
 * Where the box answers over https, for whoever called it by this name ("Host" header): by the same name where the certificate
 * holds it, by NAME.local otherwise.
 */
export const secureOriginOf = (config: Pick<Config, "LAN_NAME">, port: number, host: string): string => {
  const name = host.toLowerCase().replace(/:\d+$/, "");
  const isCertified =
    name === "localhost" || name === dnsNameOf(config) || isPrivateAddress(name.replace(/^\[|\]$/g, ""));
  return `https://${isCertified ? name : dnsNameOf(config)}${port === 443 ? "" : `:${port}`}`;
};
