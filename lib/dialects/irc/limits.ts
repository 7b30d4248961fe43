/**
 * The limits of what users of IRC can do. Clients learn them in numeric 005.
 *
 * @module
 */
import { MAX_MASKS } from "../../chat/channel_modes.ts";
import { MAX_NICK_LENGTH } from "../../chat/nick.ts";
import { MAX_ARGUMENT_BYTES } from "../../framing/fixed_frames.ts";

/** The maximum number of channels that a user may be in. */
export const MAX_CHANNELS = 50;

/** The longest name of a channel with its number sign, in bytes. */
export const MAX_CHANNEL_BYTES = MAX_ARGUMENT_BYTES + 1;

/** The longest topic, reason of a kick, and text about an absence, in bytes. */
export const MAX_REMARK_BYTES = 300;

/** The longest real name, in bytes. */
export const MAX_REAL_NAME_BYTES = 128;

/** The longest user name, in characters. */
export const MAX_USERNAME_LENGTH = 16;

/** The longest key of a channel, in characters. */
export const MAX_KEY_LENGTH = 23;

/** The maximum number of targets of one message. */
export const MAX_TARGETS = 4;

/** The maximum number of nicks that a client may monitor. */
export const MAX_MONITORED = 100;

/** The maximum number of modes that one command changes. */
export const MAX_MODES = 20;

/** The maximum number of users in one answer to a mask. */
export const MAX_LISTED_USERS = 1000;

/** The bytes that a look at one user or channel costs, in an answer that looks at all of them. */
export const LOOK_COST_BYTES = 1024;

/** The maximum number of messages in one answer about the past. */
export const MAX_PAST_MESSAGES = 100;

/** The maximum number of tokens in one line of numeric 005. */
const MAX_TOKENS = 13;

const TOKENS: readonly string[] = [
  `AWAYLEN=${MAX_REMARK_BYTES}`,
  "BOT=B",
  "CASEMAPPING=ascii",
  `CHANLIMIT=#:${MAX_CHANNELS}`,
  "CHANMODES=beI,k,l,Cimnst",
  `CHANNELLEN=${MAX_CHANNEL_BYTES}`,
  "CHANTYPES=#",
  `CHATHISTORY=${MAX_PAST_MESSAGES}`,
  "ELIST=CMNTU",
  "EXCEPTS=e",
  "INVEX=I",
  `KEYLEN=${MAX_KEY_LENGTH}`,
  `KICKLEN=${MAX_REMARK_BYTES}`,
  `MAXLIST=beI:${MAX_MASKS}`,
  `MODES=${MAX_MODES}`,
  `MONITOR=${MAX_MONITORED}`,
  `NAMELEN=${MAX_REAL_NAME_BYTES}`,
  `NICKLEN=${MAX_NICK_LENGTH}`,
  "MSGREFTYPES=msgid,timestamp",
  "PREFIX=(ov)@+",
  "SAFELIST",
  "STATUSMSG=@+",
  `TARGMAX=JOIN:,KICK:${MAX_TARGETS},NOTICE:${MAX_TARGETS},PART:,PRIVMSG:${MAX_TARGETS},TAGMSG:${MAX_TARGETS}`,
  `TOPICLEN=${MAX_REMARK_BYTES}`,
  `USERLEN=${MAX_USERNAME_LENGTH}`,
  "UTF8ONLY",
  "WHOX",
];

/** Returns the tokens of numeric 005, line by line. */
export function supportLines(network: string): string[][] {
  const tokens = [...TOKENS, `NETWORK=${network}`];
  const lines: string[][] = [];
  for (let at = 0; at < tokens.length; at += MAX_TOKENS) {
    lines.push(tokens.slice(at, at + MAX_TOKENS));
  }
  return lines;
}
