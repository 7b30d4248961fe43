import { inOrder } from "../in_order.ts";
import type { ServerCase } from "../server_case.ts";
import type { ChannelStage } from "./channel_stage.ts";
import { CROWD_CASES } from "./crowd_cases.ts";
import { ERROR_CASES } from "./error_cases.ts";
import { EXTRA_CASES } from "./extra_cases.ts";
import { FRAMING_CASES } from "./framing_cases.ts";
import { LONG_LIST_CASES, SHORT_LIST_CASES } from "./list_cases.ts";
import { MESSAGE_CASES } from "./message_cases.ts";
import { MOVING_CASES } from "./moving_cases.ts";

/**
 * All cases of the channel dialect, in the order in which they run: those of short lists first, before
 * the other cases fill the list.
 */
export const CHANNEL_CASES: readonly ServerCase<ChannelStage>[] = [
  ...SHORT_LIST_CASES,
  ...inOrder([
    ...LONG_LIST_CASES,
    ...ERROR_CASES,
    ...MOVING_CASES,
    ...MESSAGE_CASES,
    ...FRAMING_CASES,
    ...CROWD_CASES,
    ...EXTRA_CASES,
  ]),
];
