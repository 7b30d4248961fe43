import { inOrder } from "../in_order.ts";
import type { ServerCase } from "../server_case.ts";
import { CROWD_CASES } from "./crowd_cases.ts";
import type { DirectStage } from "./direct_stage.ts";
import { ERROR_CASES } from "./error_cases.ts";
import { EXTRA_CASES } from "./extra_cases.ts";
import { LOGIN_CASES } from "./login_cases.ts";
import { MESSAGE_CASES } from "./message_cases.ts";

/** All cases of the direct dialect, in the order in which they run. */
export const DIRECT_CASES: readonly ServerCase<DirectStage>[] = inOrder([
  ...LOGIN_CASES,
  ...MESSAGE_CASES,
  ...ERROR_CASES,
  ...CROWD_CASES,
  ...EXTRA_CASES,
]);
