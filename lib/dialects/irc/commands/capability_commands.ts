import { changedCapabilities, listCapabilities } from "../capabilities.ts";
import type { Client, Commands } from "../client.ts";
import { paramText } from "../targets.ts";

/** The version from which on clients read values and hear of new capabilities. */
const VERSION_WITH_VALUES = 302;

/** The effects of the subcommands. */
const SUBCOMMANDS: Readonly<
  Record<string, (client: Client, param: string) => void | Promise<void>>
> = {
  LS(client, param) {
    const { registration } = client;
    if (!client.user) registration.isNegotiating = true;
    registration.version = Math.max(registration.version, Number.parseInt(param) || 301);
    const withValues = registration.version >= VERSION_WITH_VALUES;
    if (withValues) client.setCapabilities(new Set([...client.capabilities, "cap-notify"]));
    answer(client, "LS", listCapabilities(withValues));
  },

  LIST(client) {
    answer(client, "LIST", [...client.capabilities].join(" "));
  },

  REQ(client, param) {
    if (!client.user) client.registration.isNegotiating = true;
    const changed = changedCapabilities(client.capabilities, param);
    if (changed) client.setCapabilities(changed);
    answer(client, changed ? "ACK" : "NAK", param);
  },

  END(client) {
    client.registration.isNegotiating = false;
    return client.tryToLogIn();
  },
};

export const CAPABILITY_COMMANDS = {
  CAP: {
    usage: "CAP LS|LIST|REQ|END [NAMES]",
    help: "Chooses what the server may send beyond plain IRC",
    least: 1,
    isEarly: true,
    run(client: Client, [name = "", param = ""]) {
      const subcommand = name.toUpperCase();
      if (Object.hasOwn(SUBCOMMANDS, subcommand)) return SUBCOMMANDS[subcommand]!(client, param);
      client.reply("ERR_INVALIDCAPCMD", [paramText(name)]);
    },
  },
} as const satisfies Commands;

function answer(client: Client, subcommand: string, text: string): void {
  const nick = client.user?.nick ?? client.registration.nick ?? "*";
  client.serverLine("CAP", [nick, subcommand], text);
}
