/**
 * What servers have in common on the command line about being found on the local network.
 *
 * @module
 */
import config from "../../../deno.json" with { type: "json" };
import { COUNT_KEYS, type Kind, nameProblem } from "../../discovery/service.ts";
import { ExpectedError } from "../../errors/expected_error.ts";
import { StatusLog } from "../../terminal/status_log.ts";
import { type Arguments, UsageError } from "../../command_line/command.ts";

/** What is announced until it is stopped. */
export interface Announced {
  /** Takes the announcement back. */
  stop(): Promise<void>;
}

/**
 * Announces a server when the command line asks for it. Nobody waits for that, and when it is not
 * possible the server goes on without.
 *
 * @param count How many there are now of what the kind counts: users, or rooms.
 * @throws {UsageError} when the name that it names is none.
 */
export function announceIfAsked(
  args: Arguments,
  kind: Kind,
  { hostname, port }: Deno.NetAddr,
  count: () => number,
): Announced {
  const wanted = args.get("announce-as");
  if (!args.has("announce") && wanted === undefined) return { stop: () => Promise.resolve() };
  const log = new StatusLog();
  const name = wanted ?? machineName();
  const flaw = nameProblem(name);
  if (flaw) throw new UsageError(`Cannot announce as "${name}": ${flaw}`);
  const announcer = import("../../discovery/announcer.ts").then(({ Announcer }) =>
    new Announcer({
      ...{ kind, name, hostname, port },
      text: () => ["txtvers=1", `${COUNT_KEYS[kind]}=${count()}`, `version=${config.version}`],
      onName(name) {
        if (!args.has("quiet")) log.line(`Announced on the local network as "${name}"`);
      },
      onProblem(error) {
        const text = error instanceof ExpectedError ? error.text : error.message;
        log.line(`Not announced on the local network: ${text}`);
        if (args.has("debug")) console.error(error);
      },
    })
  );
  return { stop: async () => await (await announcer).stop() };
}

/** The name of this machine, unless to read it would ask the user for permission. */
function machineName(): string {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  const [name = ""] = state === "granted" ? Deno.hostname().split(".") : [];
  return nameProblem(name) === undefined ? name : "Parley";
}
