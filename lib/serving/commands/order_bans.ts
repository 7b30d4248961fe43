import type { CommandReply } from "../../dialects/dialect.ts";
import { Refusal } from "../../errors/refusal.ts";
import { quote } from "../../framing/messages.ts";
import type { BanRow } from "../../store/ban_table.ts";
import { hasLoopback, IpNetwork } from "../../transport/ip_network.ts";
import { areAlike } from "../moderation/bans.ts";
import type { Moderation } from "../moderation/moderation.ts";
import { penaltyText, withPenalty } from "../moderation/penalty.ts";
import { putOut } from "../moderation/put_out.ts";
import { localTime } from "../../framing/local_time.ts";
import { parsePenalty, splitWord } from "./penalty_arguments.ts";
import { type Actor, refuse } from "./server_command.ts";
import type { CommandFamily } from "./server_commands.ts";
import { nameToPunish, nobodyNamed, typedName } from "./targets.ts";

const WITH_ADDRESS = /^--address(\s+|$)/;

/** The names and networks that an operator wants to keep out. */
interface Targets {
  readonly name: string | undefined;
  readonly network: IpNetwork | undefined;
}

/** Returns the commands about bans. */
export function banCommands(moderation: Moderation): CommandFamily {
  return {
    "/ban": (actor, rest) => ban(moderation, actor, rest),
    "/unban": (actor, rest) => unban(moderation, actor, rest),
    "/bans": () => {
      const now = moderation.ledger.now();
      const lines = moderation.bans.list().map((it) => banLine(it, now));
      return lines.length > 0 ? lines : ["Nobody is banned"];
    },
  };
}

function ban(
  moderation: Moderation,
  actor: Actor,
  rest: string,
): CommandReply | Promise<CommandReply> {
  const { bans, ledger } = moderation;
  const [word, behind] = splitWord(rest);
  const withAddress = WITH_ADDRESS.test(behind);
  const penalty = parsePenalty(behind.replace(WITH_ADDRESS, ""), ledger.now());
  if (penalty instanceof Refusal) return penalty;
  const targets = findTargets(moderation, actor, word, withAddress);
  if (targets instanceof Refusal) return targets;
  const { name, network } = targets;
  const protection = network && protectionOf(moderation, actor, network);
  if (protection) return protection;
  const banned = [name, network].filter((it) => it !== undefined).map(String).join(" and ");
  const row = { ...penalty, author: actor.name, time: ledger.now() };
  bans.add(
    { actor: actor.name, action: "ban", target: banned, detail: penaltyText(penalty) },
    [
      ...(name === undefined ? [] : [{ ...row, kind: "name" as const, target: name, owner: "" }]),
      ...(network
        ? [{ ...row, kind: "network" as const, target: String(network), owner: name ?? "" }]
        : []),
    ],
  );
  const { names: ended, gone } = putOut(moderation, { ...targets, penalty });
  const verb = name !== undefined && network ? "are" : "is";
  const reply = [
    withPenalty(`${banned} ${verb} banned`, penalty, ledger.now()),
    ...(ended.length > 0 ? [`Disconnected: ${ended.join(", ")}`] : []),
    ...(ended.length === 0 && name !== undefined ? [nobodyNamed(moderation.chat.hub, name)] : []),
  ];
  return gone ? gone.then(() => reply) : reply;
}

function findTargets(
  moderation: Moderation,
  actor: Actor,
  word: string,
  withAddress: boolean,
): Targets | Refusal<"refused"> {
  if (IpNetwork.isMeant(word)) {
    const network = IpNetwork.parse(word);
    return network ? { name: undefined, network } : badNetwork(word);
  }
  const name = nameToPunish(moderation, actor, word);
  if (name instanceof Refusal) return name;
  if (!withAddress) return { name, network: undefined };
  const { hub, roster } = moderation.chat;
  const user = hub.user(name);
  const session = user && roster.sessions.get(user);
  if (!session) {
    return refuse(
      `${nobodyNamed(hub, name)}: the address is unknown. Ban the name without --address`,
    );
  }
  return { name, network: IpNetwork.parse(session.peer.hostname) };
}

function badNetwork(word: string): Refusal<"refused"> {
  return refuse(
    `Cannot use ${
      quote(word)
    } as a network: write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/64. For a name, write @${word}`,
  );
}

/** Returns why a network must not be banned: this machine or an operator would lose the way in. */
function protectionOf(
  { operators, chat: { roster } }: Moderation,
  actor: Actor,
  network: IpNetwork,
): Refusal<"refused"> | undefined {
  if (hasLoopback(network)) {
    return refuse(`Cannot ban ${network}: it has this machine's own addresses`);
  }
  for (const [user, { peer }] of roster.sessions) {
    if (!network.has(peer.hostname)) continue;
    if (user === actor.user) return refuse(`Cannot ban ${network}: it has your own address`);
    if (operators.has(user)) {
      return refuse(`Cannot ban ${network}: ${user.address} is an operator there`);
    }
  }
  return undefined;
}

function unban(moderation: Moderation, actor: Actor, rest: string): CommandReply {
  const { bans } = moderation;
  const [word] = splitWord(rest);
  const lifted = findBans(moderation, word);
  if (lifted instanceof Refusal) return lifted;
  const targets = lifted.map(({ target }) => target).join(" and ");
  bans.lift({ actor: actor.name, action: "unban", target: targets, detail: "" }, lifted);
  return [`${targets} ${lifted.length > 1 ? "are" : "is"} no longer banned`];
}

function findBans({ bans }: Moderation, word: string): readonly BanRow[] | Refusal<"refused"> {
  if (IpNetwork.isMeant(word)) {
    const network = IpNetwork.parse(word);
    if (!network) return badNetwork(word);
    const found = bans.ofNetwork(network);
    return found.length > 0 ? found : refuse(`${network} is not banned: /bans lists the bans`);
  }
  const name = typedName(word);
  const found = bans.ofName(name);
  if (!found) return refuse(`${quote(name)} is not banned: /bans lists the bans`);
  const networks = bans.list().filter(({ owner }) => owner !== "" && areAlike(owner, found.target));
  return [found, ...networks];
}

function banLine(ban: BanRow, now: number): string {
  const target = ban.owner === "" ? ban.target : `${ban.target} (${ban.owner})`;
  const text = withPenalty(target, ban, now);
  return `${text} (${ban.author}, ${localTime(ban.time, now)})`;
}
