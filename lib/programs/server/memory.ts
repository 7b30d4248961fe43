import type { Arguments } from "../../command_line/arguments.ts";
import { type History, NO_HISTORY } from "../../history/history.ts";
import { Housekeeping } from "../../history/housekeeping.ts";
import { MemoryHistory } from "../../history/memory_history.ts";
import { StoredHistory } from "../../history/stored_history.ts";
import { StoredMessages } from "../../history/stored_messages.ts";
import type { StoreFigures } from "../../monitoring/store_metrics.ts";
import { RunningClock } from "../../net/clock.ts";
import type { Status } from "../../net/status.ts";
import { Accounts } from "../../serving/accounts/accounts.ts";
import type { CommandFamily } from "../../serving/commands/server_commands.ts";
import type { MailboxOptions } from "../../serving/mailbox.ts";
import { Moderation } from "../../serving/moderation/moderation.ts";
import { ScryptHasher } from "../../serving/accounts/password_hasher.ts";
import { AccountTable } from "../../store/account_table.ts";
import { BlockTable } from "../../store/block_table.ts";
import { ChannelTable } from "../../store/channel_table.ts";
import { Store } from "../../store/store.ts";
import { StoreError } from "../../store/store_error.ts";
import { WaitingTable } from "../../store/waiting_table.ts";
import type { SERVER } from "./flags.ts";

type ServerArguments = Arguments<typeof SERVER.flags>;

/** The parts of a chat server that remember something. */
export interface Memory {
  readonly store: Store;
  readonly history: History;
  readonly firstEventId: number;
  readonly commands: readonly CommandFamily[];
  readonly moderation: Moderation;
  readonly accounts: Accounts;
  readonly waiting: Pick<MailboxOptions, "table" | "maxBytes">;
  /** The names of the channels that were there before a restart, in the order of their creation. */
  readonly channels: readonly string[];
  /** The numbers for the metrics; `undefined` without a file. */
  readonly figures: (() => StoreFigures) | undefined;
  /**
   * Saves what is not saved yet, and closes the file.
   *
   * @throws {StoreError} if messages are lost.
   */
  close(): void;
}

/** The messages that a channel keeps, unless the operator says otherwise. */
const DEFAULT_MEMORY_COUNT = 1000;
const DEFAULT_STORED_COUNT = 100_000;

/** The maximum size of all private messages that wait, in bytes. */
const MAX_WAITING_BYTES = 16 * 2 ** 20;

const DAY_MS = 24 * 60 * 60 * 1000;

/** How often messages in memory are looked through for old ones, in milliseconds. */
export const EXPIRY_INTERVAL_MS = 60_000;

/**
 * Opens what the server remembers.
 *
 * @param clusterHistory The messages that the server gets from a cluster.
 * @throws {StoreError} if the file of `--store` cannot be used.
 */
export function openMemory(
  args: ServerArguments,
  onStatus: (status: Status) => void,
  clusterHistory?: History,
): Memory {
  const path = args.get("store");
  const store = new Store(path);
  for (const text of store.warnings) onStatus({ type: "notice", text });
  const table = store.read(() => new ChannelTable(store));
  const channels = store.read(() => table.used(args.get("max-channels"))).map(({ name }) => name);
  const kept = clusterHistory
    ? { ...NOTHING, history: clusterHistory }
    : path === undefined
    ? keepInMemory(args)
    : store.read(() => keepInStore(args, store, onStatus));
  const accounts = store.read(() => openAccounts(args, store));
  const waiting = store.read(() => new WaitingTable(store));
  const lastId = Math.max(kept.history.lastId, store.read(() => waiting.lastId()));
  return {
    ...{ store, channels, commands: [], accounts },
    moderation: store.read(() => new Moderation({ store, now: Date.now, onStatus })),
    waiting: { table: waiting, maxBytes: MAX_WAITING_BYTES },
    history: kept.history,
    firstEventId: firstEventId(lastId),
    figures: path === undefined ? undefined : () => ({
      ...{ fileBytes: store.sizes.file, logBytes: store.sizes.log, failures: store.failures },
      ...kept.figures(),
    }),
    close() {
      try {
        kept.close();
      } finally {
        store[Symbol.dispose]();
      }
    },
  };
}

function openAccounts(args: ServerArguments, store: Store): Accounts {
  return new Accounts({
    table: new AccountTable(store),
    blocks: new BlockTable(store),
    hasher: new ScryptHasher(),
    registration: args.get("registration"),
  });
}

/** A history, and what goes with it. */
interface Kept {
  readonly history: History;
  figures(): { readonly waiting: number; readonly lost: number };
  close(): void;
}

const NOTHING: Omit<Kept, "history"> = { figures: () => ({ waiting: 0, lost: 0 }), close() {} };

function keepInMemory(args: ServerArguments): Kept {
  const bounds = boundsOf(args, DEFAULT_MEMORY_COUNT);
  if (bounds.maxCount === 0) return { ...NOTHING, history: NO_HISTORY };
  const history = new MemoryHistory(bounds);
  if (bounds.maxAgeMs < Infinity) {
    Deno.unrefTimer(setInterval(() => history.expire(), EXPIRY_INTERVAL_MS));
  }
  return { ...NOTHING, history };
}

function keepInStore(
  args: ServerArguments,
  store: Store,
  onStatus: (status: Status) => void,
): Kept {
  const bounds = {
    ...boundsOf(args, DEFAULT_STORED_COUNT),
    maxBytes: args.get("max-store"),
  };
  const timers = new RunningClock();
  if (bounds.maxCount === 0) {
    // What was kept before goes as well.
    const housekeeping = new Housekeeping(store, new StoredMessages(store), bounds, timers);
    return { ...NOTHING, history: NO_HISTORY, close: () => housekeeping.stop() };
  }
  const notice = (text: string) => onStatus({ type: "notice", text });
  const history = new StoredHistory(store, {
    ...bounds,
    timers,
    onFailure: (error) =>
      onStatus({ type: "failed", doing: "The chat goes on, but messages wait in memory", error }),
    onReadFailure: (error) =>
      onStatus({ type: "failed", doing: "Cannot show what was said before", error }),
    onRecovery: (waited, lost) =>
      notice(`The store works again: ${waited} messages that waited are saved, ${lost} are lost`),
  });
  return {
    history,
    figures: () => ({ waiting: history.waiting, lost: history.lost }),
    close() {
      history[Symbol.dispose]();
      const lost = history.waiting;
      if (lost === 0) return;
      throw new StoreError(`Cannot save the last messages in "${store.path}": ${lost} are lost`);
    },
  };
}

/** Returns how much a server without a file keeps. */
export function historyBounds(args: ServerArguments) {
  return boundsOf(args, DEFAULT_MEMORY_COUNT);
}

function boundsOf(args: ServerArguments, defaultCount: number) {
  return {
    maxCount: args.get("history") ?? defaultCount,
    maxAgeMs: (args.get("history-days") ?? Infinity) * DAY_MS,
    now: Date.now,
  };
}

/**
 * Returns an id behind all earlier ones. A client that comes back asks for the messages since the
 * last one that it has, also of a server that has forgotten everything: so the ids start with the
 * present time, in microseconds since 1970.
 */
function firstEventId(lastId: number): number {
  return Math.max(lastId + 1, 1000 * Date.now());
}
