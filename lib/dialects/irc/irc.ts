/**
 * The IRC dialect: what RFC 1459, RFC 2812, modern.ircdocs.horse and IRCv3 say. The page about it is
 * `docs/protocols/irc.md`.
 *
 * @module
 */
import type { Hub } from "../../chat/hub.ts";
import { FRAME_SIZE } from "../../framing/fixed_frames.ts";
import { type Dialect, type DialectDefinition, makeDialect, type Peer } from "../dialect.ts";
import { Forms } from "./forms.ts";
import { IrcNetwork } from "./network.ts";
import { IrcSession } from "./session.ts";
import { DEFAULT_IRC_SETTINGS, type IrcSettings } from "./settings.ts";

/** A first line that only clients of IRC send. */
const FIRST_LINE = /^(?:CAP|NICK|PASS|USER|PING|QUIT)(?: [^\n]*)?\r?\n/i;

const decoder = new TextDecoder("latin1");

/** The entry in the list of dialects. */
export const IRC = {
  name: "irc",
  rules: [
    {
      because: "its first line starts with a command of IRC",
      fits: (start) => FIRST_LINE.test(decoder.decode(start.subarray(0, FRAME_SIZE))),
    },
  ],
  make: ({ irc }) => ircDialect(irc),
} as const satisfies DialectDefinition;

/** Makes the IRC dialect. */
export function ircDialect(settings: IrcSettings = DEFAULT_IRC_SETTINGS): Dialect {
  const networks = new WeakMap<Hub, IrcNetwork>();
  const networkOf = (hub: Hub) => {
    let network = networks.get(hub);
    if (!network) networks.set(hub, network = new IrcNetwork(hub, settings));
    return network;
  };
  const forms: Forms = new Forms(settings.serverName, (encode): Dialect => {
    const open = (_dialect: Dialect, hub: Hub, peer: Peer) =>
      new IrcSession(networkOf(hub), forms, peer);
    return makeDialect(IRC.name, encode, open);
  });
  return forms.get(new Set()).dialect;
}
