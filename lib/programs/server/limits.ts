import { DEFAULT_LIMITS, type Limits } from "../../net/limits.ts";
import { type Arguments, UsageError } from "../../command_line/command.ts";

/** How many users and channels there may be unless a command line says otherwise. */
const MOST_USERS = 20_000;
const MOST_CHANNELS = 10_000;

/** The lowest rate that makes sense, in bytes a second: frames have 200. */
const LEAST_RATE = 1000;

/**
 * What a command line says about how much clients may do.
 *
 * @throws {UsageError}
 */
export function readLimits(args: Arguments) {
  const second = 1000;
  const perAddress = args.number("max-per-address", { min: 0, max: 1_000_000 });
  const rate = args.number("rate", { min: 0, max: 2 ** 40 });
  if (rate !== undefined && rate > 0 && rate < LEAST_RATE) {
    throw new UsageError(
      `Cannot use "${rate}" for --rate: it has to be 0, or ${LEAST_RATE} at least`,
    );
  }
  const limits: Limits = {
    backlog: args.number("backlog-limit", { min: 1024, max: 2 ** 30 }) ?? DEFAULT_LIMITS.backlog,
    writeTimeout: second * (args.number("write-timeout", { min: 1, max: 86_400 }) ?? 30),
    rate: rate === undefined ? DEFAULT_LIMITS.rate : rate || Infinity,
    perAddress: perAddress === undefined ? DEFAULT_LIMITS.perAddress : () => perAddress || Infinity,
  };
  return {
    limits,
    maxUsers: args.number("max-clients", { min: 1, max: 1_000_000 }) ?? MOST_USERS,
    maxChannels: args.number("max-channels", { min: 1, max: 10_000_000 }) ?? MOST_CHANNELS,
    loginTimeout: second * (args.number("login-timeout", { min: 1, max: 86_400 }) ?? 300),
  };
}
