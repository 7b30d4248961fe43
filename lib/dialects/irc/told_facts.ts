import type { User } from "../../chat/user.ts";
import { type Facts, factsOf } from "./facts.ts";
import { formatLine } from "./line.ts";
import { Signal } from "./signal.ts";
import { paramText } from "./targets.ts";

/** The facts whose changes others read about. */
type Told = Pick<Facts, "account" | "away"> & Pick<User, "realName">;

/** The facts about users as others know them. */
export class ToldFacts {
  readonly #told = new WeakMap<User, Told>();

  /** Records the present facts about a user. */
  note(user: User): void {
    const { account, away } = factsOf(user);
    this.#told.set(user, { account, away, realName: user.realName });
  }

  /** Records the present facts about a user, and returns what they tell those who knew the former ones. */
  changes(user: User): Signal[] {
    const former = this.#told.get(user);
    this.note(user);
    if (!former) return [];
    const { account, away } = factsOf(user);
    const { realName } = user;
    return [
      ...(account === former.account ? [] : [accountSignal(user, account)]),
      ...(away === former.away ? [] : [awaySignal(user, away)]),
      ...(realName === former.realName ? [] : [realNameSignal(user, realName)]),
    ];
  }
}

function accountSignal({ mask }: User, account: string | undefined): Signal {
  const param = account === undefined ? "*" : paramText(account);
  return new Signal(formatLine(mask, "ACCOUNT", [param]), "account-notify");
}

function awaySignal({ mask }: User, away: string | undefined): Signal {
  return new Signal(formatLine(mask, "AWAY", [], away), "away-notify");
}

function realNameSignal({ mask, name }: User, realName: string | undefined): Signal {
  return new Signal(formatLine(mask, "SETNAME", [], realName ?? name), "setname");
}
