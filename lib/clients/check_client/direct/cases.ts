import type { ClientCase } from "../client_case.ts";
import { CHATTING_CASES } from "./chatting_cases.ts";
import { ENDING_CASES } from "./ending_cases.ts";
import { LOGIN_CASES } from "./login_cases.ts";
import { STREAM_CASES } from "./stream_cases.ts";

/** All cases for clients of the direct dialect, in the order of the report. */
export const DIRECT_CLIENT_CASES: readonly ClientCase[] = [
  ...LOGIN_CASES,
  ...CHATTING_CASES,
  ...STREAM_CASES,
  ...ENDING_CASES,
];
