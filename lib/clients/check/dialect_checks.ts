import { CHANNEL_CASES } from "./channel/cases.ts";
import { ChannelStage } from "./channel/channel_stage.ts";
import { LINKS as CHANNEL_LINKS } from "./channel/links.ts";
import { DIRECT_CASES } from "./direct/cases.ts";
import { DirectStage } from "./direct/direct_stage.ts";
import { Edition } from "./direct/edition.ts";
import { LINKS as DIRECT_LINKS } from "./direct/links.ts";
import type { ServerCase } from "./server_case.ts";
import type { Stage, StageOptions } from "./stage.ts";

/** What the check of a server needs to know of a dialect. */
export interface DialectCheck<S extends Stage> {
  readonly cases: readonly ServerCase<S>[];
  /** What the assignment says about the start of a server. */
  readonly start: { readonly assignment: string; readonly link: string };
  newStage(options: StageOptions): S;
}

/** Returns what the check needs to know of the channel dialect. */
export function channelCheck(): DialectCheck<ChannelStage> {
  return {
    cases: CHANNEL_CASES,
    start: {
      assignment: "The server should accept a single command line argument: its port.",
      link: CHANNEL_LINKS.clientSends,
    },
    newStage: (options) => new ChannelStage(options),
  };
}

/** Returns what the check needs to know of the direct dialect, of the edition that it meets. */
export function directCheck(): DialectCheck<DirectStage> {
  const edition = new Edition();
  return {
    cases: DIRECT_CASES,
    start: {
      assignment: "Tests start the server with --address and --port.",
      link: DIRECT_LINKS.clientSends,
    },
    newStage: (options) => new DirectStage(options, edition),
  };
}
