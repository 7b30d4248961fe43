import type { Arguments } from "../../command_line/arguments.ts";
import { DEFAULT_IRC_SETTINGS, type IrcSettings } from "../../dialects/irc/settings.ts";
import { ExpectedError, UsageError } from "../../errors/expected_error.ts";
import { systemReason } from "../../errors/system_reason.ts";
import { versionText } from "../../product/version.ts";
import type { SERVER } from "./flags.ts";

/** The maximum number of lines in a message of the day. */
const MAX_MOTD_LINES = 500;

/**
 * Returns how the server presents itself to users of IRC.
 *
 * @throws {ExpectedError} if the file with the message of the day cannot be read.
 * @throws {UsageError} if the name cannot be a server's.
 */
export function readIrcSettings(args: Arguments<typeof SERVER.flags>): IrcSettings {
  const file = args.get("motd");
  return {
    serverName: checkName(args.get("irc-name") ?? DEFAULT_IRC_SETTINGS.serverName),
    motd: file === undefined ? [] : readMotd(file),
    version: `parley-${versionText().replaceAll(" ", "-")}`,
  };
}

function checkName(name: string): string {
  if (/^(?=.{3,63}$)[\w-]+(\.[\w-]+)+$/.test(name)) return name;
  throw new UsageError(
    `Cannot use --irc-name "${name}": expected words with a dot between them, such as chat.example.org`,
  );
}

function readMotd(file: string): string[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (cause) {
    const reason = systemReason(cause);
    throw new ExpectedError(`Cannot read the message of the day in "${file}": ${reason}`, {
      cause,
    });
  }
  return text.trimEnd().split(/\r?\n/).slice(0, MAX_MOTD_LINES);
}
