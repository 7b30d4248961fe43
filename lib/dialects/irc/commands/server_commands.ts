/**
 * The commands that ask about the server.
 *
 * @module
 */
import type { Client, Commands, Member } from "../client.ts";
import { fitsMask } from "../../../chat/mask.ts";
import { replyLusers, replyMotd, replySupport } from "../server_replies.ts";
import { serverAddresses, serverName } from "../servers.ts";
import { SERVER_DESCRIPTION } from "../settings.ts";
import { paramText } from "../targets.ts";

const DAY_S = 86_400;

export const SERVER_COMMANDS = {
  MOTD: {
    usage: "MOTD",
    help: "Shows the message of the day",
    least: 0,
    run: (client, [server]) => answer(client, server, () => replyMotd(client)),
  },

  LUSERS: {
    usage: "LUSERS",
    help: "Tells how many users and channels there are",
    least: 0,
    run: (client) => replyLusers(client),
  },

  VERSION: {
    usage: "VERSION",
    help: "Tells the version of the server, and what it supports",
    least: 0,
    run: (client, [server]) =>
      answer(client, server, () => {
        const { version, serverName } = client.network.settings;
        client.reply("RPL_VERSION", [version, serverName], "Parley");
        replySupport(client);
      }),
  },

  TIME: {
    usage: "TIME",
    help: "Tells the time of the server",
    least: 0,
    run: (client, [server]) =>
      answer(client, server, () => {
        const date = new Date(client.hub.time).toUTCString();
        client.reply("RPL_TIME", [client.network.settings.serverName], date);
      }),
  },

  INFO: {
    usage: "INFO",
    help: "Tells what the server is",
    least: 0,
    run: (client, [server]) =>
      answer(client, server, () => {
        const { version } = client.network.settings;
        client.reply("RPL_INFO", [], `${version}: terminal chat that speaks several protocols`);
        client.reply(
          "RPL_INFO",
          [],
          "Its users share one name space, whatever their clients speak.",
        );
        client.reply("RPL_ENDOFINFO");
      }),
  },

  ADMIN: {
    usage: "ADMIN",
    help: "Tells who runs the server",
    least: 0,
    run: (client, [server]) =>
      answer(client, server, () => {
        client.reply("ERR_NOADMININFO", [client.network.settings.serverName]);
      }),
  },

  LINKS: {
    usage: "LINKS [MASK]",
    help: "Lists the servers of a cluster, by their addresses",
    least: 0,
    run(client, params) {
      const mask = params.at(-1) ?? "*";
      const names = serverAddresses(client).map(serverName);
      names.forEach((name, hops) => {
        if (!fitsMask(name, mask)) return;
        client.reply("RPL_LINKS", [name, names[0]!], `${Math.min(hops, 1)} ${SERVER_DESCRIPTION}`);
      });
      const text = names.length > 0 ? undefined : "End of LINKS list: this server stands alone";
      client.reply("RPL_ENDOFLINKS", [paramText(mask)], text);
    },
  },

  STATS: {
    usage: "STATS [u]",
    help: "Tells how long the server has been running",
    least: 0,
    run(client, [query = "*"]) {
      if (query === "u") client.reply("RPL_STATSUPTIME", [], `Server up ${uptime(client)}`);
      client.reply("RPL_ENDOFSTATS", [paramText(query)]);
    },
  },
} as const satisfies Commands;

/** Answers a question to this server, and refuses one to another. */
function answer(client: Member, server: string | undefined, reply: () => void): void {
  const { hub, network: { settings } } = client;
  const [own] = serverAddresses(client);
  const isHere = server === undefined || fitsMask(settings.serverName, server) ||
    own !== undefined && fitsMask(serverName(own), server) ||
    hub.userByNick(server) !== undefined;
  if (isHere) reply();
  else client.reply("ERR_NOSUCHSERVER", [paramText(server)]);
}

function uptime({ hub, network }: Client): string {
  const seconds = Math.floor((hub.time - network.startedAt) / 1000);
  const days = Math.floor(seconds / DAY_S);
  return `${days} days ${new Date(1000 * (seconds % DAY_S)).toISOString().slice(11, 19)}`;
}
