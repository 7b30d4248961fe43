import config from "../../../deno.json" with { type: "json" };
import type { Arguments } from "../../command_line/arguments.ts";
import { COUNT_KEYS, type Kind, nameProblem } from "../../discovery/service.ts";
import { errorText, UsageError } from "../../errors/expected_error.ts";
import type { BugReporter } from "../../net/internal_errors.ts";
import type { Listening } from "../../transport/listen.ts";
import { StatusLog } from "../../terminal/status_log.ts";
import type { SERVING_FLAGS } from "./flags.ts";

/** A running announcement. */
export interface Announced {
  /** Withdraws the announcement. */
  stop(): Promise<void>;
}

/**
 * Announces a server on the local network if the command line asks for it. The server does not wait
 * for that, and keeps running if the announcement fails.
 *
 * @param count Returns the number of users or rooms, whichever the kind counts.
 * @param access Returns how clients get in, as `key=value` texts.
 * @param errors Gets the exceptions that nobody expected.
 * @throws {UsageError} if the server cannot be announced under the given name.
 */
export function announceIfAsked(
  args: Arguments<typeof SERVING_FLAGS>,
  kind: Kind,
  { hostnames: [hostname = ""], port }: Listening,
  count: () => number,
  errors: BugReporter,
  access: () => readonly string[] = () => [],
): Announced {
  const givenName = args.get("announce-as");
  if (!args.get("announce") && givenName === undefined) return { stop: () => Promise.resolve() };
  const [quiet, debug] = [args.get("quiet"), args.get("debug")];
  const log = new StatusLog();
  const name = givenName ?? machineName();
  const flaw = nameProblem(name);
  if (flaw) throw new UsageError(`Cannot use "${name}" for --announce-as: ${flaw}`);
  const onProblem = (error: unknown) => {
    log.line(`Not announced on the local network: ${errorText(error)}`);
    if (debug) console.error(error);
  };
  const announcer = import("../../discovery/announcer.ts").then(({ Announcer }) =>
    new Announcer({
      ...{ kind, name, hostname, port },
      text: () => [
        "txtvers=1",
        `${COUNT_KEYS[kind]}=${count()}`,
        `version=${config.version}`,
        ...access(),
      ],
      onName(name) {
        if (!quiet) log.line(`Announced on the local network as "${name}"`);
      },
      onProblem,
      onBug: (error) => errors.report(`Cannot announce the ${kind}`, error),
    })
  ).catch(onProblem);
  return { stop: async () => await (await announcer)?.stop() };
}

/** Returns the name of this machine, or a neutral one if Deno would have to ask for permission. */
function machineName(): string {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  const [name = ""] = state === "granted" ? Deno.hostname().split(".") : [];
  return nameProblem(name) === undefined ? name : "Parley";
}
