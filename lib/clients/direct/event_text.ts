/**
 * The text for each line of a server. The contract is `docs/protocols/direct.md`.
 *
 * @module
 */
import { revealInvisible } from "../../chat/name.ts";
import type { Speaker } from "../../terminal/shown_text.ts";

/** Returns the text for a name that is refused, or that the client itself refuses. */
export function disallowed(name: string): string {
  return `Cannot log in as ${name}. That username contains disallowed characters.`;
}

/** Returns the other user whose message a line of the server delivers. */
export function speakerIn(line: string): Speaker | undefined {
  const [, name] = /^DELIVERY (\S+) /.exec(line) ?? [];
  return name === undefined ? undefined : { name, at: "From ".length };
}

/** Returns the text for a line of the server, or `undefined` for a line that makes no sense. */
export function eventText(line: string): string | undefined {
  const [, header, body = ""] = /^(\S+)(?: (.*))?$/s.exec(line) ?? [];
  switch (header) {
    case "SEND-OK":
      return "The message was sent successfully";
    case "BAD-DEST-USER":
    case "UNKNOWN":
      return "The destination user does not exist";
    case "DELIVERY": {
      const [, name, text] = /^(\S+) (.*)$/s.exec(body) ?? [];
      return name === undefined ? undefined : `From ${revealInvisible(name)}: ${text}`;
    }
    case "LIST-OK":
    case "WHO-OK": {
      const names = body.split(",").filter((name) => name !== "");
      return [`There are ${names.length} online users:`, ...names.map(revealInvisible)].join("\n");
    }
    case "BAD-RQST-HDR":
      return "Error: Unknown issue in previous message header.";
    case "BAD-RQST-BODY":
      return "Error: Unknown issue in previous message body.";
  }
}
