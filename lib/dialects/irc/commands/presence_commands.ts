/**
 * The commands with which users say how they are.
 *
 * @module
 */
import { encodeText } from "../../../framing/encode_text.ts";
import type { Commands } from "../client.ts";
import { factsOf } from "../facts.ts";
import { MAX_REAL_NAME_BYTES } from "../limits.ts";
import { formatLine } from "../line.ts";
import { cutRemark } from "../targets.ts";

export const PRESENCE_COMMANDS = {
  AWAY: {
    usage: "AWAY [TEXT]",
    help: "Says why you do not answer; without a text, that you are back",
    least: 0,
    run(client, [text = ""]) {
      const { hub, user } = client;
      const facts = factsOf(user);
      const isMuted = hub.silence(user) !== undefined;
      const away = text === "" ? undefined : isMuted ? "away" : cutRemark(text);
      client.reply(away === undefined ? "RPL_UNAWAY" : "RPL_NOWAWAY");
      if (away === facts.away) return;
      facts.away = away;
      hub.tellFacts(user);
    },
  },

  SETNAME: {
    usage: "SETNAME :REALNAME",
    help: "Changes your real name",
    least: 1,
    run(client, [realName = ""]) {
      const { hub, user } = client;
      if (realName === "" || encodeText(realName).length > MAX_REAL_NAME_BYTES) {
        const text = `A real name has 1 to ${MAX_REAL_NAME_BYTES} bytes`;
        return client.serverLine("FAIL", ["SETNAME", "INVALID_REALNAME"], text);
      }
      user.realName = realName;
      if (client.capabilities.has("setname")) {
        client.send(formatLine(user.mask, "SETNAME", [], realName));
      }
      hub.tellFacts(user);
    },
  },
} as const satisfies Commands;
