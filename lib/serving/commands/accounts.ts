/**
 * The commands about names that stay.
 *
 * @module
 */
import type { Hub } from "../../chat/hub.ts";
import { looksLikeServer } from "../../chat/server_name.ts";
import { isAddress } from "../../chat/user.ts";
import { nowRegistered, PASSWORD_CHANGED } from "../../dialects/account_texts.ts";
import type { CommandReply } from "../../dialects/dialect.ts";
import { Refusal } from "../../errors/refusal.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Deed } from "../moderation/ledger.ts";
import { RegistrationQuota } from "../accounts/registration_quota.ts";
import { type Actor, refuse } from "./server_command.ts";
import type { CommandFamily } from "./server_commands.ts";

/** How long the answer to a wrong password takes, in milliseconds: somebody may try many. */
const WRONG_DELAY_MS = 1000;

const QUOTA_USED_UP = refuse(
  "Too many names were registered from your address today: ask an operator",
);

/** The parts of a chat that the commands work with. */
export interface AccountChat {
  readonly hub: Pick<Hub, "isNameTaken">;
  /** Records what an operator does. */
  record?(deed: Deed): void;
}

/** Returns the commands about registered names. */
export function accountCommands(accounts: Accounts, chat: AccountChat): CommandFamily {
  const quota = new RegistrationQuota(() => performance.now());
  return {
    async "/register"(actor, password) {
      if (!actor.user) return refuse("Usage here: /set-password NAME PASSWORD");
      const problem = problemWithRegistration(accounts, actor);
      if (problem !== undefined) return refuse(problem);
      const { name, network } = actor;
      if (!actor.isOperator && quota.isUsedUp(network)) return QUOTA_USED_UP;
      const isCurrent = () => actor.isHere() && accounts.find(name) === undefined;
      const refusal = await accounts.setPassword(name, password, { network, isCurrent });
      if (refusal) return refusal;
      quota.use(network);
      return [nowRegistered(name)];
    },

    async "/password"(actor, rest) {
      const [old = "", password = "", ...more] = rest.split(/\s+/);
      if (password === "" || more.length > 0) return refuse("Usage: /password OLD NEW");
      const refusal = await checkOwner(accounts, actor, old);
      if (refusal) return refusal;
      const { network } = actor;
      const isCurrent = () => actor.isHere() && accounts.find(actor.name) !== undefined;
      return await accounts.setPassword(actor.name, password, { network, isCurrent }) ??
        [PASSWORD_CHANGED];
    },

    async "/unregister"(actor, password) {
      const refusal = await checkOwner(accounts, actor, password);
      if (refusal) return refusal;
      accounts.unregister(actor.name);
      return [
        `${actor.name} is no longer registered: anybody can log in under it once you have left`,
      ];
    },

    async "/set-password"({ name: actor, network }, rest) {
      const [name = "", password = "", ...more] = rest.split(/\s+/);
      if (password === "" || more.length > 0) return refuse("Usage: /set-password NAME PASSWORD");
      const account = accounts.find(name);
      // Whoever is here under the name would own it.
      const isFree = () =>
        accounts.find(name) === account &&
        (account !== undefined || !chat.hub.isNameTaken(name));
      if (!account && (!isAddress(name) || looksLikeServer(name))) {
        return refuse(`Cannot register ${name}: it is not a valid name`);
      }
      if (!isFree()) return refuse(`Cannot register ${name}: somebody is logged in under it`);
      const request = { network, isCurrent: isFree };
      const refusal = await accounts.setPassword(name, password, request);
      if (refusal) return refusal;
      chat.record?.({ actor, action: "set-password", target: name, detail: "" });
      return [account ? `${name} has a new password` : `${name} is registered`];
    },
  };
}

function problemWithRegistration(
  accounts: Accounts,
  { name, isOperator }: Actor,
): string | undefined {
  if (accounts.find(name)) {
    return `${name} is registered already: /password OLD NEW changes its password`;
  }
  if (accounts.registration === "off") return "This server registers no names";
  if (accounts.registration === "operators" && !isOperator) {
    return "Ask an operator: only operators register names here";
  }
  return undefined;
}

async function checkOwner(
  accounts: Accounts,
  actor: Actor,
  password: string,
): Promise<CommandReply & Refusal | undefined> {
  const { name, network } = actor;
  if (!accounts.find(name)) {
    return refuse(`${name} is not registered: /register PASSWORD does that`);
  }
  const result = await accounts.check(name, password, network);
  if (result === "right") return undefined;
  if (result === "busy") {
    return refuse("Too many passwords are being checked: try again in a minute");
  }
  await actor.pause(WRONG_DELAY_MS);
  return refuse("The password is wrong: nothing has changed");
}
