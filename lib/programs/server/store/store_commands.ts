/**
 * `server.ts store`: what an operator can do with the file of a server, while the server runs or not.
 *
 * @module
 */
import { type Arguments, ownFlags } from "../../../command_line/arguments.ts";
import { UsageError } from "../../../errors/expected_error.ts";
import { withLocalNames } from "../../../product/names.ts";
import { SERVER } from "../flags.ts";
import { checkStore } from "./check.ts";
import { exportMessages } from "./export.ts";
import { addOperator, listOperators, removeOperator } from "./operators.ts";
import { purgeMessages } from "./purge.ts";
import { purgeTarget } from "./purge_target.ts";

type ServerArguments = Arguments<typeof SERVER.flags>;

/** An action on a file. */
interface StoreAction {
  /** The words after its name. */
  readonly arguments: readonly string[];
  readonly flags: readonly (keyof typeof SERVER.flags)[];
  /** Returns the exit code. */
  run(args: ServerArguments, file: string, name: string): number;
}

const ACTIONS: Readonly<Record<string, StoreAction>> = {
  check: { arguments: ["FILE"], flags: [], run: (_, file) => checkStore(file) },
  export: {
    arguments: ["FILE"],
    flags: ["channel"],
    run: (args, file) => exportMessages(file, args.get("channel")),
  },
  purge: {
    arguments: ["FILE"],
    flags: ["user", "channel", "before"],
    run: (args, file) => purgeMessages(file, purgeTarget(args)),
  },
  "operators add": {
    arguments: ["FILE", "NAME"],
    flags: [],
    run: (_, file, name) => addOperator(file, name),
  },
  "operators remove": {
    arguments: ["FILE", "NAME"],
    flags: [],
    run: (_, file, name) => removeOperator(file, name),
  },
  "operators list": { arguments: ["FILE"], flags: [], run: (_, file) => listOperators(file) },
};

/**
 * Carries out an action on a file; returns the exit code.
 *
 * @param words The words after `store`.
 * @throws {UsageError | StoreError}
 */
export function runStore(args: ServerArguments, words: readonly string[]): number {
  const length = words[0] === "operators" ? 2 : 1;
  const name = words.slice(0, length).join(" ");
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) throw unknownAction(name);
  const rest = words.slice(length);
  if (rest.length !== action.arguments.length) {
    throw new UsageError(`Expected exactly ${action.arguments.join(" and ")}`, {
      hint: `Write: ${usageOf(name, action)}`,
    });
  }
  const known: readonly string[] = action.flags;
  const unknown = ownFlags(SERVER, args).find((flag) => !known.includes(flag));
  if (unknown !== undefined) throw new UsageError(`Cannot use --${unknown} with store ${name}`);
  return action.run(args, rest[0]!, rest[1] ?? "");
}

function unknownAction(name: string): UsageError {
  const known = Object.keys(ACTIONS).join(", ");
  return name === ""
    ? new UsageError("Expected what to do with a store", { hint: `It is one of ${known}.` })
    : new UsageError(`Cannot use "store ${name}": expected one of ${known}`);
}

function usageOf(name: string, action: StoreAction): string {
  return withLocalNames(`server.ts store ${name} ${action.arguments.join(" ")}`);
}
