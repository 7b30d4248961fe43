/**
 * What the messenger dialect says when it refuses a login or a new channel.
 *
 * @module
 */
import type { ChannelRefusal } from "../../chat/channels.ts";
import { hasInvisible, MAX_NAME_LENGTH } from "../../chat/name.ts";
import { quote } from "../../framing/messages.ts";
import { type LoginRefusal, PASSWORD_TEXTS, registeredText, TLS_REQUIRED } from "../login.ts";
import { ADDRESS_BANNED, nameBanned } from "../removal.ts";
import { FULL_TEXTS } from "./texts.ts";

/** Why a channel was not created. */
export const CREATE_REFUSALS: Readonly<Record<ChannelRefusal, (destination: string) => string>> = {
  "channel-exists": (destination) => `A channel named ${quote(destination)} exists already`,
  "too-many-channels": () => "The server has reached its limit of channels: join one that exists",
  "too-many-by-user": () =>
    "You have created as many channels as one user may: join one that exists",
};

/** Returns why a login under a name was refused. */
export function refusalText(code: LoginRefusal, name: string): string {
  switch (code) {
    case "bad-name":
      return `Cannot use the name ${quote(name)}: ${
        hasInvisible(name)
          ? "it contains an invisible character"
          : `expected one word of at most ${MAX_NAME_LENGTH} characters, without any of !@#$%^&*,`
      }`;
    case "name-taken":
      return `The name ${quote(name)} is taken`;
    case "name-registered":
      return registeredText(name);
    case "tls-required":
      return TLS_REQUIRED;
    case "name-banned":
      return nameBanned(name);
    case "address-banned":
      return ADDRESS_BANNED;
    case "server-full":
    case "too-many-connections":
    case "unavailable":
      return FULL_TEXTS[code];
    default:
      return PASSWORD_TEXTS[code];
  }
}
