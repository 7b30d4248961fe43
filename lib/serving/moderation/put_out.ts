import type { User } from "../../chat/user.ts";
import { BANNED, NAME_REGISTERED } from "../../dialects/removal.ts";
import type { Account } from "../../store/account_table.ts";
import type { BanRow } from "../../store/ban_table.ts";
import { IpNetwork } from "../../transport/ip_network.ts";
import { areAlike } from "./bans.ts";
import type { Moderation } from "./moderation.ts";
import { isOver, type Penalty, withPenalty } from "./penalty.ts";

/** What a ban keeps out. */
export interface Banned {
  readonly name: string | undefined;
  readonly network: IpNetwork | undefined;
  readonly penalty: Penalty;
}

/** The users who were disconnected. */
export interface PutOut {
  readonly names: readonly string[];
  /** Resolves once those of other servers are gone, if there are any, or when that takes too long. */
  readonly gone: Promise<unknown> | undefined;
}

/**
 * Disconnects the users whom a ban concerns.
 *
 * @param spares Reports whether a user stays nevertheless.
 */
export function putOut(
  { chat: { roster }, ledger }: Moderation,
  { name, network, penalty }: Banned,
  spares: (user: User) => boolean = () => false,
): PutOut {
  const concerns = (user: User, address: string) =>
    name !== undefined && areAlike(name, user.name) || network?.has(address);
  const ended = [...roster.sessions]
    .filter(([user, { peer }]) => concerns(user, peer.hostname) && !spares(user));
  const text = withPenalty(BANNED, penalty, ledger.now());
  const names = ended.map(([user]) => user.address);
  const waits = ended
    .map(([, session]) => session.putOut(text, reasonForLog(BANNED, penalty.reason)))
    .filter((wait) => wait !== undefined);
  return { names, gone: waits.length > 0 ? Promise.all(waits) : undefined };
}

/** Disconnects the users who logged in here before a ban came from another server. */
export function putOutBanned(moderation: Moderation, ban: BanRow): void {
  if (isOver(ban, moderation.ledger.now())) return;
  if (ban.kind === "name") {
    putOut(moderation, { name: ban.target, network: undefined, penalty: ban });
    return;
  }
  const network = IpNetwork.parse(ban.target);
  // As on the server where the ban was given: an operator keeps the way in.
  putOut(
    moderation,
    { name: undefined, network, penalty: ban },
    (user) => moderation.operators.has(user),
  );
}

/**
 * Disconnects a user of this server whose name somebody else has registered on another server meanwhile. A
 * user of that server may be the one who has.
 */
export function putOutStranger({ chat: { hub, roster } }: Moderation, { key }: Account): void {
  const user = hub.users.get(key);
  if (user && user.server === undefined) roster.sessions.get(user)?.putOut(NAME_REGISTERED);
}

/** Returns the reason for the end of a connection, whose start the metrics know. */
export function reasonForLog(start: string, reason: string): string {
  return reason === "" ? start : `${start}: ${reason}`;
}
