import type { ClientCase } from "../client_case.ts";
import { ENDING_CASES } from "./ending_cases.ts";
import { SENDING_CASES } from "./sending_cases.ts";
import { SHOWING_CASES } from "./showing_cases.ts";

/** All cases for clients of the channel dialect, in the order of the report. */
export const CHANNEL_CLIENT_CASES: readonly ClientCase[] = [
  ...SENDING_CASES,
  ...SHOWING_CASES,
  ...ENDING_CASES,
];
